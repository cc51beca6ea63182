"""Tables of likeness: where models come from, prints of sentences, shared passages; the terms of search."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.discovery.origins import Origin, TermKind


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


class SearchTerm(Timestamps, Version, db.Model):
    """A word or term that search also looks for under other names; staff keep the table."""

    __tablename__ = "search_terms"
    __table_args__ = (UniqueConstraint("kind", "language", "term_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TermKind] = mapped_column(word_enum(TermKind))
    # The language the term is of; what it means is always Vietnamese.
    language: Mapped[str] = mapped_column(String(10), default="vi")
    term: Mapped[str] = mapped_column(String(120))
    # Its words as search reads them: one spelling of each.
    term_key: Mapped[str] = mapped_column(String(120))
    means: Mapped[list[str]] = mapped_column(JSON)
    # What a place with another name is worth beside one with the words that were typed.
    percent: Mapped[int] = mapped_column(default=100)

    @property
    def reference(self) -> str:
        return str(self.id)
