"""What somebody may want who has typed the beginning of something: models, units and provinces.

Only what the reader may find is offered: a unit is named for the models that were found of it.
"""

from dataclasses import dataclass

from registry.core.ids import plain_words
from registry.discovery.searching import Found, find, with_typed
from registry.identity.models import User
from registry.search.base import Query, SearchEngine
from registry.units import queries as units
from registry.units.models import Unit

SHORTEST, LONGEST = 2, 80
MOST_MODELS, MOST_PLACES, MOST_UNITS = 5, 3, 3
# Of how many units with models found the names are looked at.
MOST_READ = 50


@dataclass(frozen=True)
class Offered:
    """What is offered, each kind in its order."""

    models: list[Found]
    provinces: list[Unit]
    units: list[Unit]


def suggest(actor: User | None, engine: SearchEngine, text: str) -> Offered:
    """What begins with, or holds, the words typed so far; marks may be left out."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    plain = plain_words(text)
    if len(plain) < SHORTEST:
        return Offered([], [], [])
    started = text if text.endswith(("*", '"')) else f"{text}*"
    findings = find(actor, engine, with_typed(Query(started, limit=MOST_MODELS)))
    listed = units.list_by_codes(list(findings.counts.get("unit", {}))[:MOST_READ])
    return Offered(
        findings.found,
        _named(units.list_provinces(), plain)[:MOST_PLACES],
        _named(listed, plain)[:MOST_UNITS],
    )


def _named(known: list[Unit], plain: str) -> list[Unit]:
    """The units whose name has words that begin as typed, those that begin so first."""
    names = {unit.id: plain_words(unit.name) for unit in known}
    found = [unit for unit in known if f" {plain}" in f" {names[unit.id]}"]
    return sorted(found, key=lambda unit: (not names[unit.id].startswith(plain), names[unit.id]))
