"""Reading the catalogue: models within one's sight, their versions, fields."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from registry.catalogue import visibility
from registry.catalogue.masking import face_of
from registry.catalogue.models import Exemplar, ExemplarVersion, Field
from registry.catalogue.records import records_of
from registry.catalogue.states import ExemplarState
from registry.catalogue.visibility import Standing
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.paging import Page, page_of
from registry.identity.models import User
from registry.units import queries as units
from registry.units.models import Unit

# References that are written into a statement one by one; more are looked for among all.
FEW = 500


def visible_to(actor: User | None) -> Select[Any]:
    """Every model this person may see."""
    return select(Exemplar).where(visibility.condition(actor))


def visible_references(actor: User | None) -> frozenset[str]:
    """The references of every model this person may see: the mask of what a search may show."""
    query = select(Exemplar.reference).where(visibility.condition(actor), _goes_on())
    return frozenset(db.session.scalars(query))


def findable_references(*, signed_in: bool, among: Iterable[str] | None = None) -> frozenset[str]:
    """Of all models or of these, what search may show to everybody, or to whoever is signed in.

    Drafts are in no index that is shared, so a person's own ones make no difference.
    """
    query = select(Exemplar.reference).where(visibility.common(signed_in=signed_in), _goes_on())
    if among is not None:
        query = query.where(Exemplar.reference.in_(sorted(among)))
    return frozenset(db.session.scalars(query))


def numbers_of(references: Collection[str]) -> dict[str, int]:
    """The ids of models by their references; for many of them the whole column is read at once."""
    query = select(Exemplar.reference, Exemplar.id)
    if len(references) <= FEW:
        query = query.where(Exemplar.reference.in_(sorted(references)))
    return {row.reference: row.id for row in db.session.execute(query) if row.reference in references}


def _goes_on() -> ColumnElement[bool]:
    """Not given up for another record of the same model."""
    return Exemplar.state != ExemplarState.MERGED


def find_exemplar(reference: str) -> Exemplar | None:
    """The model with a reference whoever asks; for indexing and for commands, never for a page."""
    return db.session.scalar(select(Exemplar).where(Exemplar.reference == reference))


def get_exemplar(actor: User | None, reference: str) -> Exemplar:
    """The model with a reference; raises NotFound for one that does not exist and for one out of sight."""
    exemplar = db.session.scalar(visible_to(actor).where(Exemplar.reference == reference))
    if exemplar is None:
        raise NotFound(_("There is no such model."))
    return exemplar


def list_of_unit(unit: Unit, number: int = 1, size: int = 20) -> Page[Exemplar]:
    """The models of a unit and of the units it replaced, the last changed first."""
    ids = units.tree().predecessors(unit.id, today())
    return list_of_units(ids, number, size)


def list_of_units(unit_ids: Iterable[int], number: int = 1, size: int = 20) -> Page[Exemplar]:
    """The models led by these units, the last changed first."""
    query = select(Exemplar).where(visibility.led_by(unit_ids), _goes_on())
    return page_of(query.order_by(Exemplar.updated_at.desc(), Exemplar.id.desc()), number, size)


def count_led_by(unit_ids: Iterable[int]) -> int:
    """How many models these units lead."""
    query = select(func.count()).select_from(Exemplar).where(visibility.led_by(unit_ids), _goes_on())
    return db.session.scalar(query) or 0


def list_drafts_of(unit_ids: Iterable[int], limit: int) -> list[Exemplar]:
    """Registrations of these units that were begun and not finished, the last changed first."""
    query = select(Exemplar).where(visibility.led_by(unit_ids), Exemplar.state == ExemplarState.DRAFT)
    return list(db.session.scalars(query.order_by(Exemplar.updated_at.desc()).limit(limit)))


def list_public_at(unit_ids: Iterable[int], number: int, size: int, *, in_province: bool) -> Page[Exemplar]:
    """The public models led by these units, and those made in them if they are provinces."""
    ids = set(unit_ids)
    places = [Exemplar.lead_unit_id.in_(ids)]
    if in_province:
        places.append(Exemplar.province_id.in_(ids))
    query = (
        select(Exemplar)
        .where(Exemplar.is_public, _goes_on(), or_(*places))
        .options(selectinload(Exemplar.public_version), selectinload(Exemplar.versions))
        .order_by(Exemplar.updated_at.desc(), Exemplar.id.desc())
    )
    return page_of(query, number, size)


def list_versions(actor: User | None, exemplar: Exemplar) -> list[ExemplarVersion]:
    """The versions this person may read, oldest first.

    The unit reads all; people of the review what was frozen; everybody else what was once published.
    Of a model that was never published, colleagues read what stands in the register.
    """
    standing, versions = visibility.standing_of(actor, exemplar), exemplar.versions
    if standing is Standing.OWN:
        return list(versions)
    frozen = [one for one in versions if one.is_frozen] or versions[-1:]
    if standing is Standing.INSIDE:
        return frozen
    published = [one for one in versions if one.published_at is not None]
    shown = published or (frozen[-1:] if standing is Standing.COLLEAGUE else [])
    return [face_of(one) for one in shown]


def version_for_others(exemplar: Exemplar) -> ExemplarVersion:
    """The version by which others know a model, whoever asks, with initials for names that are withheld.

    The public one, else the last that was frozen, else the latest.
    """
    if exemplar.public_version is not None:
        return face_of(exemplar.public_version)
    frozen = [version for version in exemplar.versions if version.is_frozen]
    return face_of((frozen or exemplar.versions)[-1])


def versions_read(exemplar: Exemplar) -> list[ExemplarVersion]:
    """The versions of all its records that somebody outside the unit can read, and those it works on."""
    found: list[ExemplarVersion] = []
    for record in records_of(exemplar):
        published = [one for one in record.versions if one.published_at is not None]
        frozen = [one for one in record.versions if one.is_frozen]
        shown = [*(published or frozen[-1:]), record.latest]
        found += [one for one in record.versions if one in shown]
    return found


def version_to_show(actor: User | None, exemplar: Exemplar) -> ExemplarVersion:
    """The version that stands for the model on this person's pages; raises NotFound when there is none."""
    standing = visibility.standing_of(actor, exemplar)
    if standing in (Standing.OUTSIDE, Standing.COLLEAGUE) and exemplar.public_version:
        return face_of(exemplar.public_version)
    versions = list_versions(actor, exemplar)
    if not versions:
        raise NotFound(_("There is no such model."))
    return versions[-1]


def get_version(actor: User | None, exemplar: Exemplar, number: int) -> ExemplarVersion:
    """One version by its number; raises NotFound when this person may not read it."""
    found = [one for one in list_versions(actor, exemplar) if one.number == number]
    if not found:
        raise NotFound(_("There is no such version."))
    return found[0]


def list_fields(*, with_retired: bool = False) -> list[Field]:
    """The fields of the movement, in their order."""
    query = select(Field).order_by(Field.position, Field.id)
    return list(db.session.scalars(query if with_retired else query.where(Field.is_active.is_(True))))


def find_field(code: str) -> Field | None:
    """The field with a code, or None."""
    return db.session.scalar(select(Field).where(Field.code == code))


def get_field(code: str) -> Field:
    """The field with a code; raises NotFound."""
    field = find_field(code)
    if field is None:
        raise NotFound(_("There is no such field."))
    return field
