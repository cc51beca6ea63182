"""The table that ties a result to the place in the evidence that shows it."""

import enum
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.evidence.models import EvidenceItem


class PlaceKind(enum.StrEnum):
    """Where in a piece of evidence a result is shown."""

    WHOLE = "whole"
    PAGE = "page"
    ROW = "row"
    REGION = "region"
    TIME = "time"


class ClaimLink(db.Model):
    """One place in the evidence that shows one result. It is made or taken away, never changed.

    The result is named by its key, which it keeps from version to version; a link whose result is gone
    says nothing until the result is back.
    """

    __tablename__ = "claim_links"
    __table_args__ = (Index("ix_claim_links_version_id_result_key", "version_id", "result_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"))
    result_key: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_items.id"), index=True)
    kind: Mapped[PlaceKind] = mapped_column(word_enum(PlaceKind), default=PlaceKind.WHOLE)
    # Counted from 1; of a workbook the page is the sheet.
    page: Mapped[int | None]
    row: Mapped[int | None]
    # A region of a photo, in per cent of its width and height, from its upper left corner.
    x: Mapped[Decimal | None] = mapped_column(DecimalText)
    y: Mapped[Decimal | None] = mapped_column(DecimalText)
    w: Mapped[Decimal | None] = mapped_column(DecimalText)
    h: Mapped[Decimal | None] = mapped_column(DecimalText)
    seconds_from: Mapped[int | None]
    seconds_to: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    item: Mapped[EvidenceItem] = relationship(lazy="joined")
