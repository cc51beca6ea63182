"""The address of a table that is put together, and the choices of its form."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from registry.catalogue.queries import list_fields
from registry.catalogue.states import Level, SubjectKind
from registry.core.clock import today
from registry.core.i18n import _
from registry.identity.models import User
from registry.reports.asking import EVERYWHERE, own_units
from registry.reports.builder import ACROSS, ROWS, Question
from registry.reports.definitions import FIGURES
from registry.reports.figures.counting import By
from registry.units import queries as units
from registry.web.reports.asked import field_name, period_name, words_of
from registry.web.words import word

# What each part of a question is called in the address.
NAMES = {
    "rows": "hang", "across": "cot", "since": "tu", "until": "den", "unit": "dia-ban", "field": "linh-vuc",
    "level": "cap", "subject": "doi-tuong",
    "known_by": "tinh-den",
}  # fmt: skip
FIGURES_NAME = "so"
USUAL = ("running", "registered", "recognised", "replicated")
YEARS_BACK, QUARTERS_BACK, MONTHS_BACK = 10, 8, 12


def question_in(args: MultiDict[str, str], reader: User) -> Question:
    """What the address asks; the usual table where it asks nothing yet."""
    stored: dict[str, Any] = {part: args.get(name, "") for part, name in NAMES.items()}
    stored["figures"] = args.getlist(FIGURES_NAME)
    if not stored["figures"] and NAMES["rows"] not in args:
        stored |= {"figures": USUAL, "rows": stored["rows"] or _usual_rows(reader)}
    return Question.from_stored(stored)


def _usual_rows(reader: User) -> str:
    """The units below for whoever looks after some."""
    tree, day = units.tree(), today()
    has_below = any(tree.children(unit.id, day) for unit in own_units(reader))
    return (By.BELOW if has_below else By.FIELD).value


def values_of(question: Question, **other: str) -> dict[str, Any]:
    """The same in an address, with something else in place of a part (by its name in the address)."""
    told: dict[str, Any] = {name: str(getattr(question, part) or "") for part, name in NAMES.items()}
    told[FIGURES_NAME] = list(question.figures)
    return {name: value for name, value in (told | other).items() if value}


def url_of(question: Question, endpoint: str = "reports.build_table", **other: str) -> str:
    """Where the table of a question stands."""
    return url_for(endpoint, **values_of(question, **other))


def choices_of(question: Question, reader: User) -> dict[str, list[tuple[str, str]]]:
    """The choices of each list of the form, as (value, label), by part of the question."""
    return {
        "rows": _by(ROWS),
        "across": [("", _("A column for each figure")), *_by(ACROSS)],
        "since": [("", _("Beginning of this year")), *_periods(question.since)],
        "until": [("", _("Today")), *_periods(question.until)],
        "unit": _places(question.unit, reader),
        "field": [("", _("All fields")), *((one.code, field_name(one)) for one in list_fields())],
        "level": [("", _("All levels")), *((one.value, str(word(one))) for one in Level)],
        "subject": [("", _("All kinds")), *((one.value, str(word(one))) for one in SubjectKind)],
        "figures": [(one.code, str(one.title)) for one in FIGURES.values()],
    }


def _by(words: Iterable[By]) -> list[tuple[str, str]]:
    return [(one.value, str(words_of(one))) for one in words]


def _periods(chosen: str) -> list[tuple[str, str]]:
    day = today()
    years = [str(day.year - back) for back in range(YEARS_BACK)]
    newest = day.year * 4 + (day.month - 1) // 3
    quarters = [f"{number // 4}-q{number % 4 + 1}" for number in range(newest, newest - QUARTERS_BACK, -1)]
    latest = day.year * 12 + day.month - 1
    months = [f"{one // 12}-{one % 12 + 1:02}" for one in range(latest, latest - MONTHS_BACK, -1)]
    codes = [*years, *quarters, *months]
    named = [(code, period_name(code, plain=True)) for code in codes]
    return [*named, (chosen, chosen)] if chosen and chosen not in codes else named


def _places(chosen: str, reader: User) -> list[tuple[str, str]]:
    own = [("", _("My unit")), *((one.code, one.name) for one in own_units(reader))]
    known = {code for code, _name in own} | {EVERYWHERE}
    unit = units.find_unit(chosen) if chosen and chosen not in known else None
    further = [(unit.code, unit.name)] if unit else []
    return [*own, *further, (EVERYWHERE, _("Whole country"))]
