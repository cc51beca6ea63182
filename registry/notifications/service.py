"""Telling people: a message in the open transaction, its mail after the commit."""

from datetime import timedelta

from sqlalchemy import delete, update

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.jobs.service import enqueue
from registry.notifications.models import DeliveryState, Message

# A message that was read; one that waits to be read stays.
READ_KEPT = timedelta(days=365)


def notify(to: User, kind: str, subject: str, body: str, path: str = "") -> Message:
    """Put a message into somebody's inbox and, if they have an address, queue its mail."""
    message = Message(to=to, kind=kind, subject=subject[:300], body=body, path=path)
    db.session.add(message)
    db.session.flush()
    if to.email and to.is_active:
        message.delivery = DeliveryState.QUEUED
        enqueue("mail.deliver", key=f"mail:{message.id}", message_id=message.id)
    return message


def mark_read(actor: User, message: Message) -> None:
    """Note that the person has read a message."""
    with transaction():
        if message.to_id == actor.id and message.read_at is None:
            message.read_at = now()


def supersede(person: User, kind: str, path: str) -> None:
    """Let unread messages of a kind that lead to the same page count as read: the next one says more."""
    unread = update(Message).where(Message.to_id == person.id, Message.kind == kind, Message.path == path)
    db.session.execute(unread.where(Message.read_at.is_(None)).values(read_at=now()))


def forget_read() -> None:
    """Remove messages that were read so long ago. Part of a command."""
    db.session.execute(delete(Message).where(Message.read_at <= now() - READ_KEPT))
