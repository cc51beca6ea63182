"""Models as a list shows them, read as rows: a page of results needs no whole objects of what it names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from registry.catalogue.initials import Mask, mask_of
from registry.catalogue.masking import place_of
from registry.catalogue.models import Exemplar, ExemplarVersion, Field, Result
from registry.catalogue.queries import visible_to
from registry.catalogue.states import Qualifier
from registry.core.db import read_rows
from registry.core.prepared import Prepared, is_among
from registry.identity.models import User
from registry.units import queries as units
from registry.units.models import Unit

# So many results of a model stand on its card.
RESULTS_LISTED = 2


class ListedField(NamedTuple):
    """The field of a model."""

    slot: int
    name: str
    name_en: str


class ListedResult(NamedTuple):
    """One of the first results of a model."""

    indicator: str
    before: Decimal | None
    after: Decimal | None
    measure: str
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Listed:
    """A model in the version by which others know it, with initials for names that are withheld."""

    id: int
    reference: str
    is_public: bool
    is_imported: bool
    lead_unit_name: str
    place: str
    province: str
    version_id: int
    title: str
    summary: str
    field: ListedField | None
    budget_vnd: int | None
    community_percent: int | None
    results: tuple[ListedResult, ...]


def listed_of(exemplar: Exemplar, version: ExemplarVersion) -> Listed:
    """The same of a model that was read whole; the version is one that its reader may read."""
    field = version.field
    return Listed(
        exemplar.id,
        exemplar.reference,
        exemplar.is_public,
        exemplar.is_imported,
        exemplar.lead_unit_name,
        place_of(exemplar),
        exemplar.province.name if exemplar.province else "",
        version.id,
        version.title,
        version.summary,
        ListedField(field.slot, field.name, field.name_en) if field else None,
        version.budget_vnd,
        version.community_percent,
        tuple(
            ListedResult(one.indicator, one.before, one.after, one.measure, one.qualifier)
            for one in islice(version.results, RESULTS_LISTED)
        ),
    )


def list_visible(actor: User | None, references: Collection[str]) -> dict[str, Listed]:
    """Those of some models that this person may see, by their references."""
    if not references:
        return {}
    given = list(references)
    if actor is None:
        rows = _of_everybody().rows(references=given)
    else:
        rows = list(read_rows(_among(visible_to(actor)), {"references": given}))
    provinces = units.present_names({row.province for row in rows if row.province})
    results = _results_of(row.version_id for row in rows)
    return {row.reference: _listed(row, provinces.get(row.province, ("", False))[0], results) for row in rows}


@cache
def _of_everybody() -> Prepared:
    """The statement for the public, made once: making it takes longer than asking it."""
    return Prepared(_among(visible_to(None)))


def _among(visible: Select[Any]) -> Select[*tuple[Any, ...]]:
    """The visible models of some references, each in the version that `version_for_others` gives."""
    newest_first = (
        select(ExemplarVersion.id)
        .where(ExemplarVersion.exemplar_id == Exemplar.id)
        .order_by(ExemplarVersion.number.desc())
        .limit(1)
        .correlate(Exemplar)
    )
    frozen = newest_first.where(ExemplarVersion.frozen_at.is_not(None))
    shown = func.coalesce(
        Exemplar.public_version_id, frozen.scalar_subquery(), newest_first.scalar_subquery()
    )
    return (
        visible.with_only_columns(
            Exemplar.id,
            Exemplar.reference,
            Exemplar.is_public,
            Exemplar.is_imported,
            Exemplar.lead_unit_name,
            Exemplar.place,
            Exemplar.withheld_names,
            Unit.code.label("province"),
            ExemplarVersion.id.label("version_id"),
            ExemplarVersion.title,
            ExemplarVersion.summary,
            ExemplarVersion.budget_vnd,
            ExemplarVersion.community_percent,
            Field.slot,
            Field.name,
            Field.name_en,
        )
        .select_from(Exemplar)
        .join(ExemplarVersion, ExemplarVersion.id == shown)
        .outerjoin(Field, Field.id == ExemplarVersion.field_id)
        .outerjoin(Unit, Unit.id == Exemplar.province_id)
        .where(is_among(Exemplar.reference, "references"))
    )


_RESULTS = Prepared(
    select(
        Result.version_id,
        Result.indicator,
        Result.before,
        Result.after,
        Result.measure,
        Result.qualifier,
    )
    .where(is_among(Result.version_id, "versions"))
    .order_by(Result.version_id, Result.position)
)


def _results_of(version_ids: Iterable[int]) -> dict[int, list[ListedResult]]:
    """The first results of each version."""
    found: dict[int, list[ListedResult]] = {}
    for row in _RESULTS.rows(versions=list(version_ids)):
        first = found.setdefault(row.version_id, [])
        if len(first) < RESULTS_LISTED:
            first.append(ListedResult(*row[1:]))
    return found


def _listed(row: Any, province: str, results: dict[int, list[ListedResult]]) -> Listed:
    mask = mask_of(row.withheld_names) if row.withheld_names else None
    shown = results.get(row.version_id, [])
    return Listed(
        row.id,
        row.reference,
        row.is_public,
        row.is_imported,
        row.lead_unit_name,
        mask(row.place) if mask else row.place,
        province,
        row.version_id,
        mask(row.title) if mask else row.title,
        mask(row.summary) if mask else row.summary,
        None if row.slot is None else ListedField(row.slot, row.name, row.name_en),
        row.budget_vnd,
        row.community_percent,
        tuple(_masked(one, mask) for one in shown) if mask else tuple(shown),
    )


def _masked(result: ListedResult, mask: Mask) -> ListedResult:
    return result._replace(indicator=mask(result.indicator), measure=mask(result.measure))
