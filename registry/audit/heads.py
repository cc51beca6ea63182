"""Heads of the log: told outside each day, they show later that nothing before them was written anew.

A chain of digests proves that no event was changed by itself. Whoever may write to the database can work out
the whole chain anew, though; only a head that stands elsewhere tells the two apart (abuse case P12).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import now
from registry.core.db import db

LINE = re.compile(r"\bhead ([1-9][0-9]{0,17}) ([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Head:
    """The number of the last event and its digest, which rests on all events before."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"head {self.seq} {self.digest}"


@dataclass(frozen=True)
class Told:
    """A head on its way outside: `at` is when it was read."""

    head: Head
    at: datetime

    @property
    def text(self) -> str:
        """What is sent: plain letters only, so that no mail program breaks or rewrites the line."""
        return (
            f"Head of the log of the registry, {self.at:%Y-%m-%d %H:%M} UTC\n\n{self.head}\n\n"
            "Keep this message. With it anybody can later prove that no event up to this one was changed:\n"
            "registry audit verify --head FILE, where FILE holds one or many such messages.\n"
        )


def present() -> Told | None:
    """The head as it is now; None while nothing is in the log."""
    last = db.session.execute(
        select(AuditEvent.seq, AuditEvent.digest).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    return Told(Head(last.seq, last.digest), now()) if last else None


def read(text: str) -> list[Head]:
    """All heads in a text, such as kept messages one after the other, in the order of the log."""
    return sorted({Head(int(seq), digest) for seq, digest in LINE.findall(text)}, key=lambda one: one.seq)


@dataclass(frozen=True)
class Mismatch:
    """A head that does not fit the log: the first event that may be another one, and the last."""

    head: Head
    first: int
    reason: str


def compare(heads: Iterable[Head]) -> Mismatch | None:
    """The first head, in the order of the log, that does not fit; None when all do."""
    fitting = 0
    for head in heads:
        digest = db.session.scalar(select(AuditEvent.digest).where(AuditEvent.seq == head.seq))
        if digest is None:
            return Mismatch(head, fitting + 1, "the log ends before it")
        if digest != head.digest:
            return Mismatch(head, fitting + 1, "the log was written anew")
        fitting = head.seq
    return None
