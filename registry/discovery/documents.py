"""What of a model goes into the search index: the one place that says it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from registry.catalogue.masking import place_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.queries import version_for_others
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.discovery.filters import Shown, facets_of, places_of, shown_of
from registry.discovery.standing import merits_for
from registry.replication.queries import count_confirmed_by_source
from registry.review.models import Recognition
from registry.review.queries import list_in_force
from registry.search.base import Document
from registry.stock.standing import Stand, stands_of
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import UnitKind

# `exemplars`: a model changed. `units`: a unit did, and with it all models made under it.
TOPICS = ("exemplars", "units")
BATCH = 200
NOT_FOUND = frozenset({ExemplarState.DRAFT, ExemplarState.MERGED})
# The kind of place in the words people type; the facet alone could not be found by them.
AREA_WORDS = {
    "ethnic_minority": "vùng đồng bào dân tộc thiểu số",
    "mountainous": "miền núi, vùng cao",
    "border": "biên giới",
    "island": "biển đảo, hải đảo",
    "religious": "vùng đồng bào tôn giáo",
    "urban": "đô thị",
    "rural": "nông thôn",
}
TEXTS = (
    "situation", "goals", "method", "target_group", "forces", "resources",
    "schedule", "outputs", "outcome", "upkeep", "needs_people", "pitfalls",
)  # fmt: skip


@dataclass
class _Around:
    """What surrounds a batch of models: recognitions, copies, the evidence that everybody sees, reviews."""

    recognitions: dict[int, list[Recognition]]
    copies: dict[int, int]
    shown: dict[int, Shown]
    # By unit every name it has or had.
    called: dict[int, list[str]]
    stands: dict[int, Stand]


def version_shown(exemplar: Exemplar) -> ExemplarVersion:
    """The version that search speaks of: the public one, else the last that was frozen, else the latest.

    Names that are withheld are in no index: nobody finds a model by them.
    """
    return version_for_others(exemplar)


def references_told(told: Sequence[tuple[str, str]]) -> list[str]:
    """The models that these changes, as (topic, key), must bring up to date."""
    references: list[str] = []
    for topic, key in told:
        references += [key] if topic == "exemplars" else references_of_unit(key)
    return references


def documents_of(references: Iterable[str]) -> tuple[list[Document], list[str]]:
    """Documents of the models that belong in the index, and the references that no longer do."""
    wanted = list(dict.fromkeys(references))
    found = {
        exemplar.reference: exemplar
        for exemplar in db.session.scalars(_loaded().where(Exemplar.reference.in_(wanted)))
    }
    kept = [e for e in found.values() if e.state not in NOT_FOUND]
    around = _around(kept)
    documents = [_document(exemplar, around) for exemplar in kept]
    present = {document.key for document in documents}
    return documents, [reference for reference in wanted if reference not in present]


def every_document() -> Iterator[Document]:
    """Every document of the index, in batches, for a rebuild."""
    last = 0
    while True:
        ids = db.session.scalars(
            select(Exemplar.id)
            .where(Exemplar.id > last, Exemplar.state.not_in(NOT_FOUND))
            .order_by(Exemplar.id)
            .limit(BATCH)
        ).all()
        if not ids:
            return
        last = ids[-1]
        batch = db.session.scalars(_loaded().where(Exemplar.id.in_(ids)).order_by(Exemplar.id)).all()
        around = _around(batch)
        for exemplar in batch:
            yield _document(exemplar, around)


def versions() -> dict[str, int]:
    """The version of each model that belongs in the index."""
    query = select(Exemplar.reference, Exemplar.version).where(Exemplar.state.not_in(NOT_FOUND))
    return {row.reference: row.version for row in db.session.execute(query)}


def count() -> int:
    """How many models belong in the index."""
    query = select(func.count()).select_from(Exemplar).where(Exemplar.state.not_in(NOT_FOUND))
    return db.session.scalar(query) or 0


def references_of_unit(code: str) -> list[str]:
    """The models made under a unit or in a province: what a change of it must bring up to date."""
    unit = units.find_unit(code)
    if unit is None:
        return []
    below = units.tree().governed_by(unit.id, today()) | {unit.id}
    query = select(Exemplar.reference).where(
        Exemplar.lead_unit_id.in_(below) | Exemplar.province_id.in_(below)
    )
    return list(db.session.scalars(query))


def _loaded():  # type: ignore[no-untyped-def]
    return select(Exemplar).options(
        selectinload(Exemplar.versions).selectinload(ExemplarVersion.results),
        selectinload(Exemplar.versions).selectinload(ExemplarVersion.partners),
    )


def _around(exemplars: Sequence[Exemplar]) -> _Around:
    ids = [exemplar.id for exemplar in exemplars]
    shown = shown_of(version_shown(exemplar).id for exemplar in exemplars)
    return _Around(
        list_in_force(ids), count_confirmed_by_source(ids), shown, called_of(exemplars), stands_of(ids)
    )


def called_of(exemplars: Iterable[Exemplar]) -> dict[int, list[str]]:
    """Every name that the leading units of these models have or had, by unit."""
    leading = {exemplar.lead_unit_id for exemplar in exemplars}
    return units.all_names_of_many(unit for unit in leading if unit is not None)


def _document(exemplar: Exemplar, around: _Around) -> Document:
    version = version_shown(exemplar)
    recognitions, copies = around.recognitions.get(exemplar.id, []), around.copies.get(exemplar.id, 0)
    shown = around.shown.get(version.id, Shown())
    body = texts_of(version)
    body += [place_of(exemplar), *(_called(unit) for unit in places_of(exemplar.province))]
    body += [AREA_WORDS[area] for area in version.areas if area in AREA_WORDS]
    newest = max((r.recognised_on.toordinal() for r in recognitions), default=0)
    return Document(
        key=exemplar.reference,
        version=exemplar.version,
        title=version.title,
        summary=version.summary,
        body="\n".join(part for part in body if part),
        unit="\n".join(unit_names(exemplar, version, around.called)),
        topics=tuple(version.topics),
        facets=facets_of(exemplar, version, recognitions, copies, shown),
        lang=version.language,
        sort_keys={
            "recognised": newest,
            "copies": copies,
            "updated": int(version.updated_at.timestamp()),
            **merits_for(exemplar, version, recognitions, shown, around.stands.get(exemplar.id)),
        },
    )


def _called(province: Unit) -> str:
    """The name of a province; that of a city as it is told apart from who it is named after."""
    return f"thành phố {province.name}" if province.kind is UnitKind.CITY else province.name


def texts_of(version: ExemplarVersion) -> list[str]:
    """What a version says beside its title and its summary."""
    texts = [getattr(version, name) for name in TEXTS]
    return texts + [" ".join((r.indicator, r.measure)) for r in version.results]


def unit_names(
    exemplar: Exemplar, version: ExemplarVersion, called: Mapping[int, Sequence[str]]
) -> list[str]:
    """Who leads and who takes part, by every name the leading unit has or had."""
    names = [exemplar.lead_unit_name, *(partner.name for partner in version.partners)]
    if exemplar.lead_unit_id is not None:
        names += called[exemplar.lead_unit_id]
    return list(dict.fromkeys(name for name in names if name))
