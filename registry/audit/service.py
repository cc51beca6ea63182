"""Writing the audit log and proving that it is whole."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import select

from registry.audit.models import AuditEvent, AuditPersonal
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import PermissionDenied
from registry.core.transaction import transaction

BEGINNING = "0" * 64


def record(
    actor: Any, action: str, subject: Any, *, personal: dict[str, str] | None = None, **detail: Any
) -> AuditEvent:
    """Add one event to the chain, inside the caller's transaction.

    `detail` takes words, numbers, dates and lists of them. What tells something about a person (a name,
    an address, free text about somebody) goes into `personal`: the chain then holds sha256(salt + value)
    only, and the value itself stands in a side table from which it can be erased.
    """
    seq, previous = _end_of_chain()
    salted = {name: (secrets.token_hex(16), value) for name, value in (personal or {}).items()}
    for name, (salt, value) in salted.items():
        detail[name] = {"commitment": commitment(salt, value)}
    event = _event(actor, action, subject, detail, (seq, previous))
    db.session.add(event)
    db.session.flush()
    db.session.add_all(
        AuditPersonal(seq=event.seq, name=name, salt=salt, value=value)
        for name, (salt, value) in salted.items()
    )
    return event


def record_many(actor: Any, action: str, subjects: Iterable[tuple[Any, dict[str, Any]]]) -> None:
    """One event for each (subject, detail), as `record` would write them, in far less time."""
    seq, previous = _end_of_chain()
    for subject, detail in subjects:
        event = _event(actor, action, subject, detail, (seq, previous))
        db.session.add(event)
        seq, previous = event.seq, event.digest
    db.session.flush()


def _end_of_chain() -> tuple[int, str]:
    """The number and the digest of the last event."""
    last = db.session.execute(
        select(AuditEvent.seq, AuditEvent.digest).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    return (last.seq, last.digest) if last else (0, BEGINNING)


def _event(actor: Any, action: str, subject: Any, detail: dict[str, Any], end: tuple[int, str]) -> AuditEvent:
    event = AuditEvent(
        seq=end[0] + 1,
        at=now(),
        actor_id=getattr(actor, "id", None),
        action=action,
        subject_kind=type(subject).__name__.lower() if subject is not None else "",
        subject_ref=_reference_of(subject),
        detail=canonical(detail),
        previous=end[1],
    )
    event.digest = digest_of(event)
    return event


def record_refusal(refusal: PermissionDenied) -> None:
    """Keep a refused attempt, in a transaction of its own: the refused one is already rolled back."""
    subject, actor_id = refusal.subject, refusal.actor_id
    with transaction():
        event_actor = _Actor(actor_id)
        record(event_actor, "access.refused", subject, permission=str(refusal.permission))


@dataclass(frozen=True)
class _Actor:
    id: int | None


@dataclass(frozen=True)
class Verdict:
    """Whether the chain is whole; `first_bad` is the sequence number of the first row that is not."""

    events: int
    head: str
    first_bad: int | None = None
    reason: str = ""


def verify() -> Verdict:
    """Walk the whole chain and compare every digest, every link and every personal value still kept."""
    expected, previous, count = 1, BEGINNING, 0
    kept: dict[int, list[AuditPersonal]] = {}
    for value in db.session.scalars(select(AuditPersonal)):
        kept.setdefault(value.seq, []).append(value)
    for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)):
        reason = _fault(event, expected, previous, kept.get(event.seq, []))
        if reason:
            return Verdict(count, previous, event.seq, reason)
        previous, expected, count = event.digest, expected + 1, count + 1
    return Verdict(count, previous)


def _fault(event: AuditEvent, expected: int, previous: str, personal: list[AuditPersonal]) -> str:
    if event.seq != expected:
        return f"event {expected} is missing"
    if event.previous != previous:
        return "does not follow the event before it"
    if event.digest != digest_of(event):
        return "was changed after it was written"
    detail = json.loads(event.detail)
    for value in personal:
        if detail.get(value.name) != {"commitment": commitment(value.salt, value.value)}:
            return f"the personal value {value.name} was changed"
    return ""


def digest_of(event: AuditEvent) -> str:
    """The SHA-256 of the event's canonical JSON, the digest before it included."""
    body = canonical(
        {
            "seq": event.seq,
            "at": event.at.isoformat(timespec="microseconds"),
            "actor": event.actor_id,
            "action": event.action,
            "subject": [event.subject_kind, event.subject_ref],
            "detail": event.detail,
            "previous": event.previous,
        }
    )
    return hashlib.sha256(body.encode()).hexdigest()


def commitment(salt: str, value: str) -> str:
    """What the chain holds in place of a personal value."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON with one possible form: sorted keys, no spaces, plain Unicode."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, set | frozenset | tuple):
        return sorted(value, key=str)
    return str(value)


def _reference_of(subject: Any) -> str:
    for name in ("reference", "code", "username", "id"):
        if (value := getattr(subject, name, None)) is not None:
            return str(value)
    return ""
