"""Reading kept searches: one's own only, and what answers them now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.alerts.models import Numbers, SavedSearch
from registry.catalogue.queries import numbers_of
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.types import clean_text, unique_key
from registry.discovery.searching import find_references
from registry.discovery.sights import sight_of
from registry.identity.models import User
from registry.search.base import EngineUnavailable, Query, SearchEngine


@dataclass(frozen=True)
class Asked:
    """A search as a person sees it: words, filters and order."""

    text: str
    filters: Mapping[str, Sequence[str]]
    sort: str

    @property
    def stored(self) -> dict[str, list[str]]:
        """The filters as they are kept."""
        return {facet: list(values) for facet, values in self.filters.items() if values}

    @property
    def query(self) -> Query:
        """The question to the engine; the order is of no account for what answers."""
        return Query(self.text, {facet: frozenset(values) for facet, values in self.stored.items()})


def asked_by(saved: SavedSearch) -> Asked:
    """What a kept search asks."""
    return Asked(saved.text, saved.filters, saved.sort)


def list_saved(person: User) -> list[SavedSearch]:
    """A person's kept searches, the newest first."""
    query = select(SavedSearch).where(SavedSearch.user_id == person.id).order_by(SavedSearch.id.desc())
    return list(db.session.scalars(query))


def get_saved(person: User, reference: str) -> SavedSearch:
    """One of the person's own searches; raises NotFound."""
    query = select(SavedSearch).where(SavedSearch.user_id == person.id, SavedSearch.reference == reference)
    saved = db.session.scalar(query)
    if saved is None:
        raise NotFound(_("There is no such saved search."))
    return saved


def find_named(person: User, name: str) -> SavedSearch | None:
    """The person's search of this name, however it is spaced and capitalised, if they keep one."""
    query = select(SavedSearch).where(SavedSearch.user_id == person.id, SavedSearch.name_key == key_of(name))
    return db.session.scalar(query)


def key_of(name: str) -> str:
    """By what two names are known to be the same."""
    return unique_key(" ".join(clean_text(name).split()))[:240]


def find_same(person: User, asked: Asked) -> SavedSearch | None:
    """The person's search that asks just this, if they keep one."""
    return next(
        (
            one
            for one in list_saved(person)
            if _sense_of(one.text, one.filters) == _sense_of(asked.text, asked.stored)
        ),
        None,
    )


def list_named(references: Collection[str]) -> list[SavedSearch]:
    """The searches that a mail names, whoever asks: the signature of its address was checked."""
    query = select(SavedSearch).where(SavedSearch.reference.in_(references)).order_by(SavedSearch.name_key)
    return list(db.session.scalars(query)) if references else []


def answers_of(
    person: User, engine: SearchEngine, searches: Iterable[SavedSearch]
) -> dict[int, dict[int, str]]:
    """What answers each search now for its person: ids of models with their references.

    However many models there are, the database is asked as often. Raises EngineUnavailable.
    """
    found = {one.id: find_references(person, engine, asked_by(one).query) for one in searches}
    numbers = numbers_of(frozenset().union(*found.values()))
    return {
        one: {numbers[reference]: reference for reference in references if reference in numbers}
        for one, references in found.items()
    }


def known_now(person: User, engine: SearchEngine, query: Query) -> Numbers:
    """The models that are nothing new to who keeps this search now; without the index, all they may find."""
    try:
        references = find_references(person, engine, query)
    except EngineUnavailable:
        references = sight_of(person, engine)
    return frozenset(numbers_of(references).values())


def _sense_of(text: str, filters: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, frozenset[str]]]:
    return " ".join(text.casefold().split()), {name: frozenset(values) for name, values in filters.items()}
