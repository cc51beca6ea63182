"""What the review makes of a model: kept, worth copying, to be strengthened, or dropped."""

from datetime import date

from registry.audit import service as audit
from registry.catalogue.service.changes import note_change
from registry.core.clock import today
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review.queries import recognitions_of
from registry.review.service.recognising import end_recognition
from registry.review.states import RecognitionState
from registry.stock import notices
from registry.stock.models import StockEntry
from registry.stock.service.answering import LONGEST_TEXT, stored_of
from registry.stock.states import ENTRY_LIFE, EntryState, StockAnswer, StockResult, StockState
from registry.units.queries import tree

# A model is recommended, or kept, only while it goes on.
NEEDS_RUNNING = frozenset({StockResult.KEEP, StockResult.REPLICATE})


def judge(
    actor: User,
    entry: StockEntry,
    result: StockResult,
    *,
    reason: str,
    strengthen_by: date | None = None,
    version: int | None = None,
) -> StockEntry:
    """Note the result with its reason; the unit is told both.

    Dropping a model lets its recognitions by this unit lapse (RULES 2, step 15), which is not taken back: it
    has to be recognised anew. Any other result can be changed until the review is closed.
    """
    with transaction():
        require(actor, Permission.STOCK_REVIEW, entry)
        ENTRY_LIFE.check(ENTRY_LIFE["judge"], entry)
        require_version(entry, version, stored_of(entry))
        text = clean_text(reason)
        _check(entry, result, text, strengthen_by)
        before = entry.result
        entry.result, entry.reason, entry.state = result, text, EntryState.JUDGED
        entry.strengthen_by = strengthen_by if result is StockResult.STRENGTHEN else None
        entry.judged_by_id, entry.judged_on = actor.id, today()
        audit.record(
            actor, "stock.judged", entry, model=entry.exemplar.reference, before=before, after=result,
            personal={"reason": text},
        )  # fmt: skip
        if result is StockResult.DROP:
            _let_lapse(actor, entry, text)
        note_change(entry.exemplar)
        notices.tell_judged(entry, result)
    return entry


def _check(entry: StockEntry, result: StockResult, reason: str, strengthen_by: date | None) -> None:
    if entry.review.state is not StockState.OPEN:
        raise InvalidTransition(_("This review is closed; what it came to stays as it is."))
    if entry.result is StockResult.DROP:
        raise InvalidTransition(_("This model was dropped; it has to be recognised anew."))
    if entry.state is EntryState.WAITING and entry.silent_on is None:
        raise InvalidTransition(_("Its unit still has time to answer."))
    if result in NEEDS_RUNNING and entry.answer is not StockAnswer.RUNNING:
        raise InvalidInput("result", _("Only a model that goes on is kept or recommended."))
    if not reason:
        raise InvalidInput("reason", _("Give the reason; the unit reads it."))
    if len(reason) > LONGEST_TEXT:
        raise InvalidInput("reason", _("At most %(n)s characters", n=LONGEST_TEXT))
    if result is StockResult.STRENGTHEN and (strengthen_by is None or strengthen_by <= today()):
        raise InvalidInput("strengthen_by", _("Say until when; the day lies ahead."))


def _let_lapse(actor: User, entry: StockEntry, reason: str) -> None:
    unit = entry.review.unit_id
    issuers = tree().predecessors(unit, today()) | {unit}
    for one in recognitions_of(entry.exemplar):
        if one.issuer_id in issuers and one.state is RecognitionState.IN_FORCE:
            end_recognition(actor, one, "lapse", reason=reason)
