"""Tables of consent: people of a model, the photos they are in, and each answer they gave."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Exemplar
from registry.consent.states import Answer, Effect, Manner, Purpose
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.evidence.models import EvidenceItem


class NamedPerson(Timestamps, Version, db.Model):
    """Somebody whom a model names or pictures. Nothing else about them has a place here on purpose.

    Ethnic origin, religion, Party membership and health are never asked (Law 91/2025/QH15).
    """

    __tablename__ = "named_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    also_written: Mapped[list[str]] = mapped_column(JSON, default=list)
    part: Mapped[str] = mapped_column(String(200), default="")
    # Children consent themselves from seven on, and a parent with them.
    is_child: Mapped[bool] = mapped_column(default=False)
    guardian: Mapped[str] = mapped_column(String(120), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    exemplar: Mapped[Exemplar] = relationship()
    photos: Mapped[list["PersonPhoto"]] = relationship(cascade="all, delete-orphan")
    consents: Mapped[list["Consent"]] = relationship(
        back_populates="person", order_by="Consent.id", cascade="all, delete-orphan"
    )

    def answer_to(self, purpose: Purpose) -> "Consent | None":
        """The last answer for a purpose; None when nobody has asked yet."""
        answers = [one for one in self.consents if one.purpose is purpose]
        return answers[-1] if answers else None

    def agrees_to(self, purpose: Purpose) -> bool:
        """Whether the last answer for a purpose was yes."""
        last = self.answer_to(purpose)
        return last is not None and last.answer is Answer.GIVEN

    @property
    def names(self) -> list[str]:
        """Every way in which the texts may call the person."""
        return [self.name, *self.also_written]


class PersonPhoto(db.Model):
    """A photo that shows a person. It is named by its bytes, as versions of a model share photos."""

    __tablename__ = "person_photos"

    person_id: Mapped[int] = mapped_column(ForeignKey("named_people.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("stored_files.digest"), primary_key=True)


class Consent(db.Model):
    """One answer of one person for one purpose: never changed, only followed by the next."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("named_people.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(word_enum(Purpose))
    answer: Mapped[Answer] = mapped_column(word_enum(Answer))
    effect: Mapped[Effect | None] = mapped_column(word_enum(Effect))
    manner: Mapped[Manner] = mapped_column(word_enum(Manner))
    given_on: Mapped[date]
    # The scan of the signed paper, as evidence only the unit sees.
    item_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_items.id", ondelete="SET NULL"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    person: Mapped[NamedPerson] = relationship(back_populates="consents")
    item: Mapped[EvidenceItem | None] = relationship()
