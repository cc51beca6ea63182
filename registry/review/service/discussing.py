"""After the own ballot: talking about a nomination, and changing a mark with the reason, the old one kept."""

import json
from decimal import Decimal

from registry.audit import service as audit
from registry.campaigns.scoring import band_of, is_at_an_end
from registry.campaigns.states import StageKind
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review import letters
from registry.review.blindness import is_to_reread
from registry.review.models import Assignment, Mark, Nomination
from registry.review.panel import MarkChange, Remark
from registry.review.queries.discussion import may_discuss, was_discussed
from registry.review.queries.results import settle
from registry.review.rules import require_untied
from registry.review.service import differing, lifecycle, scoring
from registry.review.service.nominating import reason_of
from registry.review.states import AssignmentState, NominationState
from registry.review.talk import why_silent

LONGEST = 2000


def say(actor: User, nomination: Nomination, *, text: str) -> Remark:
    """Say something to the others of the council who may read the ballots of a nomination."""
    said = clean_text(text)
    if not said:
        raise InvalidInput("text", _("Write something first."))
    if len(said) > LONGEST:
        raise InvalidInput("text", _("Use at most %(most)s characters.", most=LONGEST))
    with transaction():
        if not may_discuss(actor, nomination):
            raise NotFound(_("There is no such nomination."))
        require(actor, Permission.NOMINATION_READ, nomination)
        _require_open(nomination)
        _require_talk(nomination)
        remark = Remark(
            reference=next_reference("YK", today(), 5),
            nomination=nomination,
            author=actor,
            text=said,
            at=now(),
        )
        db.session.add(remark)
        db.session.flush()
        audit.record(actor, "remark.made", remark, personal={"text": said})
        letters.tell_remark(actor, nomination)
    return remark


def hide(actor: User, remark: Remark, *, reason: str) -> Remark:
    """The secretary takes a remark out of sight; it is kept, and the others read why."""
    text = reason_of(reason)
    with transaction():
        require_untied(actor, Permission.NOMINATION_ASSIGN, remark.nomination)
        if remark.hidden_reason:
            raise InvalidTransition(_("This remark is hidden already."))
        remark.hidden_reason = text
        audit.record(actor, "remark.hidden", remark, personal={"reason": text})
    return remark


def change_mark(  # noqa: PLR0913 -- a mark, its reason, and what was seen of the ballot
    actor: User,
    assignment: Assignment,
    criterion_id: int,
    *,
    points: Decimal | None,
    comment: str,
    reason: str,
    version: int | None = None,
) -> MarkChange:
    """Change one mark of a ballot that was handed in. What it was stays, with the reason and the occasion."""
    why = reason_of(reason)
    with transaction():
        scoring.require_scorable(actor, assignment)
        _require_open(assignment.nomination)
        if not is_to_reread(assignment):
            _require_talk(assignment.nomination)
        if assignment.state is not AssignmentState.SUBMITTED:
            raise InvalidTransition(_("This ballot has not been handed in."))
        require_version(assignment, version, scoring.stored_texts(assignment))
        mark = next((one for one in assignment.marks if one.criterion_id == criterion_id), None)
        if mark is None:
            raise NotFound(_("This criterion is not on the sheet."))
        check_change(assignment, mark, points, comment)
        change = _changed(assignment, mark, points, comment, why)
        values = {"before": str(change.points_before), "after": str(points), "reason": why}
        audit.record(
            actor, "mark.changed", assignment,
            nomination=assignment.nomination.reference, after_discussion=change.after_discussion,
            personal={"values": json.dumps(values, ensure_ascii=False)},
        )  # fmt: skip
        differing.follow(actor, assignment.nomination)
    return change


def check_change(assignment: Assignment, mark: Mark, points: Decimal | None, comment: str) -> None:
    """Refuse what a mark may not be changed to."""
    criteria = scoring.criteria_of(assignment)
    faults = scoring.faults_of_marks({mark.criterion_id: (points, comment)}, criteria)
    if faults:
        name, message = next(iter(faults.items()))
        raise InvalidInput(name.partition("_")[0], message)
    if points is None:
        raise InvalidInput("points", _("Enter the points"))
    bands = criteria[mark.criterion_id].bands
    if is_at_an_end(bands, band_of(bands, points)) and not clean_text(comment):
        raise InvalidInput("comment", _("Say why, when you choose the lowest or the highest level."))
    if points == mark.points and clean_text(comment) == mark.comment:
        raise InvalidInput("points", _("This is what the ballot says already."))


def _changed(
    assignment: Assignment, mark: Mark, points: Decimal | None, comment: str, reason: str
) -> MarkChange:
    moment = now()
    change = MarkChange(
        assignment=assignment, criterion_id=mark.criterion_id, points_before=mark.points,
        points_after=points, comment_before=mark.comment, reason=reason, at=moment,
        after_discussion=was_discussed(assignment, moment),
    )  # fmt: skip
    db.session.add(change)
    bands = scoring.criteria_of(assignment)[mark.criterion_id].bands
    mark.points, mark.comment = points, clean_text(comment)
    mark.band = None if points is None else band_of(bands, points)
    settle(assignment)
    _require_whole(assignment, mark)
    # The ballot's version counts its marks, and a signer whose page is older is told.
    assignment.updated_at = assignment.nomination.updated_at = moment
    db.session.flush()
    return change


def _require_whole(assignment: Assignment, mark: Mark) -> None:
    """Refuse a change that leaves a ballot with something unanswered: it is handed in, and counts."""
    faults = scoring.faults_of_whole(assignment)
    if own := faults.get(f"comment_{mark.criterion_id}"):
        raise InvalidInput("comment", own)
    if faults:
        raise InvalidInput(
            "points",
            _(
                "With this change the ballot would lack answers that it had no need of before. Ask the "
                "secretary to give the ballot back to you, and complete it."
            ),
        )


def _require_open(nomination: Nomination) -> None:
    if nomination.state is not NominationState.VERIFIED:
        raise InvalidTransition(_("Scoring of this nomination has ended."))
    lifecycle.require_in(nomination, StageKind.SCORING)


def _require_talk(nomination: Nomination) -> None:
    if told := why_silent(nomination):
        raise InvalidTransition(told)
