"""What is found as a table: one row for each model, the same in every file that is taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from registry.catalogue.masking import place_of
from registry.catalogue.models import Exemplar
from registry.core.i18n import _
from registry.discovery.filters import Shown, proof_of, shown_of
from registry.discovery.searching import Found
from registry.replication.queries import count_confirmed_by_source
from registry.review.models import Recognition
from registry.review.queries import list_in_force
from registry.web.ports import settings
from registry.web.search.address import Address
from registry.web.search.cards import field_of
from registry.web.search.comparing import results_of
from registry.web.search.facets import label_of, titles
from registry.web.words import word

Row = dict[str, Any]
MOST_RESULTS = 20


@dataclass(frozen=True)
class Around:
    """What is read once for all rows."""

    recognitions: dict[int, list[Recognition]]
    copies: dict[int, int]
    shown: dict[int, Shown]


def around(found: Sequence[Found]) -> Around:
    """The recognitions, copies and public evidence of models."""
    ids = [one.exemplar.id for one in found]
    shown = shown_of(one.version.id for one in found)
    return Around(list_in_force(ids), count_confirmed_by_source(ids), shown)


def columns() -> dict[str, str]:
    """The columns in their order: the name programs use, and what people read."""
    return {
        "reference": _("Code"),
        "title": _("Title"),
        "field": _("Field"),
        "kind": _("Kind of entry"),
        "subject": _("Who runs it"),
        "unit": _("Leading unit"),
        "place": _("Place"),
        "province": _("Province or city"),
        "areas": _("Kind of area"),
        "year": _("Year started"),
        "level": _("Level of recognition"),
        "recognised_on": _("Recognised on"),
        "cost_vnd": _("Cost (VND)"),
        "community_percent": _("Given by the people, in per cent"),
        "copies": _("Copies"),
        "evidence": _("Evidence"),
        "summary": _("Summary"),
        "results": _("Results"),
        "address": _("Address"),
    }


def row_of(found: Found, known: Around) -> Row:
    """One model; figures stay figures."""
    exemplar, version = found.exemplar, found.version
    last = next(iter(known.recognitions.get(exemplar.id, [])), None)
    field = field_of(version)
    return {
        "reference": exemplar.reference,
        "title": version.title,
        "field": field[1] if field else "",
        "kind": str(word(version.entry_kind)),
        "subject": str(word(version.subject_kind)),
        "unit": exemplar.lead_unit_name,
        "place": place_of(exemplar),
        "province": exemplar.province.name if exemplar.province else "",
        "areas": "; ".join(label_of("area", area) for area in version.areas),
        "year": version.started_year,
        "level": str(word(last.level)) if last else "",
        "recognised_on": last.recognised_on if last else None,
        "cost_vnd": version.budget_vnd,
        "community_percent": version.community_percent,
        "copies": known.copies.get(exemplar.id, 0),
        "evidence": label_of("proof", proof_of(version, known.shown.get(version.id, Shown()))),
        "summary": version.summary,
        "results": "; ".join(results_of(version, MOST_RESULTS)),
        "address": address_of(exemplar),
    }


def address_of(exemplar: Exemplar) -> str:
    """The whole address of a model's page, without language."""
    return whole_address("catalogue.show_exemplar", reference=exemplar.reference)


def whole_address(endpoint: str, **values: Any) -> str:
    """An address that works outside this site."""
    return settings().base_url.rstrip("/") + current_app.url_map.bind("").build(endpoint, values)


def asked_of(address: Address) -> list[tuple[str, str]]:
    """What was looked for in words: the text, then each filter with its values."""
    names = titles()
    filters = [
        (names[facet], ", ".join(label_of(facet, value) for value in values))
        for facet, values in address.filters.items()
    ]
    return [*([(_("Search words"), address.text)] if address.text else []), *filters]
