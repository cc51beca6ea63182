"""What is still missing before the council can vote in a session: one list, for page and command."""

import enum
from dataclasses import dataclass

from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _, _n
from registry.review import polls
from registry.review.council import AgendaItem, CouncilSession
from registry.review.queries.sessions import is_votable
from registry.review.states import Attendance, SessionState


class Place(enum.Enum):
    """Where something that is missing is mended."""

    PLAN = "plan"
    ROLL_CALL = "roll_call"
    OTHER_SESSION = "other_session"


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a vote from beginning, and where it is mended."""

    sentence: str
    place: Place
    # The code of the session that is in the way.
    other: str = ""


def list_missing_before_voting(session: CouncilSession) -> list[Missing]:
    """What keeps the vote from beginning, in the order in which it is mended; empty when it can begin."""
    found = [_day(session), _agenda(session), *_others(session), *_attendance(session)]
    return [one for one in found if one is not None]


def _day(session: CouncilSession) -> Missing | None:
    if session.held_on <= today():
        return None
    said = _("The session is on %(day)s: nobody votes before.", day=f"{session.held_on:%d/%m/%Y}")
    return Missing(said, Place.PLAN)


def _agenda(session: CouncilSession) -> Missing | None:
    if any(is_votable(item.nomination) for item in session.items):
        return None
    return Missing(_("Nothing on the agenda can be voted on any more."), Place.PLAN)


def _others(session: CouncilSession) -> list[Missing]:
    """Sessions that vote on something of this agenda and have not locked their results."""
    here = [item.nomination_id for item in session.items]
    query = (
        select(CouncilSession.reference)
        .join(CouncilSession.items)
        .where(CouncilSession.state == SessionState.VOTING, CouncilSession.id != session.id)
        .where(AgendaItem.nomination_id.in_(here))
        .order_by(CouncilSession.reference)
        .distinct()
    )
    return [
        Missing(
            _(
                "Session %(code)s still votes on something of this agenda: lock its results first.",
                code=one,
            ),
            Place.OTHER_SESSION,
            one,
        )
        for one in db.session.scalars(query)
    ]


def _attendance(session: CouncilSession) -> list[Missing]:
    """Who has not been noted; once all are, whether the chair and enough members are there."""
    unnoted = sum(one.attendance is Attendance.UNNOTED for one in session.members)
    if unnoted:
        said = _n(
            "The roll call is not complete: %(num)s member is not noted yet.",
            "The roll call is not complete: %(num)s members are not noted yet.",
            unnoted,
        )
        return [Missing(said, Place.ROLL_CALL)]
    found = []
    chair = next((one for one in session.members if one.person_id == session.chair_id), None)
    if chair is None or chair.attendance is not Attendance.PRESENT:
        said = _("The chair, %(name)s, is not there: choose another chair among those who came.",
                 name=session.chair.name)  # fmt: skip
        found.append(Missing(said, Place.PLAN))
    if fault := polls.quorum_fault(session):
        found.append(Missing(fault, Place.ROLL_CALL))
    return found
