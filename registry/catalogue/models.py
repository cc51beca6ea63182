"""Tables of the catalogue: fields, exemplars, their versions, partners and results."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.states import EntryKind, ExemplarState, Qualifier, SubjectKind
from registry.core.db import DecimalText, UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.units.models import Unit


class Field(Version, db.Model):
    """A field of the movement. Which fields there are differs by place and year, so they are rows."""

    __tablename__ = "fields"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    slot: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class Exemplar(Timestamps, Version, db.Model):
    """A registered model. What it says is in its versions; here is what it is and where it stands."""

    __tablename__ = "exemplars"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[ExemplarState] = mapped_column(
        word_enum(ExemplarState), default=ExemplarState.DRAFT, index=True
    )
    # The unit the model was made under, and its name then: neither changes when units merge.
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    lead_unit_name: Mapped[str] = mapped_column(String(300))
    # Where it runs: the province it was made in (old ones included) and the place below it as written.
    province_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    place: Mapped[str] = mapped_column(String(300), default="")
    is_imported: Mapped[bool] = mapped_column(default=False)
    source_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # Reviewed outcome shown to everybody: set by the decision on a nomination, see `publish`.
    is_public: Mapped[bool] = mapped_column(default=False, index=True)
    public_version_id: Mapped[int | None] = mapped_column(ForeignKey("exemplar_versions.id", use_alter=True))
    # What people who are named or pictured did not agree to show: kept up by the subject of consent.
    withheld_names: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    withheld_photos: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    is_page_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())

    lead_unit: Mapped[Unit | None] = relationship(foreign_keys=[lead_unit_id])
    province: Mapped[Unit | None] = relationship(foreign_keys=[province_id])
    versions: Mapped[list["ExemplarVersion"]] = relationship(
        back_populates="exemplar",
        foreign_keys="ExemplarVersion.exemplar_id",
        order_by="ExemplarVersion.number",
    )
    public_version: Mapped["ExemplarVersion | None"] = relationship(
        foreign_keys=[public_version_id], post_update=True
    )

    @property
    def is_from_list(self) -> bool:
        """Whether it was taken over from a register that its unit or staff kept before."""
        return (self.source_id or "").startswith("list-")

    @property
    def latest(self) -> "ExemplarVersion":
        """The newest version, frozen or not."""
        return self.versions[-1]


class ExemplarVersion(Timestamps, Version, db.Model):
    """What a model says at one time. Frozen once somebody reviewed it: it can always be shown again.

    The texts are the ten contents of the real registration form (RULES 4.1).
    """

    __tablename__ = "exemplar_versions"
    __table_args__ = (UniqueConstraint("exemplar_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplars.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When everybody could first read it; the public may see again what it once saw, and nothing else.
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(10), default="vi")

    title: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    entry_kind: Mapped[EntryKind] = mapped_column(word_enum(EntryKind), default=EntryKind.MODEL)
    subject_kind: Mapped[SubjectKind] = mapped_column(word_enum(SubjectKind), default=SubjectKind.COLLECTIVE)
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"), index=True)
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    started_year: Mapped[int | None]
    started_on: Mapped[date | None]

    situation: Mapped[str] = mapped_column(Text, default="")
    goals: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(Text, default="")
    target_group: Mapped[str] = mapped_column(Text, default="")
    forces: Mapped[str] = mapped_column(Text, default="")
    resources: Mapped[str] = mapped_column(Text, default="")
    budget_vnd: Mapped[int | None] = mapped_column(BigInteger)
    community_percent: Mapped[int | None]
    schedule: Mapped[str] = mapped_column(Text, default="")
    outputs: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    upkeep: Mapped[str] = mapped_column(Text, default="")
    needs_people: Mapped[str] = mapped_column(Text, default="")
    needs_money: Mapped[str] = mapped_column(Text, default="")
    needs_time: Mapped[str] = mapped_column(Text, default="")
    pitfalls: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[list[str]] = mapped_column(JSON, default=list)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    exemplar: Mapped[Exemplar] = relationship(back_populates="versions", foreign_keys=[exemplar_id])
    field: Mapped[Field | None] = relationship(lazy="joined")
    partners: Mapped[list["Partner"]] = relationship(
        back_populates="exemplar_version", order_by="Partner.position", cascade="all, delete-orphan"
    )
    results: Mapped[list["Result"]] = relationship(
        back_populates="exemplar_version", order_by="Result.position", cascade="all, delete-orphan"
    )

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Partner(db.Model):
    """A unit or body that helps the leading unit."""

    __tablename__ = "exemplar_partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(300))
    part: Mapped[str] = mapped_column(String(300), default="")

    exemplar_version: Mapped[ExemplarVersion] = relationship(back_populates="partners")


class Result(db.Model):
    """One claim: an indicator before and after, or a series. `key` stays the same from version to version.

    Both figures may be missing in a draft: "no data yet, will add later".
    """

    __tablename__ = "exemplar_results"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("exemplar_versions.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    indicator: Mapped[str] = mapped_column(String(300))
    before: Mapped[Decimal | None] = mapped_column(DecimalText)
    after: Mapped[Decimal | None] = mapped_column(DecimalText)
    measure: Mapped[str] = mapped_column(String(80), default="")
    qualifier: Mapped[Qualifier] = mapped_column(word_enum(Qualifier), default=Qualifier.EXACT)
    as_of: Mapped[date | None]
    # Only the month of `as_of` is known; its day is then the first.
    as_of_month: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The period the figures speak of ends with `as_of`; the figure before is that of its beginning.
    since: Mapped[date | None]
    since_month: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Figures in between, as [day, month or year; figure], in the order of time: see `catalogue.series`.
    series: Mapped[list[list[str]]] = mapped_column(JSON, default=list, server_default="[]")
    # Of how many: 412 of 630 households.
    of_count: Mapped[int | None] = mapped_column(BigInteger)
    of_whom: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # What it cost, in whole dong, by who paid.
    fund_state: Mapped[int | None] = mapped_column(BigInteger)
    fund_community: Mapped[int | None] = mapped_column(BigInteger)
    fund_enterprises: Mapped[int | None] = mapped_column(BigInteger)
    fund_other: Mapped[int | None] = mapped_column(BigInteger)

    exemplar_version: Mapped[ExemplarVersion] = relationship(back_populates="results")
