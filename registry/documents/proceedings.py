"""What the council did with a nomination, for its bag: ballots, votes and minutes.

Reviewers are called what the council called them: a number where the stage hides who they are. Of a secret
vote the numbers go out and nothing else.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from registry.core.db import db
from registry.core.i18n import _
from registry.identity.models import User
from registry.review import blindness, polls
from registry.review.council import AgendaItem, CouncilSession
from registry.review.minutes import veils_of
from registry.review.models import Assignment, Mark, Nomination, Recognition
from registry.review.queries.ranking import counted_of
from registry.review.queries.results import gives_total
from registry.review.rules import owes_no_ballot
from registry.review.states import VoteManner


def votes_on(nomination: Nomination) -> list[AgendaItem]:
    """The votes of the council on a nomination whose results were locked, the first first."""
    query = (
        select(AgendaItem)
        .join(AgendaItem.session)
        .where(AgendaItem.nomination_id == nomination.id, CouncilSession.state.in_(polls.LOCKED))
        .options(contains_eager(AgendaItem.session))
        .order_by(CouncilSession.locked_at, CouncilSession.id)
    )
    return list(db.session.scalars(query))


def references_of(nomination: Nomination) -> list[str]:
    """What else papers of a nomination are about: ballots, recognition, sessions it came before."""
    given = select(Recognition.reference).where(Recognition.nomination_id == nomination.id)
    sessions = [item.session.reference for item in votes_on(nomination)]
    return [*(one.reference for one in counted_of(nomination)), *db.session.scalars(given), *sessions]


def withheld(reader: User, session: CouncilSession) -> str:
    """Why the minutes of a session are not for a reader, in a sentence; empty when they are.

    They tell of everything on the agenda: whoever is tied to any of it, must not know whose it is or is still
    to score it takes the bag without them.
    """
    if (tie := polls.tie_to_agenda(reader, session)) is not None:
        return _("You have a conflict of interest with something on the agenda: %(tie)s.", tie=tie.sentence)
    owes = not all(owes_no_ballot(reader, item.nomination) for item in session.items)
    if owes or veils_of(reader, session):
        return _("You are still to score something on the agenda.")
    return ""


def ballots_told(nomination: Nomination) -> list[dict[str, Any]]:
    """The ballots that count, by their number."""
    return [_ballot(one) for one in sorted(counted_of(nomination), key=lambda one: one.number)]


def _ballot(ballot: Assignment) -> dict[str, Any]:
    marks = sorted(ballot.marks, key=lambda mark: mark.criterion.position)
    return {
        "number": ballot.number,
        "reviewer": blindness.name_of_reviewer(ballot),
        "submitted_at": ballot.submitted_at,
        "total": ballot.total if gives_total(ballot) else None,
        "comment": ballot.overall_comment,
        "marks": [_mark(one) for one in marks],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "criterion": mark.criterion.label,
        "most": mark.criterion.max_points,
        "points": mark.points,
        "bonus": mark.bonus,
        "reasons": mark.comment,
        "grounds": mark.grounds.split(),
    }


def vote_told(item: AgendaItem) -> dict[str, Any]:
    """What the council voted; of an open vote also who voted how, and why."""
    session = item.session
    told = {
        "session": session.reference,
        "held_on": session.held_on,
        "manner": session.manner,
        "members": len(session.members),
        "could_vote": item.present,
        "agree": item.agree,
        "disagree": item.disagree,
        "other": item.other,
        "carried": item.carried,
        "minutes_sha256": session.minutes_digest,
    }
    if session.manner is VoteManner.OPEN:
        told["votes"] = list(_open_votes(item))
    return told


def _open_votes(item: AgendaItem) -> Iterator[dict[str, Any]]:
    for vote in sorted(item.votes, key=lambda one: one.id):
        yield {"member": vote.person.name, "choice": vote.choice, "reason": vote.reason}
