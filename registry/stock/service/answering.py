"""The unit's answer: whether its model still goes on."""

from registry.audit import service as audit
from registry.catalogue.service import lifecycle
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import EXEMPLAR_LIFE
from registry.core.clock import now
from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.stock.models import StockEntry
from registry.stock.queries import count_fresh_files
from registry.stock.states import ENTRY_LIFE, EntryState, StockAnswer, StockState

LONGEST_TEXT = 4000
# What an answer makes of the model itself, for whoever may end or resume it.
MOVES = {StockAnswer.RUNNING: "resume", StockAnswer.PAUSED: "pause", StockAnswer.ENDED: "close"}


def answer(
    actor: User,
    entry: StockEntry,
    said: StockAnswer,
    *,
    told: str,
    why_no_files: str = "",
    version: int | None = None,
) -> StockEntry:
    """Say whether a model goes on and what became of it this year; may be corrected until it is judged.

    A model that goes on shows it by a file attached since the last look; without one the unit says why.
    """
    with transaction():
        require(actor, Permission.STOCK_ANSWER, entry)
        ENTRY_LIFE.check(ENTRY_LIFE["answer"], entry)
        require_version(entry, version, stored_of(entry))
        if entry.review.state is not StockState.OPEN:
            raise InvalidTransition(_("This review is closed; what it came to stays as it is."))
        text, excuse, files = (
            _text("told", told),
            _text("why_no_files", why_no_files),
            count_fresh_files(entry),
        )
        _check(said, text, excuse, files)
        before = entry.answer
        entry.answer, entry.told, entry.fresh_files = said, text, files
        entry.why_no_files = excuse if said is StockAnswer.RUNNING and not files else ""
        entry.answered_by_id, entry.answered_at = actor.id, now()
        entry.state = EntryState.ANSWERED
        audit.record(
            actor, "stock.answered", entry, model=entry.exemplar.reference, before=before, after=said,
            files=files, personal={"told": text, "why_no_files": entry.why_no_files},
        )  # fmt: skip
        _move(actor, entry, said, text)
        note_change(entry.exemplar)
    return entry


def _check(said: StockAnswer, text: str, excuse: str, files: int) -> None:
    faults = Faults()
    with faults.gathered():
        if not text:
            raise InvalidInput("told", _("Say in a sentence or two what became of it this year."))
    with faults.gathered():
        if said is StockAnswer.RUNNING and not files and not excuse:
            raise InvalidInput(
                "why_no_files", _("No new file shows it. Attach one, or say why there is none.")
            )
    faults.refuse()


def _text(field: str, value: str) -> str:
    text = clean_text(value)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(field, _("At most %(n)s characters", n=LONGEST_TEXT))
    return text


def _move(actor: User, entry: StockEntry, said: StockAnswer, text: str) -> None:
    """Have the model itself follow the answer, where that is an arrow of its life."""
    arrow, model = EXEMPLAR_LIFE[MOVES[said]], entry.exemplar
    if model.state in arrow.sources and allowed(actor, arrow.permission, model):
        lifecycle.move_exemplar(actor, model, arrow.action, reason=text)


def stored_of(entry: StockEntry) -> dict[str, object]:
    """What is stored of the fields that two people may fill in at once."""
    return {
        "answer": entry.answer.value if entry.answer else "",
        "told": entry.told,
        "why_no_files": entry.why_no_files,
        "result": entry.result.value if entry.result else "",
        "reason": entry.reason,
        "strengthen_by": entry.strengthen_by,
    }
