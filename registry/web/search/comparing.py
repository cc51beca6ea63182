"""Two to four models side by side, each thing somebody asks before copying in a row of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.catalogue.models import ExemplarVersion
from registry.core.i18n import _, _n
from registry.discovery.filters import Shown, proof_of, shown_of
from registry.discovery.searching import Found
from registry.replication.queries import count_confirmed_by_source
from registry.review.queries import list_in_force
from registry.web.catalogue.words import reached
from registry.web.search.cards import cost_of, field_of, seal_of, where_of
from registry.web.search.facets import label_of

LONGEST = 420
MOST_RESULTS = 5
Lines = list[str]


@dataclass(frozen=True)
class Compared:
    """One model of the comparison with what stands around it."""

    found: Found
    seal: str
    copies: int
    shown: Shown


def compared(found: Sequence[Found]) -> list[Compared]:
    """The models with their recognitions, copies and public evidence, read at once."""
    ids = [one.exemplar.id for one in found]
    seals, copies = list_in_force(ids), count_confirmed_by_source(ids)
    shown = shown_of(one.version.id for one in found)
    return [
        Compared(
            one,
            seal_of(seals.get(one.exemplar.id)),
            copies.get(one.exemplar.id, 0),
            shown.get(one.version.id, Shown()),
        )
        for one in found
    ]


def heads_of(models: Sequence[Compared]) -> list[dict[str, Any]]:
    """The heads of the columns: what each model is called, its field and seal."""
    return [
        {
            "title": one.found.version.title,
            "href": url_for("catalogue.show_exemplar", reference=one.found.exemplar.reference),
            "field": field_of(one.found.version),
            "seal": one.seal,
            "where": where_of(one.found.exemplar),
        }
        for one in models
    ]


def rows_of(models: Sequence[Compared]) -> list[dict[str, Any]]:
    """Each row with the lines of every model; what none of them says is left out."""
    rows = [(title, [read(one) for one in models]) for title, read in _rows()]
    return [
        {"title": title, "cells": cells, "same": len({tuple(cell) for cell in cells}) == 1}
        for title, cells in rows
        if any(cells)
    ]


def _rows() -> list[tuple[str, Callable[[Compared], Lines]]]:
    return [
        (_("Summary"), lambda one: _text(one.found.version.summary)),
        (_("Kind of area"), lambda one: [label_of("area", area) for area in one.found.version.areas]),
        (_("Year started"), lambda one: _line(one.found.version.started_year)),
        (_("Situation at the start"), lambda one: _text(one.found.version.situation)),
        (_("What is done and how"), lambda one: _text(one.found.version.method)),
        (_("Results"), lambda one: results_of(one.found.version)),
        (_("Cost"), lambda one: _line(cost_of(one.found.version))),
        (_("People needed"), lambda one: _text(one.found.version.needs_people)),
        (_("Money needed"), lambda one: _text(one.found.version.needs_money)),
        (_("Time needed"), lambda one: _text(one.found.version.needs_time)),
        (_("What to beware of"), lambda one: _text(one.found.version.pitfalls)),
        (_("How it is kept going"), lambda one: _text(one.found.version.upkeep)),
        (_("Copies"), _copies),
        (_("Evidence"), lambda one: [label_of("proof", proof_of(one.found.version, one.shown))]),
    ]


def _line(value: object) -> Lines:
    return [str(value)] if value else []


def _copies(one: Compared) -> Lines:
    if not one.copies:
        return [label_of("copied", "no")]
    return [_n("copied in %(num)s place", "copied in %(num)s places", one.copies)]


def results_of(version: ExemplarVersion, most: int = MOST_RESULTS) -> Lines:
    """The first results, each in a line: `Hộ tự nguyện hiến đất: 412 hộ`."""
    return [f"{result.indicator}: {reached(result)}" for result in version.results[:most]]


def _text(text: str) -> Lines:
    return [line for line in shortened(text, LONGEST).splitlines() if line.strip()]


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, cut between two words."""
    text = text.strip()
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
