"""Tables of evidence: stored files, and the items that attach them to a version."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import Visibility
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Version
from registry.evidence.filetypes import FileKind, ScanState, kind_of
from registry.evidence.likeness import bands_of
from registry.evidence.states import Aspect


def _kind_of_type(context: DefaultExecutionContext) -> FileKind:
    return kind_of(context.get_current_parameters()["media_type"])


class StoredFile(db.Model):
    """A file in the store, named by the SHA-256 of its bytes; the same bytes are one row."""

    __tablename__ = "stored_files"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(80))
    kind: Mapped[FileKind] = mapped_column(word_enum(FileKind, is_closed=False), default=_kind_of_type)
    width: Mapped[int | None]
    height: Mapped[int | None]
    pages: Mapped[int | None]
    # How long a video or a recording is.
    seconds: Mapped[int | None]
    # What photos look like, as 16 hex digits of which similar photos share most bits.
    perceptual: Mapped[str | None] = mapped_column(String(16), index=True)
    # The text that was read from it, in the same store; None when there is none or it could not be read.
    text_digest: Mapped[str | None] = mapped_column(String(64))
    # Small pictures of it, in the same store; they can be made again.
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    preview_digest: Mapped[str | None] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # When its bytes were last compared with its digest, and since when they are known to differ.
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    damaged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the virus scanner said of it, when, and what it found; unscanned while there is no scanner.
    scan: Mapped[ScanState] = mapped_column(
        word_enum(ScanState, is_closed=False), default=ScanState.UNSCANNED, index=True
    )
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scan_found: Mapped[str] = mapped_column(String(200), default="", server_default="")

    bands: Mapped[list["PhotoBand"]] = relationship(cascade="all, delete-orphan")

    @property
    def is_photo(self) -> bool:
        return self.kind is FileKind.PHOTO

    @validates("perceptual")
    def _divide(self, _name: str, perceptual: str | None) -> str | None:
        """Keep the quarters of the hash with it, by which photos that look alike are found."""
        kept = {one.band: one for one in self.bands}
        wanted = bands_of(perceptual) if perceptual else []
        self.bands = [kept.get(band) or PhotoBand(band=band) for band in wanted]
        return perceptual


class PhotoBand(db.Model):
    """A quarter of what a photo looks like, as a number that says which quarter it is."""

    __tablename__ = "photo_bands"

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(ForeignKey("stored_files.digest"), primary_key=True, index=True)


def needs_covering(has_personal_data: bool, public_digest: str | None, cleared_reason: str | None) -> bool:
    """Whether a file shows personal data, which nobody has hidden or answered for."""
    return has_personal_data and public_digest is None and not cleared_reason


class EvidenceItem(Version, db.Model):
    """A file or a link as evidence in one version: its caption, what it shows, who may see it.

    A file that is replaced keeps its row; what it was before becomes a removed row that `replaces` names.
    """

    __tablename__ = "evidence_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), index=True)
    # None when the evidence is a link to a page elsewhere.
    digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"), index=True)
    link: Mapped[str | None] = mapped_column(String(2000))
    position: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(String(255))
    caption: Mapped[str] = mapped_column(String(500), default="")
    aspect: Mapped[Aspect | None] = mapped_column(word_enum(Aspect, is_closed=False))
    taken_on: Mapped[date | None]
    visibility: Mapped[Visibility] = mapped_column(word_enum(Visibility), default=Visibility.COUNCIL)
    has_personal_data: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Why it may be public although it shows personal data, and who answers for that.
    cleared_reason: Mapped[str | None] = mapped_column(String(500))
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # Boxes drawn over it, and the file with them burned in: the only one that is shown outside the council.
    redaction: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    public_digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    # The photo as the camera made it, kept only when the unit chooses, and for itself.
    original_digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_items.id"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    exemplar_version: Mapped[ExemplarVersion] = relationship()
    file: Mapped[StoredFile | None] = relationship(lazy="joined", foreign_keys=[digest])
    public_file: Mapped[StoredFile | None] = relationship(foreign_keys=[public_digest])
    original_file: Mapped[StoredFile | None] = relationship(foreign_keys=[original_digest])
    replaces: Mapped["EvidenceItem | None"] = relationship(remote_side=[id])

    @property
    def exemplar(self) -> Exemplar:
        """The model it is evidence of."""
        return self.exemplar_version.exemplar

    @property
    def is_photo(self) -> bool:
        """Whether it is a photo; a link never is."""
        return self.file is not None and self.file.is_photo

    @property
    def is_unsafe_to_publish(self) -> bool:
        """It shows personal data that nobody has hidden or answered for, or a person who did not agree."""
        return self.needs_covering or self.digest in self.exemplar.withheld_photos

    @property
    def needs_covering(self) -> bool:
        """It shows personal data, which nobody has hidden or answered for."""
        return needs_covering(self.has_personal_data, self.public_digest, self.cleared_reason)
