"""The figures of the overview, shaped for its page and its files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from registry.campaigns.states import KIND_NAMES, StageKind
from registry.catalogue.queries import list_fields
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.queries import list_grants_at
from registry.replication.queries import title_of
from registry.reports.asking import period_before
from registry.reports.definitions import BROUGHT, FIGURES, FUNNEL, FUNNEL_OF_A_LEVEL, funnel
from registry.reports.figures.copied import most_copied
from registry.reports.figures.counting import By
from registry.reports.figures.days import PARTS, spreads_of
from registry.reports.figures.fairness import shares_of
from registry.reports.figures.overdue import ACTING, Late, acting_for, list_late
from registry.reports.figures.present import blanks_of, freshness_of
from registry.reports.notes import NOTES
from registry.reports.scope import Period, Scope
from registry.reports.service.reminding import reminded_today
from registry.reports.states import COMPLETION, WHOLE
from registry.reports.words import WAITS_FOR
from registry.units import queries as units
from registry.web.reports.asked import BEFORE, LAST_YEAR, YEARS, Asked, field_name
from registry.web.reports.charts import columns_of, pieces_of, tiles_by_province
from registry.web.words import word

MOST_ROWS, SHOWN_LATE, SHOWN_BLANKS, SHOWN_FIRST = 50, 5, 12, 5
# Title, first sentence, the rest, and the place to which a link leads.
Note = tuple[str, str, str, str]
DAYS_NOTE = "ct-ngay"


def steps_of(asked: Asked) -> list[dict[str, Any]]:
    """The steps of the funnel, each with its share of the step before or its change."""
    here = funnel(asked.scope)
    past = asked.compared or asked.period.years_before(1)
    before = {one.code: number for one, number in funnel(asked.scope.at(past))}
    return [
        {
            "code": figure.code,
            "label": figure.title,
            "value": number,
            "before": before[figure.code],
            "change": changed(number, before[figure.code]),
            "delta": number - before[figure.code] if asked.compared else None,
        }
        for figure, number in here
    ]


def comparing_of(asked: Asked) -> dict[str, Any]:
    """The links that choose with what the steps are compared, and the days of what was chosen."""
    choices = [("", _("Nothing")), (LAST_YEAR, _("The same days of last year"))]
    if period_before(asked.period, asked.period_code) is not None:
        choices.append((BEFORE, _("The period before")))
    links = [
        {"label": words, "href": asked.url(**{"so-voi": code}) + "#pheu", "current": asked.against == code}
        for code, words in choices
    ]
    return {"links": links, "period": asked.compared}


def changed(number: int, before: int) -> int | None:
    """By how many per cent it is more or less than before; None where there was nothing."""
    return round(100 * (number - before) / before) if before else None


def table_of(asked: Asked) -> list[dict[str, Any]]:
    """The funnel divided as was asked for: a row for each value, with a number for each step."""
    codes = FUNNEL if asked.level is None else FUNNEL_OF_A_LEVEL
    scope = asked.scope
    if asked.by is By.YEAR:
        scope = scope.at(Period(date(asked.period.last.year - YEARS + 1, 1, 1), asked.period.last))
    counted = {code: FIGURES[code].count(scope, asked.by) for code in codes}
    keys: dict[Any, int] = defaultdict(int)
    for counts in counted.values():
        for key, number in counts.items():
            keys[key] += number
    order = sorted(keys, key=lambda key: (-keys[key], str(key)))[:MOST_ROWS]
    if asked.by is By.YEAR:
        order.sort()
    names = _names(asked.by, order)
    return [{"label": names[key], "numbers": [counted[code].get(key, 0) for code in codes]} for key in order]


def _names(by: By, keys: list[Any]) -> dict[Any, str]:
    if by is By.FIELD:
        known = {one.id: field_name(one) for one in list_fields(with_retired=True)}
    elif by is By.UNIT:
        known = {one.id: one.name for one in units.list_by_ids(key for key in keys if key)}
    elif by is By.YEAR:
        known = {key: str(int(key)) for key in keys}
    else:
        known = {key: str(word(key)) for key in keys if key is not None}
    return {key: known.get(key) or _("Not said") for key in keys}


def trend_of(asked: Asked) -> dict[str, Any]:
    """Running models by field at the end of each of five years."""
    last = asked.period.last
    numbers = range(last.year - YEARS + 1, last.year + 1)
    scope = asked.scope.at(Period(date(numbers[0], 1, 1), last))
    counted: list[dict[int, int]] = [{} for _number in numbers]
    for (year, field_id), count in FIGURES["running"].count(scope, By.YEAR, By.FIELD).items():
        counted[numbers.index(year)][field_id] = count
    fields = [one for one in list_fields(with_retired=True) if any(counts.get(one.id) for counts in counted)]
    labels = [str(number) for number in numbers]
    if asked.goes_on:
        labels[-1] += "*"
    years = list(zip(labels, counted, strict=True))
    slots = {one.id: one.slot for one in fields}
    return {
        "legend": [{"slot": one.slot, "name": field_name(one)} for one in fields],
        "columns": columns_of(years, slots),
        "rows": [
            {
                "label": label,
                "numbers": [counts.get(one.id, 0) for one in fields],
                "total": sum(counts.values()),
            }
            for label, counts in years
        ],
        "leads": _leading(fields, counted),
        "grew": _grown(fields, counted),
        "since": labels[0],
        "total": sum(counted[-1].values()),
        "by_field": counted[-1],
    }


def _leading(fields: list[Any], counted: Sequence[Mapping[int, int]]) -> str:
    """The field with most models, where one has more than every other."""
    order = sorted(fields, key=lambda one: -counted[-1].get(one.id, 0))
    if not order or (len(order) > 1 and counted[-1].get(order[0].id, 0) == counted[-1].get(order[1].id, 0)):
        return ""
    return field_name(order[0])


def _grown(fields: list[Any], counted: Sequence[Mapping[int, int]]) -> str:
    """The field that grew most since the first year, of those that had at least five models then."""
    grew = {
        field_name(one): counted[-1].get(one.id, 0) / counted[0][one.id]
        for one in fields
        if counted[0].get(one.id, 0) >= 5
    }
    most = max(grew, key=lambda name: grew[name], default="")
    return most if most and grew[most] > 1 else ""


def late_rows(asked: Asked) -> list[dict[str, Any]]:
    """What is late, the longest first, with whether the reader may remind of it."""
    found = list_late(asked.scope)
    known = {one.id: one for one in units.list_by_ids(one.unit_id for one in found)}
    reminded = reminded_today(list(known.values()))
    acting = {unit_id: acting_for(unit_id) for unit_id in known}
    grants = list_grants_at(set().union(*acting.values()), today())
    held = {(one.unit_id, one.role) for one in grants if one.holds_on(today())}
    return [
        _late_row(asked, one, known[one.unit_id], reminded)
        | {"has_people": any((at, role) in held for at in acting[one.unit_id] for role in ACTING[one.what])}
        for one in found
    ]


def _late_row(asked: Asked, late: Late, unit: Any, reminded: dict[str, set[Any]]) -> dict[str, Any]:
    return {
        "unit": unit.name,
        "code": unit.code,
        "href": url_for("units.show_unit", code=unit.code),
        "what": late.what.value,
        "words": WAITS_FOR[late.what],
        "count": late.count,
        "days": late.days,
        "is_reminded": late.what in reminded.get(unit.code, set()),
        "may_remind": allowed(asked.reader, Permission.UNIT_REMIND, unit),
    }


def map_of(asked: Asked) -> dict[str, Any]:
    """Running models by province of today, of the whole country."""
    scope = Scope(asked.reader, asked.period, None, asked.scope.field_id)
    by_id = FIGURES["running"].count(scope, By.PROVINCE)
    tree, day = units.tree(), today()
    codes = {one.id: one.code for one in units.list_provinces()}
    counts: dict[str, int] = defaultdict(int)
    for unit_id, number in by_id.items():
        after = sorted(tree.successors(unit_id, day)) if unit_id else []
        counts[codes.get(after[0], "") if after else ""] += number
    tiles, legend = tiles_by_province(counts, lambda code: asked.url(**{"dia-ban": code}))
    shown = sum(one.count for one in tiles)
    rows = sorted((one for one in tiles if one.count), key=lambda one: (-one.count, one.name))
    return {
        "tiles": tiles,
        "legend": legend,
        "rows": rows,
        "ranked": [{"label": one.name, "value": one.count, "href": one.href} for one in rows[:SHOWN_FIRST]],
        "elsewhere": sum(by_id.values()) - shown,
    }


def copied_of(asked: Asked) -> list[dict[str, Any]]:
    """The models that were copied most, as bars."""
    slots = {one.id: one.slot for one in list_fields(with_retired=True)}
    return [
        {
            "label": title_of(one),
            "value": number,
            "slot": slots.get(one.latest.field_id or 0, 3),
            "href": url_for("catalogue.show_exemplar", reference=one.reference),
        }
        for one, number in most_copied(asked.scope)
    ]


def days_of(asked: Asked) -> dict[str, Any]:
    """How long each stage took, and the whole way, with the same of a year before."""
    spreads = spreads_of(asked.scope)
    past = spreads_of(asked.scope.at(asked.period.years_before(1)))
    stages = [(_part_name(part), spreads[part]) for part in PARTS if part in spreads]
    return {
        "whole": spreads.get(WHOLE),
        "before": past.get(WHOLE),
        "pieces": pieces_of([(name, spread.median) for name, spread in stages]),
        "rows": [{"label": name, "spread": spread} for name, spread in stages],
        "longest": max(stages, key=lambda one: one[1].median, default=None),
    }


def _part_name(part: str) -> str:
    return _("Completion") if part == COMPLETION else str(KIND_NAMES[StageKind(part)])


def more_of(asked: Asked) -> dict[str, Any]:
    """What models brought in, how fresh what is known is, where a field is missing, how even it is."""
    scope = asked.scope
    fields = {one.id: field_name(one) for one in list_fields()}
    places, blanks = blanks_of(scope, fields)
    return {
        "brought": [(FIGURES[code], FIGURES[code].of(scope)) for code in BROUGHT],
        "fresh": freshness_of(scope),
        "places": places,
        "blanks": [{"place": one.place.name, "fields": [fields[f] for f in one.fields]} for one in blanks],
        "shown_blanks": SHOWN_BLANKS,
        "shares": shares_of(scope),
    }


def running_before(asked: Asked) -> int | None:
    """What ran on the same day a year before; None where nothing did."""
    return FIGURES["running"].of(asked.scope.at(asked.period.years_before(1))) or None


def places_of(asked: Asked) -> int:
    """The places that began to follow a model in the period."""
    return FIGURES["places"].of(asked.scope)


def notes() -> list[Note]:
    """Every figure of the page with how it is counted."""
    return [note_of(one.title, one.note) for one in FIGURES.values()] + [
        note_of(_("Time per stage"), NOTES["days"], DAYS_NOTE),
        note_of(_("Overdue"), NOTES["overdue"]),
        note_of(_("Age of evidence and results"), NOTES["fresh"]),
        note_of(_("Coverage"), NOTES["coverage"]),
        note_of(_("Small and large units"), NOTES["fairness"]),
    ]


def note_of(title: Any, note: Any, place: str = "") -> Note:
    """What a figure is in one sentence, and the rest of how it is counted."""
    first, stop, rest = str(note).partition(". ")
    return str(title), first + stop.strip(), rest, place
