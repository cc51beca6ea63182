"""Filters with counts as the page draws them: what each value is called, how many models it leaves."""

from typing import Any

from registry.catalogue import queries as catalogue
from registry.catalogue.states import Level, SubjectKind
from registry.core.i18n import _
from registry.units import queries as units
from registry.units.states import Area
from registry.web.languages import language
from registry.web.search.address import NAMES, Address
from registry.web.words import word

Counts = dict[str, dict[str, int]]
OPEN = ("field", "area", "province")
MOST_PROVINCES = 8


def label_of(facet: str, value: str) -> str:
    """What people read for one value of a facet; the code itself when nobody knows it."""
    if facet == "field":
        return field_names().get(value, (value, 1))[0]
    if facet == "province":
        unit = units.find_unit(value)
        return unit.name if unit else value
    kind = {"level": Level, "subject": SubjectKind, "area": Area}.get(facet)
    if kind is not None and value in {member.value for member in kind}:
        return str(word(kind(value)))
    return value


def field_names() -> dict[str, tuple[str, int]]:
    """Code to (name in the reader's language, colour slot) of every field."""
    english = language() == "en"
    return {
        field.code: ((field.name_en if english else "") or field.name, field.slot)
        for field in catalogue.list_fields()
    }


def facets_of(address: Address, counts: Counts, *, all_provinces: bool = False) -> list[dict[str, Any]]:
    """All filter groups of the page."""
    titles = {
        "field": _("Field"),
        "area": _("Kind of area"),
        "province": _("Province or city"),
        "level": _("Level of recognition"),
        "subject": _("Who runs it"),
        "year": _("Year started"),
    }
    return [
        {
            "name": NAMES[facet],
            "title": title,
            "open": facet in OPEN or facet in address.filters,
            "options": _options(facet, address, counts.get(facet, {}), all_provinces),
            "more": _more(facet, address, counts.get(facet, {}), all_provinces),
        }
        for facet, title in titles.items()
    ]


def _options(facet: str, address: Address, counts: dict[str, int], everything: bool) -> list[dict[str, Any]]:
    chosen = address.filters.get(facet, ())
    values = list(dict.fromkeys([*_known(facet), *sorted(counts), *chosen]))
    if facet == "year":
        values.sort(reverse=True)
    if facet == "province":
        values.sort(key=lambda value: (value not in chosen, -counts.get(value, 0), value))
        if not everything:
            values = values[: max(MOST_PROVINCES, len(chosen))]
    return [
        {
            "value": value,
            "label": label_of(facet, value),
            "count": counts.get(value, 0) if counts else None,
            "checked": value in chosen,
        }
        for value in values
        if facet not in {"province", "year"} or counts.get(value) or value in chosen
    ]


def _known(facet: str) -> list[str]:
    if facet == "field":
        return list(field_names())
    kind = {"level": Level, "subject": SubjectKind, "area": Area}.get(facet)
    return [member.value for member in kind] if kind else []


def _more(facet: str, address: Address, counts: dict[str, int], everything: bool) -> tuple[str, str] | None:
    if facet != "province" or everything or len(counts) <= MOST_PROVINCES:
        return None
    link = address.url("search.show_filters") + "#tinh"
    return _("See all %(n)s provinces", n=len(counts)), link


def chips_of(address: Address) -> list[tuple[str, str]]:
    """Each filter in use, with the address without it."""
    return [
        (label_of(facet, value), address.without(facet, value).url())
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
