"""What the council says about a nomination and what it changed since: for whom the ballots are open too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.blindness import may_read_others, name_of_reviewer
from registry.review.models import Assignment, Nomination
from registry.review.panel import MarkChange, Remark
from registry.review.states import AssignmentState


@dataclass(frozen=True)
class Said:
    """A remark as one reader sees it: by a number, or a name where the stage does not hide it."""

    remark: Remark
    who: str
    is_own: bool
    may_hide: bool


@dataclass(frozen=True)
class Changed:
    """A mark that was changed, and who did it."""

    change: MarkChange
    who: str


def own_ballot(reader: User, nomination: Nomination) -> Assignment | None:
    """The reader's own ballot of a nomination, handed in."""
    return next(
        (
            one
            for one in nomination.assignments
            if one.reviewer_id == reader.id and one.state is AssignmentState.SUBMITTED
        ),
        None,
    )


def may_discuss(reader: User, nomination: Nomination) -> bool:
    """Reviewers once their own ballot is in and the stage lets them read the others'; and the council."""
    if any(one.reviewer_id == reader.id for one in nomination.assignments):
        own = own_ballot(reader, nomination)
        return own is not None and may_read_others(own) and allowed(reader, Permission.NOMINATION_SCORE, own)
    return allowed(reader, Permission.NOMINATION_RANK, nomination)


def list_remarks(reader: User, nomination: Nomination) -> list[Said]:
    """What was said, in order; raises NotFound for whoever may not take part."""
    if not may_discuss(reader, nomination):
        raise NotFound(_("There is no such nomination."))
    moderates = allowed(reader, Permission.NOMINATION_ASSIGN, nomination)
    names = {one.reviewer_id: name_of_reviewer(one) for one in nomination.assignments}
    query = select(Remark).where(Remark.nomination_id == nomination.id).order_by(Remark.id)
    return [
        Said(
            one,
            names.get(one.author_id) or _("The council’s secretary"),
            one.author_id == reader.id,
            moderates and not one.hidden_reason,
        )
        for one in db.session.scalars(query)
    ]


def list_changes(reader: User, nomination: Nomination) -> list[Changed]:
    """The marks that were changed after the ballots, in order, for those who take part."""
    if not may_discuss(reader, nomination):
        return []
    query = (
        select(MarkChange)
        .join(MarkChange.assignment)
        .where(Assignment.nomination_id == nomination.id)
        .order_by(MarkChange.id)
    )
    return [Changed(one, name_of_reviewer(one.assignment)) for one in db.session.scalars(query)]


def get_remark(reader: User, nomination: Nomination, reference: str) -> Remark:
    """One of a nomination's remarks; raises NotFound."""
    said = (one.remark for one in list_remarks(reader, nomination) if one.remark.reference == reference)
    remark = next(said, None)
    if remark is None:
        raise NotFound(_("There is no such remark."))
    return remark


def was_discussed(assignment: Assignment, before: datetime) -> bool:
    """Whether somebody other than a ballot's reviewer had said something about its nomination."""
    query = select(Remark.id).where(
        Remark.nomination_id == assignment.nomination_id,
        Remark.author_id != assignment.reviewer_id,
        Remark.at <= before,
    )
    return db.session.scalar(query.limit(1)) is not None
