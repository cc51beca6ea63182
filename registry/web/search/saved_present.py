"""Kept searches shaped for their pages."""

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

from registry.alerts import queries
from registry.alerts.models import SavedSearch
from registry.alerts.queries import Asked
from registry.alerts.service.saving import LONGEST_NAME
from registry.core.i18n import _
from registry.identity.models import User
from registry.search.base import EngineUnavailable
from registry.web.guard import actor_or_none
from registry.web.ports import engine
from registry.web.search.address import Address
from registry.web.search.facets import label_of
from registry.web.search.rows import asked_of


@dataclass(frozen=True)
class Row:
    """A kept search; without figures while the index is away."""

    saved: SavedSearch
    asks: list[str]
    href: str
    total: int | None = None
    fresh: tuple[str, ...] = ()


def rows_of(person: User, searches: list[SavedSearch]) -> list[Row]:
    """What each search asks, how many models answer it now and which of them the person has not seen."""
    try:
        answers = queries.answers_of(person, engine(), searches)
    except EngineUnavailable:
        return [_row(one) for one in searches]
    return [_row(one, answers[one.id]) for one in searches]


def _row(saved: SavedSearch, answers: dict[int, str] | None = None) -> Row:
    address = address_of(saved)
    asks, href = asks_of(address), address.url()
    if answers is None:
        return Row(saved, asks, href)
    fresh = tuple(answers[number] for number in sorted(answers.keys() - saved.seen, reverse=True))
    return Row(saved, asks, href, len(answers), fresh)


def address_of(saved: SavedSearch) -> Address:
    """Where the search stands on the search page."""
    filters = {facet: tuple(values) for facet, values in saved.filters.items()}
    return Address(text=saved.text, filters=filters, sort=saved.sort)


def asked_here() -> tuple[Address, Asked]:
    """The search that stands in the address of this page; the page of results is no part of it."""
    address = Address.from_args(_first_page(request.args))
    return address, asked_by(address)


def asked_by(address: Address) -> Asked:
    """What is kept of an address."""
    return Asked(address.text, address.filters, address.sort)


def same_of(address: Address) -> SavedSearch | None:
    """The reader's own search that asks the same as the page."""
    person = actor_or_none()
    return queries.find_same(person, asked_by(address)) if person else None


def asks_of(address: Address) -> list[str]:
    """What a search asks, part by part: its words in quotation marks, then each filter."""
    words = [_("“%(text)s”", text=address.text)] if address.text else []
    return [*words, *(f"{name}: {values}" for name, values in asked_of(address)[len(words) :])] or [
        _("All models")
    ]


def name_for(address: Address) -> str:
    """What to call a search unless its person knows better: its words and filters, whole ones only."""
    filters = [label_of(facet, value) for facet, values in address.filters.items() for value in values]
    parts = [part for part in (address.text, *filters) if part] or [_("All models")]
    name = parts[0][:LONGEST_NAME]
    for part in parts[1:]:
        if len(name) + len(part) + 2 > LONGEST_NAME:
            break
        name = f"{name}, {part}"
    return name


def _first_page(args: MultiDict[str, str]) -> MultiDict[str, str]:
    return MultiDict(
        [(name, value) for name, value in args.items(multi=True) if name not in {"trang", "so-sanh"}]
    )
