"""Tables of likeness: where models come from, prints of sentences, passages that two reports share."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.discovery.origins import Origin


class OriginStatement(Timestamps, Version, db.Model):
    """Whether a model is new, in one sentence of its unit; staff may judge otherwise and say why."""

    __tablename__ = "origin_statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), unique=True)
    origin: Mapped[Origin] = mapped_column(word_enum(Origin))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("exemplars.id"), index=True)
    sentence: Mapped[str] = mapped_column(String(500))
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # What the staff made of it. The unit's own words above stay as they are.
    judged: Mapped[Origin | None] = mapped_column(word_enum(Origin))
    judged_source_id: Mapped[int | None] = mapped_column(ForeignKey("exemplars.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    exemplar: Mapped[Exemplar] = relationship(foreign_keys=[exemplar_id])
    source: Mapped[Exemplar | None] = relationship(foreign_keys=[source_id])
    judged_source: Mapped[Exemplar | None] = relationship(foreign_keys=[judged_source_id])


class ReadText(db.Model):
    """A version whose sentences were compared with all others."""

    __tablename__ = "read_texts"

    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SentencePrint(db.Model):
    """A few words that stand together in a sentence of a version, as a number."""

    __tablename__ = "sentence_prints"

    print: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), primary_key=True, index=True)


class CopiedPassage(db.Model):
    """A passage of one version and nearly the same one of another. Frozen texts never move."""

    __tablename__ = "copied_passages"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), index=True)
    content: Mapped[str] = mapped_column(String(40))
    start: Mapped[int]
    end: Mapped[int]
    other_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), index=True)
    other_content: Mapped[str] = mapped_column(String(40))
    other_start: Mapped[int]
    other_end: Mapped[int]
    percent: Mapped[int]

    version: Mapped[ExemplarVersion] = relationship(foreign_keys=[version_id])
    other: Mapped[ExemplarVersion] = relationship(foreign_keys=[other_id])
