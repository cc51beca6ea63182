"""What becomes of a row, and what every kind of list asks of those who judge its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from registry.core.errors import InvalidInput
from registry.legacy.states import Fate

Values = Mapping[str, str]
LONGEST_SHOWN = 160


@dataclass
class Verdict:
    """The fate of a row with its reasons; `subject` is what the row is, or became, in the registry."""

    fate: Fate
    key: str = ""
    label: str = ""
    subject: str = ""
    faults: list[list[str]] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    # What must be there first, for lists in which a row may need another: plain names or codes.
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()


class Judge(Protocol):
    """Reads rows of one list for one person."""

    def judge(self, rows: Sequence[Values]) -> list[Verdict]:
        """What would become of each row; stores nothing."""

    def take(self, rows: Sequence[Values]) -> list[Verdict]:
        """Judge rows again and store what they say. Part of a command; may raise a DomainError."""


def refused(faults: list[list[str]], *, key: str = "", label: str = "") -> Verdict:
    """The verdict on a row that cannot be taken."""
    return Verdict(Fate.REFUSED, key, label, faults=faults)


def told(refusal: InvalidInput) -> list[list[str]]:
    """What is wrong, as [column, reason]."""
    return [[fault.field, fault.message] for fault in (refusal, *refusal.more)]


def shown(value: object) -> str:
    """A value as the list of changes shows it."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
