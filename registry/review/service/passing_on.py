"""When a reviewer leaves: who scores what is still unscored. Part of a handover, which asked."""

from collections.abc import Iterator

from sqlalchemy import select

from registry.audit import service as audit
from registry.campaigns.states import StageKind
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review import notices
from registry.review.models import Assignment, Nomination
from registry.review.objections import Objection
from registry.review.queries.candidates import conflict_of
from registry.review.service import differing, lifecycle
from registry.review.service.assigning import assign_reviewers
from registry.review.states import LIVE_ASSIGNMENTS, STILL_TO_SCORE, NominationState
from registry.units.rules import has_role_at


def list_unscored(person: User) -> list[Assignment]:
    """What somebody was to score and has not, in nominations that are still being scored."""
    query = (
        select(Assignment)
        .join(Nomination, Assignment.nomination_id == Nomination.id)
        .where(
            Assignment.reviewer_id == person.id,
            Assignment.state.in_(STILL_TO_SCORE),
            Nomination.state == NominationState.VERIFIED,
        )
        .order_by(Assignment.id)
    )
    return [one for one in db.session.scalars(query) if _is_scored(one.nomination)]


def _is_scored(nomination: Nomination) -> bool:
    stage = nomination.stage
    return stage is not None and stage.kind is StageKind.SCORING


def pass_on_assignments(actor: User, leaver: User, successor: User, *, reason: str) -> tuple[int, int]:
    """Give what the leaver has not scored to the successor where the actor may, else back to the secretary.

    Returns how many went where. A tie, a missing role or a ballot of the successor's own sends it back: the
    secretary chooses, as always (abuse cases B01 and L10). Submitted ballots stay as they are.
    """
    passed = returned = 0
    for assignment in list_unscored(leaver):
        nomination = assignment.nomination
        lifecycle.move_assignment(assignment, "cancel")
        audit.record(
            actor, "assignment.cancelled", assignment,
            nomination=nomination.reference, personal={"reason": reason},
        )  # fmt: skip
        if _may_pass(actor, nomination, successor):
            assign_reviewers(actor, nomination, [successor])
            passed += 1
        else:
            notices.tell_left(assignment, successor)
            differing.follow(actor, nomination)
            returned += 1
    return passed, returned


def pass_on_objections(leaver: User, successor: User) -> int:
    """Objections the leaver had taken up go to a successor who may handle them, else to whoever comes."""
    taken = list(_objections(leaver))
    for objection in taken:
        unit = objection.nomination.campaign.unit
        objection.handler_id = successor.id if has_role_at(successor, unit, Role.COUNCIL_SECRETARY) else None
    return len(taken)


def _objections(person: User) -> Iterator[Objection]:
    query = select(Objection).where(Objection.handler_id == person.id, Objection.closed_at.is_(None))
    yield from db.session.scalars(query)


def _may_pass(actor: User, nomination: Nomination, successor: User) -> bool:
    given = {one.reviewer_id for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS}
    return (
        allowed(actor, Permission.NOMINATION_ASSIGN, nomination)
        and successor.id not in given
        and has_role_at(successor, nomination.campaign.unit, Role.REVIEWER)
        and not conflict_of(actor, successor, nomination)
    )
