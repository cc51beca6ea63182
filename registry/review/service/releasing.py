"""Several decisions on one paper, released together: all of them are made, or none."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.transaction import rehearse, transaction
from registry.core.types import clean_text
from registry.identity.models import User
from registry.review.models import Decision, Nomination
from registry.review.service import deciding
from registry.review.service.paperwork import Paper
from registry.review.states import Outcome


@dataclass(frozen=True)
class Line:
    """What the paper says of one nomination."""

    nomination: Nomination
    outcome: Outcome
    reason: str = ""


def release(
    actor: User, lines: Sequence[Line], *, number: str, decided_on: date, seen: str
) -> list[Decision]:
    """Make all decisions of a paper at once. `seen` is the mark of what was read before: `mark_of`.

    The council's votes advise (Law 06/2022, art. 90.4) and stay as they are, whatever is decided. Raises
    InvalidTransition when something has changed since, and then decides nothing.
    """
    with transaction():
        if mark_of(lines, number, decided_on) != seen:
            raise InvalidTransition(_("Something has changed since the letters were shown. Read them again."))
        made = _decide_all(actor, lines, number, decided_on)
        deciding.keep_decided(actor, [one.nomination for one in lines])
    return made


def check_release(actor: User, lines: Sequence[Line], *, number: str, decided_on: date) -> None:
    """Refuse what `release` would refuse; nothing is decided."""
    rehearse(lambda: _decide_all(actor, lines, number, decided_on))


def mark_of(lines: Sequence[Line], number: str, decided_on: date) -> str:
    """A mark of everything a paper says and of the state in which its nominations were read."""
    rows = [
        f"{one.nomination.reference}\x1f{one.nomination.version}\x1f{one.outcome}\x1f{one.reason}"
        for one in lines
    ]
    return hashlib.sha256("\x1e".join([number, decided_on.isoformat(), *rows]).encode()).hexdigest()


def _decide_all(actor: User, lines: Sequence[Line], number: str, decided_on: date) -> list[Decision]:
    if not lines:
        raise InvalidInput("number", _("Choose an outcome for at least one nomination."))
    faults, blocked, made = Faults(), [], []
    for line in lines:
        try:
            with faults.gathered():
                made.append(_decide_one(actor, line, number, decided_on))
        except InvalidTransition as refusal:
            blocked.append((line.nomination.reference, refusal.message))
    if blocked and not faults.found:
        raise InvalidTransition(" ".join(f"{code}: {message}" for code, message in blocked))
    for code, message in blocked:
        faults.found.append(InvalidInput(f"outcome_{code}", message))
    faults.refuse()
    return made


def _decide_one(actor: User, line: Line, number: str, decided_on: date) -> Decision:
    """One decision; what is wrong with its own outcome or reason is told beside them."""
    code = line.nomination.reference
    try:
        paper = Paper(line.outcome, clean_text(number), decided_on, clean_text(line.reason))
        return deciding.decide_part(actor, line.nomination, line.outcome, paper)
    except InvalidInput as fault:
        found = [_told_of(code, one) for one in (fault, *fault.more)]
        found[0].more = tuple(found[1:])
        raise found[0] from None


def _told_of(code: str, fault: InvalidInput) -> InvalidInput:
    own = fault.field in {"outcome", "reason"}
    return InvalidInput(f"{fault.field}_{code}" if own else fault.field, fault.message)
