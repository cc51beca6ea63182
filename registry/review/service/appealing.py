"""An appeal against a decision: filed by the unit's lead, answered by somebody who took no part."""

from registry.audit import service as audit
from registry.calendar.queries import add_working_days
from registry.campaigns.states import CampaignState
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.notifications.service import supersede
from registry.review import lifted
from registry.review.appeals import Appeal
from registry.review.models import Nomination
from registry.review.notices import path_of
from registry.review.notices_of_appeals import tell_appeal_answered, tell_of_appeal
from registry.review.queries.appeals import DECIDED, find_appeal, last_day_to_appeal, list_to_consider
from registry.review.rules import require_other_people
from registry.review.service import lifecycle
from registry.review.states import ObjectionOutcome

LONGEST_TEXT = 5000


def file_appeal(actor: User, nomination: Nomination, *, text: str, version: int | None = None) -> Appeal:
    """The unit's lead asks that somebody else look at the decision again, once, in time."""
    said = _text_of("text", text, _("Say what should be looked at again."))
    with transaction():
        require(actor, Permission.NOMINATION_SIGN, nomination)
        require_version(nomination, version)
        last = last_day_to_appeal(nomination)
        if last is None:
            raise InvalidTransition(_("There is no decision that can be appealed."))
        if today() > last:
            raise InvalidTransition(_("The last day to appeal was %(day)s.", day=f"{last:%d/%m/%Y}"))
        if find_appeal(nomination) is not None:
            raise InvalidTransition(_("The unit has appealed against this decision already."))
        appeal = Appeal(
            reference=next_reference("XL", today(), 4), nomination=nomination, text=said,
            filed_by_id=actor.id, filed_at=now(),
            due_on=add_working_days(today(), nomination.campaign.objection_days),
        )  # fmt: skip
        db.session.add(appeal)
        # The nomination's version counts it too: of two who file at once, the second meets the first's.
        nomination.updated_at = now()
        db.session.flush()
        supersede(actor, DECIDED, path_of(nomination))
        audit.record(
            actor, "appeal.filed", nomination,
            appeal=appeal.reference, due_on=appeal.due_on, personal={"text": said},
        )  # fmt: skip
        tell_of_appeal(appeal)
    return appeal


def leave_decision(actor: User, nomination: Nomination) -> None:
    """The unit's lead knows of a decision and is not asked any more; until the last day they still may."""
    with transaction():
        require(actor, Permission.NOMINATION_SIGN, nomination)
        if nomination not in list_to_consider(actor):
            raise InvalidTransition(_("There is no decision that waits for you."))
        supersede(actor, DECIDED, path_of(nomination))
        audit.record(actor, "decision.left", nomination)


def answer_appeal(
    actor: User, appeal: Appeal, *, outcome: ObjectionOutcome, text: str, version: int | None = None
) -> Appeal:
    """Say what was found. The answer stands beside the decision.

    What is upheld lifts the decision while the campaign is open: it stays as it was recorded, and somebody
    else than before decides anew. All else changes nothing of it.
    """
    said = _text_of("text", text, _("Write the answer."))
    nomination = appeal.nomination
    with transaction():
        require_other_people(actor, nomination)
        require_version(appeal, version, {"outcome": appeal.outcome, "text": appeal.answer})
        if appeal.outcome is not None:
            raise InvalidTransition(_("The appeal is answered already."))
        appeal.outcome, appeal.answer = outcome, said
        appeal.answered_by, appeal.answered_at = actor, now()
        db.session.flush()
        if outcome is ObjectionOutcome.UPHELD and nomination.campaign.state is CampaignState.OPEN:
            _reopen(actor, nomination, said)
        audit.record(
            actor, "appeal.answered", nomination,
            appeal=appeal.reference, outcome=outcome, personal={"answer": said},
        )  # fmt: skip
        tell_appeal_answered(appeal)
    return appeal


def _reopen(actor: User, nomination: Nomination, reason: str) -> None:
    """Lift the decision, so that others make another. Part of a command."""
    decision = nomination.decision
    lifecycle.move_nomination(actor, nomination, "reopen", reason=reason)
    if decision is not None:
        decision.lifted_at = now()
    db.session.flush()
    db.session.expire(nomination, ["decision"])
    lifted.forget_known()


def _text_of(field: str, text: str, missing: str) -> str:
    said = clean_text(text)
    if not said:
        raise InvalidInput(field, missing)
    if len(said) > LONGEST_TEXT:
        raise InvalidInput(field, _("Use at most %(most)s characters.", most=LONGEST_TEXT))
    return said
