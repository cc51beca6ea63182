"""Tables of official papers: each that was drawn up, and the templates that staff brought."""

import secrets
from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.documents.states import BagState, Letterhead, PaperKind, PaperState
from registry.evidence.models import StoredFile
from registry.identity.models import LETTERS, User
from registry.review.models import Nomination
from registry.review.papers import DecisionPaper
from registry.units.models import Unit

SHORTEST = 4


def new_code() -> str:
    """A random code of a paper: nobody finds another paper by counting."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(SHORTEST)) for _ in range(3))


class OfficialPaper(Timestamps, Version, db.Model):
    """A paper that was drawn up: a draft is made anew from the records each time, a signed one is kept."""

    __tablename__ = "official_papers"
    __table_args__ = (Index("ix_official_papers_about", "about", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # What stands beside its QR code and leads to its public page.
    code: Mapped[str] = mapped_column(String(20), unique=True, default=new_code)
    # No CHECK lists the words: further kinds are added without a migration.
    kind: Mapped[PaperKind] = mapped_column(word_enum(PaperKind, is_closed=False))
    letterhead: Mapped[Letterhead] = mapped_column(word_enum(Letterhead, is_closed=False))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    # The reference of what it is about: a campaign, a session, a recognition, a model.
    about: Mapped[str] = mapped_column(String(40))
    # What people wrote into it: the body that issues it, who signs, to whom it goes.
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    state: Mapped[PaperState] = mapped_column(
        word_enum(PaperState, is_closed=False), default=PaperState.DRAFT
    )
    number: Mapped[str] = mapped_column(String(80), default="")
    dated: Mapped[date | None]
    # Of a recognition decision: the signed paper on which its decisions stand.
    decision_paper_id: Mapped[int | None] = mapped_column(ForeignKey("decision_papers.id"), index=True)
    # SHA-256 of what it says without number and date, so that a print of the draft can be compared too.
    digest: Mapped[str] = mapped_column(String(64), default="")
    # Of a signed recognition decision: the ids of the decisions on it, also of those put right since.
    listed: Mapped[list[int]] = mapped_column(JSON, default=list)
    drawn: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    # The signed paper as it was scanned.
    scan_digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"), index=True)
    scan_name: Mapped[str] = mapped_column(String(200), default="")
    # The last day on which it must still hang; when its unit was told that it may be taken down.
    posted_until: Mapped[date | None] = mapped_column(index=True)
    told_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_on: Mapped[date | None]
    withdraw_reason: Mapped[str] = mapped_column(Text, default="")
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    issuer: Mapped[Unit] = relationship()
    decision_paper: Mapped[DecisionPaper | None] = relationship()
    scan: Mapped[StoredFile | None] = relationship()
    drawn_by: Mapped[User] = relationship()


class ArchivedFile(db.Model):
    """That the closed file of a nomination was given to the archive, or that somebody was told it is due."""

    __tablename__ = "archived_files"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), primary_key=True)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_on: Mapped[date | None]
    # What the archive calls it: shelf, box and number.
    mark: Mapped[str] = mapped_column(String(80), default="")
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class DossierBag(db.Model):
    """The whole file of a nomination that somebody asked for: the worker makes it, for a day it can be taken.

    Each has their own: what is in it depends on who takes it.
    """

    __tablename__ = "dossier_bags"
    __table_args__ = (UniqueConstraint("nomination_id", "asked_by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # No CHECK lists the words: further states are added without a migration.
    state: Mapped[BagState] = mapped_column(word_enum(BagState, is_closed=False), default=BagState.MAKING)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # SHA-256 of the ZIP: under it the store has its bytes.
    digest: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    problem: Mapped[str] = mapped_column(Text, default="")

    nomination: Mapped[Nomination] = relationship()
    asked_by: Mapped[User] = relationship()


class TemplateVersion(db.Model):
    """A template that holds from its number on; without a content the one that came with the registry."""

    __tablename__ = "paper_templates"
    __table_args__ = (UniqueConstraint("kind", "letterhead", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(word_enum(PaperKind, is_closed=False))
    letterhead: Mapped[Letterhead] = mapped_column(word_enum(Letterhead, is_closed=False))
    number: Mapped[int]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    digest: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    made_by: Mapped[User] = relationship()

    @property
    def is_shipped(self) -> bool:
        """Whether from here on the template that came with the registry holds again."""
        return not self.digest
