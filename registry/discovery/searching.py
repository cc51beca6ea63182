"""Finding models: the engine ranks, the database shows, and nobody learns of what they may not see."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import joinedload, selectinload

from registry.catalogue import queries as catalogue
from registry.catalogue.listing import Listed, list_visible, listed_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.discovery.codes import codes_of, reference_meant
from registry.discovery.context import Context, context_of
from registry.discovery.documents import NOT_FOUND, version_shown
from registry.discovery.filters import UNIT_KIND
from registry.discovery.fitting import fitting
from registry.discovery.sights import sight_of
from registry.discovery.typed_filters import read_typed, without_names
from registry.identity.models import User
from registry.search.base import (
    PAGE_LIMIT,
    RELEVANCE,
    EngineUnavailable,
    Outcome,
    Query,
    SearchEngine,
)
from registry.search.base import Hit as EngineHit

FACETS = (
    "field", "area", "province", "level", "cost", "unit", "year", "copied", "proof", "kind", "subject",
)  # fmt: skip
# How many models the database is asked for while the index is away.
MOST_READ = 2000
# Like relevance, but what was made in circumstances like those of the reader's unit gains.
OURS = "ours"
SORTS = ("relevance", OURS, "recognised", "copies", "updated")


@dataclass(frozen=True)
class Found:
    """A model that was found, the version to show of it, how well it answers and which words it lacks."""

    exemplar: Exemplar
    version: ExemplarVersion
    score: float
    missing: tuple[str, ...] = ()
    # Of a similar model: what both speak of.
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """The answer to a question. `degraded` says that the index is away and titles alone were looked at,
    `uncounted` that the question took so long that the models of each filter were not counted.

    `listed` has the models of the page with the words each of them lacks, as a list shows them; `read` reads
    them whole. `context` holds the circumstances that were compared, when the reader asked for units like
    their own.
    """

    total: int
    listed: list[tuple[Listed, tuple[str, ...]]]
    read: Callable[[], list[Found]]
    counts: dict[str, dict[str, int]]
    terms: tuple[str, ...] = ()
    suggestion: str | None = None
    degraded: bool = False
    uncounted: bool = False
    context: Context | None = None
    excluded: tuple[str, ...] = ()
    # None of all that answer has every word.
    partly: bool = False

    @cached_property
    def found(self) -> list[Found]:
        """The models of the page, whole."""
        return self.read()


def find(actor: User | None, engine: SearchEngine, query: Query) -> Findings:
    """Answer a query for one reader; `None` is the public. Never fails for want of the index."""
    visible = sight_of(actor, engine)
    query, context = _prepared(actor, query)
    try:
        outcome = engine.search(*_by_code(query, visible))
    except EngineUnavailable:
        return _from_database(actor, query)
    return replace(_findings(actor, outcome, visible), context=context)


def _prepared(actor: User | None, query: Query) -> tuple[Query, Context | None]:
    """The query as the engine takes it, and the circumstances to compare when the reader asked for that."""
    text = query.text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
    query = replace(query, text=without_names(text), filters=codes_of(query.filters))
    if query.sort != OURS:
        return query, None
    context = context_of(actor)
    return replace(query, sort=RELEVANCE, context=context.facets if context else {}), context


def _by_code(query: Query, visible: frozenset[str]) -> tuple[Query, Container[str]]:
    """Who writes the code of a model, and nothing else, wants that one: no other is looked at."""
    code = reference_meant(query.text, visible)
    if code is None:
        return query, visible
    return replace(query, text=""), tuple(visible & {code})


def with_typed(query: Query) -> Query:
    """The query with the filters that were typed among its words; the pages read them with the address."""
    typed = read_typed(query.text.replace("\x00", " "))
    filters = dict(query.filters)
    for facet, codes in typed.filters.items():
        filters[facet] = frozenset(filters.get(facet, ())) | frozenset(codes)
    return replace(query, text=typed.text, filters=filters)


def find_every(actor: User | None, engine: SearchEngine, query: Query, most: int) -> list[Found]:
    """All models that answer, in their order, at most so many; seen through the same mask as `find`."""
    visible = sight_of(actor, engine)
    query, _context = _prepared(actor, query)
    found: dict[str, Found] = {}
    for offset in range(0, most, PAGE_LIMIT):
        asked = replace(query, offset=offset, limit=min(PAGE_LIMIT, most - offset), counted=False)
        try:
            hits = engine.search(*_by_code(asked, visible)).hits
        except EngineUnavailable:
            return _from_database(actor, replace(query, offset=0, limit=most)).found
        found |= {one.exemplar.reference: one for one in load(actor, hits, visible)}
        if len(hits) < asked.limit:
            break
    return list(found.values())


def find_references(actor: User | None, engine: SearchEngine, query: Query) -> frozenset[str]:
    """The references of all models that answer, seen through the same mask as `find`, however many they are.

    Raises EngineUnavailable: while the index is away nobody can say that a model no longer answers.
    """
    visible = sight_of(actor, engine)
    query, _context = _prepared(actor, replace(query, sort=RELEVANCE))
    return engine.matches(*_by_code(query, visible))


def find_listed(actor: User | None, references: Sequence[str]) -> list[Found]:
    """The models with these references which this reader may see, in that order; what belongs in no index
    is left out."""
    found = load(actor, [EngineHit(one, 0.0) for one in references], references)
    return [one for one in found if one.exemplar.state not in NOT_FOUND]


def find_similar(actor: User | None, engine: SearchEngine, exemplar: Exemplar, limit: int = 4) -> list[Found]:
    """Models that speak of the same things, which this reader may see; none while the index is away."""
    visible = sight_of(actor, engine)
    try:
        hits = engine.similar(exemplar.reference, visible, limit)
    except EngineUnavailable:
        return []
    return load(actor, hits, visible)


def _findings(actor: User | None, outcome: Outcome, visible: Container[str]) -> Findings:
    # Every hit is checked against the database again: the index may lag behind it (abuse case S08).
    wanted = [hit for hit in outcome.hits if hit.key in visible]
    models = list_visible(actor, [hit.key for hit in wanted])
    return Findings(
        outcome.total,
        [(models[hit.key], hit.missing) for hit in wanted if hit.key in models],
        lambda: load(actor, outcome.hits, visible),
        {name: counts for name, counts in outcome.counts.items() if name != UNIT_KIND},
        outcome.terms,
        outcome.suggestion,
        uncounted=outcome.uncounted,
        excluded=outcome.excluded,
        partly=outcome.partly,
    )


def load(actor: User | None, hits: list[EngineHit], visible: Container[str]) -> list[Found]:
    """The models that were hit, in that order, as everybody may read them; checked as `_findings` does."""
    wanted = [hit.key for hit in hits if hit.key in visible]
    query = (
        catalogue.visible_to(actor)
        .where(Exemplar.reference.in_(wanted))
        .options(
            selectinload(Exemplar.versions).selectinload(ExemplarVersion.results),
            joinedload(Exemplar.province),
        )
    )
    if actor is not None:
        # Compared with the reader's own unit.
        query = query.options(selectinload(Exemplar.lead_unit))
    loaded = {exemplar.reference: exemplar for exemplar in db.session.scalars(query)}
    return [
        Found(loaded[hit.key], version_shown(loaded[hit.key]), hit.score, hit.missing, hit.shared)
        for hit in hits
        if hit.key in loaded
    ]


def _from_database(actor: User | None, query: Query) -> Findings:
    """Titles and summaries that hold every word as typed, newest first; every filter still works.

    Only the version that search speaks of is looked at, and only among what the reader may see: words of
    a version nobody has published must not be found by guessing.
    """
    words = query.text.casefold().split()[:8]
    newest_first = catalogue.visible_to(actor).where(
        Exemplar.state.not_in((ExemplarState.DRAFT, ExemplarState.MERGED))
    )
    loaded = newest_first.options(selectinload(Exemplar.versions)).order_by(Exemplar.id.desc())
    models = []
    for exemplar in db.session.scalars(loaded.limit(MOST_READ)):
        version = version_shown(exemplar)
        text = f"{version.title} {version.summary} {exemplar.reference}".casefold()
        if all(word in text for word in words):
            models.append((exemplar, version))
    found = [Found(exemplar, version, 0.0) for exemplar, version in fitting(models, query.filters)]
    page = found[query.offset : query.offset + query.limit]
    listed = [(listed_of(one.exemplar, one.version), one.missing) for one in page]
    return Findings(len(found), listed, lambda: page, {}, degraded=True)
