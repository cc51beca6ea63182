"""Tables of messages and of their delivery by mail."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.identity.models import User


class DeliveryState(enum.StrEnum):
    """`failed`: no server took it, the job tries again.

    `unknown`: the text was out but the answer was lost; it is never sent again by itself.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Message(db.Model):
    """Something a person is told, in the inbox and, when there is an address, by mail."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(300), default="")
    # What the mail says in place of the body and its link, when that needs more room than the inbox has.
    letter: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Where one POST, by whoever holds the mail, has no more such mail sent: RFC 8058.
    stop_path: Mapped[str] = mapped_column(String(900), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivery: Mapped[DeliveryState | None] = mapped_column(word_enum(DeliveryState))

    to: Mapped[User] = relationship()
