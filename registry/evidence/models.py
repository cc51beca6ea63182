"""Tables of evidence: stored files, and the items that attach them to a version."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar, ExemplarVersion, Result
from registry.catalogue.states import Visibility
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Version


class StoredFile(db.Model):
    """A file in the store, named by the SHA-256 of its bytes; the same bytes are one row."""

    __tablename__ = "stored_files"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(80))
    width: Mapped[int | None]
    height: Mapped[int | None]
    pages: Mapped[int | None]
    # Small pictures of it, in the same store; they can be made again.
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    preview_digest: Mapped[str | None] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # When its bytes were last compared with its digest, and since when they are known to differ.
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    damaged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_photo(self) -> bool:
        return self.media_type.startswith("image/")


class EvidenceItem(Version, db.Model):
    """A file as evidence in one version: its caption, the result it supports, who may see it."""

    __tablename__ = "evidence_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), index=True)
    digest: Mapped[str] = mapped_column(ForeignKey("stored_files.digest"))
    position: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(String(255))
    caption: Mapped[str] = mapped_column(String(500), default="")
    visibility: Mapped[Visibility] = mapped_column(word_enum(Visibility), default=Visibility.COUNCIL)
    result_id: Mapped[int | None] = mapped_column(ForeignKey("exemplar_results.id", ondelete="SET NULL"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    exemplar_version: Mapped[ExemplarVersion] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")
    result: Mapped[Result | None] = relationship()

    @property
    def exemplar(self) -> Exemplar:
        """The model it is evidence of."""
        return self.exemplar_version.exemplar
