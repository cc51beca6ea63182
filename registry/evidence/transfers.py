"""The table of files on their way in: what came of each so far, and what became of it."""

import secrets
from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar
from registry.catalogue.states import Visibility
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.evidence.filetypes import TransferState
from registry.identity.models import User


class Transfer(db.Model):
    """A file that comes in parts. Its bytes so far are among the parts on the disk, under its token."""

    __tablename__ = "transfers"

    token: Mapped[str] = mapped_column(String(64), primary_key=True, default=lambda: secrets.token_hex(32))
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    # How much is on the disk for certain: only what was synced counts.
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    file_name: Mapped[str] = mapped_column(String(255))
    caption: Mapped[str] = mapped_column(String(500), default="")
    visibility: Mapped[Visibility] = mapped_column(word_enum(Visibility), default=Visibility.COUNCIL)
    keep_original: Mapped[bool] = mapped_column(default=False)
    # What else was said of it: what it is for the council, its day, the result it shows, personal data.
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    state: Mapped[TransferState] = mapped_column(word_enum(TransferState), default=TransferState.RECEIVING)
    # The reference of the evidence it became, or why it was refused.
    item_reference: Mapped[str | None] = mapped_column(String(40))
    problem: Mapped[str] = mapped_column(String(500), default="")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    exemplar: Mapped[Exemplar] = relationship()
    owner: Mapped[User] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether bytes may still come."""
        return self.state is TransferState.RECEIVING
