"""Filters with counts as the page draws them: what each value is called, how many models it leaves."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from registry.audit.unchanged import while_unchanged
from registry.catalogue import queries as catalogue
from registry.catalogue.states import EntryKind, Level, SubjectKind
from registry.core.i18n import _, locale_here
from registry.discovery.codes import code_of
from registry.discovery.filters import COPIED, COST_BANDS, PROOFS
from registry.discovery.searching import FACETS
from registry.search.base import NOT
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import Area
from registry.web.filters import as_number
from registry.web.languages import language
from registry.web.search.address import NAMES, Address
from registry.web.words import word

_FIELDS = "names_of_fields"
Counts = dict[str, dict[str, int]]
OPEN = ("field", "area", "province", "level")
KINDS = {"level": Level, "subject": SubjectKind, "area": Area, "kind": EntryKind}
# How many values of a facet that has many stand on the page of results; the page of filters has all.
MOST = {"province": 8, "unit": 6}
# What the register counts by itself and nobody needs to see without models.
AS_FOUND = ("province", "unit", "year")


def label_of(facet: str, value: str) -> str:
    """What people read for one value of a facet; the code itself when nobody knows it."""
    if value.startswith(NOT):
        return _("not %(what)s", what=label_of(facet, value.removeprefix(NOT)))
    value = value if facet in ("province", "unit") else code_of(facet, value)
    if facet == "field":
        return field_names().get(value, (value, 1))[0]
    if facet in ("province", "unit"):
        return _place_name(facet, value)
    return _words_of(facet, str(locale_here())).get(value, value)


@cache
def _words_of(facet: str, _language: str) -> dict[str, str]:
    """What the values of a facet are called that the program knows, in the language of the reader."""
    kind = KINDS.get(facet)
    return {member.value: str(word(member)) for member in kind} if kind else _phrases(facet)


def _place_name(facet: str, value: str) -> str:
    code = _code(facet, value)
    named = units.present_names([code])
    return _named(*named[code]) if code in named else value


def name_of(unit: Unit) -> str:
    """What a unit is called; one that is no more says so."""
    return _named(unit.name, unit.ended_on is not None)


def _named(name: str, is_ended: bool) -> str:
    return _("%(name)s (former)", name=name) if is_ended else name


def _labels(facet: str, values: Sequence[str]) -> dict[str, str]:
    """The label of each value; the names of many places are read at once."""
    if facet in ("province", "unit"):
        named = units.present_names(values) if values else {}
        known = {value: _named(*told) for value, told in named.items()}
        known |= {value: label_of(facet, value) for value in values if value.startswith(NOT)}
        return {value: known.get(value, value) for value in values}
    if facet == "field":
        known = {code: name for code, (name, _slot) in field_names().items()}
    else:
        known = _words_of(facet, str(locale_here()))
    return {value: known.get(value) or label_of(facet, value) for value in values}


def _phrases(facet: str) -> dict[str, str]:
    if facet == "cost":
        return {
            "free": _("No money"),
            "to-50m": _("Up to 50 million VND"),
            "to-200m": _("50 to 200 million VND"),
            "to-1b": _("200 million to 1 billion VND"),
            "above-1b": _("More than 1 billion VND"),
        }
    if facet == "copied":
        return {"yes": _("Copied elsewhere"), "no": _("Not copied yet")}
    if facet == "proof":
        return {
            "every-result": _("Evidence for every result"),
            "some-results": _("Evidence for some results"),
            "attached": _("Evidence without results"),
            "none": _("No public evidence"),
        }
    return {}


def field_names() -> dict[str, tuple[str, int]]:
    """Code to (name in the reader's language, colour slot) of every field."""
    english = language() == "en"
    return {
        code: ((name_en if english else "") or name, slot)
        for code, name, name_en, slot in while_unchanged(_FIELDS, _read_fields)
    }


def _read_fields() -> list[tuple[str, str, str, int]]:
    return [(field.code, field.name, field.name_en, field.slot) for field in catalogue.list_fields()]


def titles() -> dict[str, str]:
    """What the groups of filters are called, in their order."""
    names = {
        "field": _("Field"),
        "area": _("Kind of area"),
        "province": _("Province or city"),
        "level": _("Level of recognition"),
        "cost": _("Cost"),
        "unit": _("Leading unit"),
        "year": _("Year started"),
        "copied": _("Copies"),
        "proof": _("Evidence"),
        "kind": _("Kind of entry"),
        "subject": _("Who runs it"),
    }
    return {facet: names[facet] for facet in FACETS}


def facets_of(address: Address, counts: Counts | None, *, everything: bool = False) -> list[dict[str, Any]]:
    """All filter groups of the page; without counts when nobody could count."""
    return [
        {
            "name": NAMES[facet],
            "title": title,
            "open": facet in OPEN or facet in address.filters,
            "options": _options(
                facet, address, None if counts is None else counts.get(facet, {}), everything=everything
            ),
            "more": None if everything or not counts else _more(facet, address, counts.get(facet, {})),
        }
        | (_search() if facet == "province" else {})
        for facet, title in titles().items()
    ]


def _search() -> dict[str, Any]:
    """A box beside the provinces: any name one has or had is understood."""
    return {
        "search": _("Type a province, old or new"),
        "search_name": NAMES["province"],
        "search_list": _offered(units.list_provinces_called()),
    }


@lru_cache(maxsize=4)
def _offered(names: tuple[str, ...]) -> Markup:
    """The options of a box to type into: a hundred names, the same on every page."""
    return Markup("").join(Markup('<option value="{}"></option>').format(name) for name in names)


class Option(NamedTuple):
    """One value of a facet as the page draws it; what it leaves is written out, None where nobody counted."""

    value: str
    label: str
    counted: str | None
    is_checked: bool
    is_empty: bool


def _options(
    facet: str, address: Address, counted: dict[str, int] | None, *, everything: bool
) -> list[Option]:
    counts = counted or {}
    typed = {_code(facet, value): value for value in address.filters.get(facet, ())}
    chosen = list(typed)
    values = list(dict.fromkeys([*_known(facet), *sorted(counts), *chosen]))
    if facet == "year":
        values.sort(reverse=True)
    if facet in MOST:
        values.sort(key=lambda value: (value not in chosen, -counts.get(value, 0), value))
        values = values if everything else values[: max(MOST[facet], len(chosen))]
    values = [value for value in values if facet not in AS_FOUND or counts.get(value) or value in chosen]
    labels = _labels(facet, values)
    return [
        Option(
            value,
            # What nobody knows is called as it was typed.
            labels[value] if labels[value] != value else typed.get(value, value),
            None if counted is None or value.startswith(NOT) else as_number(counts.get(value, 0)),
            value in chosen,
            not (counted is None or value.startswith(NOT) or counts.get(value) or value in chosen),
        )
        for value in values
    ]


def _code(facet: str, value: str) -> str:
    if value.startswith(NOT):
        return NOT + _code(facet, value.removeprefix(NOT))
    return code_of(facet, value)


def _known(facet: str) -> list[str]:
    if facet == "field":
        return list(field_names())
    listed = {"cost": COST_BANDS, "copied": COPIED, "proof": PROOFS}
    return list(listed.get(facet, ())) or [member.value for member in KINDS.get(facet, ())]


def _more(facet: str, address: Address, counts: dict[str, int]) -> tuple[str, str] | None:
    if len(counts) <= MOST.get(facet, len(counts)):
        return None
    link = f"{address.url('search.show_filters')}#{NAMES[facet]}"
    if facet == "unit":
        return _("See all %(n)s units", n=len(counts)), link
    return _("See all %(n)s provinces", n=len(counts)), link


def chips_of(address: Address, endpoint: str = "search.show_results") -> list[tuple[str, str]]:
    """Each filter in use, with the address without it."""
    return [
        (label_of(facet, value), address.without(facet, value).url(endpoint))
        for facet, values in address.filters.items()
        for value in values
    ]


def tabs_of(address: Address, counts: Counts) -> list[dict[str, Any]]:
    """The fields as tabs above the results."""
    fields, chosen = counts.get("field", {}), address.filters.get("field", ())
    everything = {
        "label": _("All"),
        "href": address.with_only("field", None).url(),
        "current": not chosen,
        "count": None,
    }
    return [
        everything,
        *(
            {
                "label": name,
                "href": address.with_only("field", code).url(),
                "slot": slot,
                "count": fields.get(code, 0) if counts else None,
                "current": chosen == (code,),
            }
            for code, (name, slot) in field_names().items()
        ),
    ]
