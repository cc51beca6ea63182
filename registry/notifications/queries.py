"""Reading messages: one's own only."""

from sqlalchemy import ColumnElement, select

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.identity.models import User
from registry.notifications.models import Message


def unread_paths(person: User, kind: str = "") -> list[str]:
    """The pages that the unread messages, or those of a kind, lead to, one for each message."""
    query = select(Message.path).where(*_unread(person))
    return list(db.session.scalars(query.where(Message.kind == kind) if kind else query))


def list_unread(person: User, limit: int) -> list[Message]:
    """The newest unread messages."""
    query = (
        select(Message)
        .where(*_unread(person))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def get_message(person: User, number: str) -> Message:
    """One of the person's own messages; raises NotFound."""
    known = number.isascii() and number.isdigit() and len(number) < 19
    message = db.session.get(Message, int(number)) if known else None
    if message is None or message.to_id != person.id:
        raise NotFound(_("There is no such message."))
    return message


def _unread(person: User) -> tuple[ColumnElement[bool], ...]:
    return (Message.to_id == person.id, Message.read_at.is_(None))
