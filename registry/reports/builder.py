"""A table that somebody puts together: what stands in its rows and columns, and what it is narrowed to.

It counts nothing by itself: every number is that of its definition, asked with the scope of the overview.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import LazyString

from registry.catalogue.models import Field
from registry.catalogue.queries import find_field, list_fields
from registry.catalogue.states import Level, SubjectKind
from registry.core.clock import today
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.identity.models import User
from registry.reports.amounts import FUNDS, UNSTATED
from registry.reports.asking import named_period, own_units, unit_of, whole_period
from registry.reports.definitions import FIGURES, Figure
from registry.reports.figures.counting import By
from registry.reports.figures.fairness import shares_of
from registry.reports.figures.periods import TIMES, periods_of
from registry.reports.scope import Period, Scope
from registry.units import queries as units
from registry.units.models import Unit

ROWS = (
    By.BELOW, By.FIELD, By.LEVEL, By.SUBJECT, By.YEAR, By.QUARTER, By.UNIT, By.PART, By.SIZE,
)  # fmt: skip
ACROSS = (By.FIELD, By.LEVEL, By.SUBJECT, By.YEAR, By.QUARTER, By.BELOW, By.PART)
# What a page holds beside each other, and how far back a table reaches.
MOST_COLUMNS, MOST_YEARS = 40, 20
PARTS = (*FUNDS, UNSTATED)
PLAIN = ("since", "until", "unit", "field", "level", "subject", "known_by")


@dataclass(frozen=True)
class Question:
    """What is asked for, as codes: it stands in an address and is kept. "" asks for what is usual: this year
    up to today, one's own unit, all fields, levels and kinds of subject.
    """

    rows: By
    figures: tuple[str, ...]
    across: By | None = None
    since: str = ""
    until: str = ""
    unit: str = ""
    field: str = ""
    level: str = ""
    subject: str = ""
    # A day, or a month: the figures as they were told then. "": as they are told today.
    known_by: str = ""

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "Question":
        """A question from plain words, for example an address or what was kept; unknown ones count as not
        asked for.
        """
        told = {name: stored.get(name) or "" for name in PLAIN}
        if told["level"] not in {one.value for one in Level}:
            told["level"] = ""
        if told["subject"] not in {one.value for one in SubjectKind}:
            told["subject"] = ""
        rows = next((one for one in ROWS if one.value == stored.get("rows")), By.FIELD)
        across = next((one for one in ACROSS if one.value == stored.get("across")), None)
        figures = tuple(code for code in FIGURES if code in stored.get("figures", ()))
        return cls(rows, figures, across, **told)


@dataclass(frozen=True)
class Line:
    """One row: what it is of, a number for each column, and of all columns where they divide one figure.

    A number is None where it is too small to be shown.
    """

    key: Any
    numbers: list[int | None]
    total: int | None = None


@dataclass(frozen=True)
class Answer:
    """The table: `columns` are codes of figures, or what the one figure is divided by a second time.

    `left_out` are the figures that cannot be divided or narrowed so, each with why.
    """

    question: Question
    scope: Scope
    field: Field | None
    figures: list[Figure]
    left_out: list[tuple[Figure, LazyString]]
    columns: list[Any]
    lines: list[Line]
    totals: list[int]
    total: int | None = None

    @property
    def is_masked(self) -> bool:
        """Whether a number is too small to be shown."""
        return any(None in line.numbers for line in self.lines)


def known_by_asked(question: Question) -> date | None:
    """The day as of which figures are told; None for today. Raises InvalidInput beside `known_by`."""
    if not question.known_by:
        return None
    named = named_period(question.known_by)
    if named is None or named.first > today():
        raise InvalidInput(
            "known_by", _("Write a day or a month that has begun, such as 31/03/2026 or 03/2026.")
        )
    return min(named.last, today())


def period_asked(question: Question) -> Period:
    """From the first day of the one code to the last of the other, at most until today, or until the day as
    of which figures are told.

    Raises InvalidInput beside `since`, `until` or `known_by`.
    """
    day = known_by_asked(question) or today()
    first = whole_period(question.since) if question.since else Period.of_year(day.year)
    last = whole_period(question.until) if question.until else Period(day, day)
    if first is None or first.first > day:
        raise InvalidInput("since", _("Choose a year, a quarter or a month that has begun."))
    if last is None or last.first > day:
        raise InvalidInput("until", _("Choose a year, a quarter or a month that has begun."))
    if last.last < first.first:
        raise InvalidInput("until", _("The end lies before the beginning."))
    if last.last.year - first.first.year >= MOST_YEARS:
        raise InvalidInput("since", _("Choose at most %(years)s years.", years=MOST_YEARS))
    return Period(first.first, min(last.last, day))


def ask(reader: User, question: Question) -> Answer:
    """The table for a reader. Raises InvalidInput for what makes no table, NotFound for an unknown unit."""
    require_sense(question)
    period = period_asked(question)
    unit = unit_of(question.unit, own_units(reader))
    field = find_field(question.field) if question.field else None
    level = Level(question.level) if question.level else None
    subject = SubjectKind(question.subject) if question.subject else None
    by = [one for one in (question.rows, question.across) if one is not None]
    places = tuple(places_below(unit, period)) if By.BELOW in by else ()
    scope = Scope(
        reader, period, unit, field.id if field else None, level, subject, places=places,
        known_by=known_by_asked(question),
    )  # fmt: skip
    asked = [FIGURES[code] for code in question.figures]
    reasons = {one: _why_not(one, by, level) for one in asked}
    figures = [one for one in asked if reasons[one] is None]
    left_out = [(one, reason) for one in asked if (reason := reasons[one]) is not None]
    found = Answer(question, scope, field, figures, left_out, [], [], [])
    if not figures:
        return found
    if question.rows is By.SIZE:
        return _by_size(found)
    return _across(found, figures[0], question.across) if question.across else _side_by_side(found)


def places_below(unit: Unit | None, period: Period) -> list[Unit]:
    """The units one step below, as they are today; of the whole country its provinces.

    What stood below during the period and still is there is among them, also where it moved meanwhile.
    """
    day = today()
    if unit is None:
        return [one for one in units.list_provinces() if one.exists_on(day)]
    tree = units.tree()
    ids = set(tree.children(unit.id, day))
    for root in tree.predecessors(unit.id, day):
        ids.update(tree.children(root, period.end))
    return [one for one in units.list_by_ids(ids) if one.exists_on(day) and one.id != unit.id]


def require_sense(question: Question) -> None:
    """Raise InvalidInput where what is chosen makes no table."""
    rows, across = question.rows, question.across
    if not question.figures:
        raise InvalidInput("figures", _("Choose at least one figure."))
    if across is None:
        return
    if len(question.figures) > 1:
        raise InvalidInput("figures", _("Choose one figure only: its columns are divided already."))
    if rows is By.SIZE:
        raise InvalidInput("across", _("By size of unit nothing is divided a second time."))
    if rows is across or (rows in TIMES and across in TIMES):
        raise InvalidInput("across", _("Choose something else than in the rows."))


def _why_not(figure: Figure, by: list[By], level: Level | None) -> LazyString | None:
    asked = [*by, By.LEVEL] if level is not None else by
    return next((reason for one in asked if (reason := figure.why_not(one)) is not None), None)


def _side_by_side(found: Answer) -> Answer:
    """A column for each figure."""
    rows = found.question.rows
    counted = [one.count(found.scope, rows) for one in found.figures]
    keys = _ordered(found.scope, rows, {key for counts in counted for key in counts})
    lines = [Line(key, [counts.get(key, 0) for counts in counted]) for key in keys]
    columns = [one.code for one in found.figures]
    totals = [one.of(found.scope) for one in found.figures]
    return replace(found, columns=columns, lines=_sorted(rows, lines), totals=totals)


def _across(found: Answer, figure: Figure, across: By) -> Answer:
    """One figure, divided by its rows and by its columns; each whole is counted, not added up."""
    rows, scope = found.question.rows, found.scope
    counted = figure.count(scope, rows, across)
    of_rows, of_columns = figure.count(scope, rows), figure.count(scope, across)
    columns = _ordered(scope, across, set(of_columns) | {key for _row, key in counted})
    if len(columns) > MOST_COLUMNS:
        raise InvalidInput(
            "across",
            _("That would be %(many)s columns. Put it into the rows.", many=len(columns)),
        )
    keys = _ordered(scope, rows, set(of_rows) | {key for key, _column in counted})
    lines = [Line(key, [counted.get((key, one), 0) for one in columns], of_rows.get(key, 0)) for key in keys]
    totals = [of_columns.get(key, 0) for key in columns]
    whole = figure.of(scope)
    return replace(found, columns=columns, lines=_sorted(rows, lines), totals=totals, total=whole)


def _by_size(found: Answer) -> Answer:
    """By size of unit, with the numbers hidden that the overview hides."""
    codes = [one.code for one in found.figures]
    lines = []
    for share in shares_of(found.scope):
        told = {"registered": share.registered, "recognised": share.recognised}
        lines.append(Line((share.least, share.most), [told[code] for code in codes]))
    return replace(found, columns=codes, lines=lines)


def _ordered(scope: Scope, by: By, keys: set[Any]) -> list[Any]:
    """What was counted, in the order of its kind; of times, places and fields also those without anything."""
    if by in TIMES:
        return [number for number, _period in periods_of(scope.period, by)]
    known: Iterable[Any]
    if by is By.FIELD:
        fields = list_fields(with_retired=True)
        known = [one.id for one in fields if one.id in keys or (one.is_active and scope.field_id is None)]
    elif by is By.BELOW:
        known = [one.id for one in scope.places]
    else:
        order: dict[By, Iterable[Any]] = {By.LEVEL: Level, By.SUBJECT: SubjectKind, By.PART: PARTS}
        known = [one for one in order.get(by, sorted(keys - {None})) if one in keys]
    return [*known, *([None] if None in keys else [])]


def _sorted(rows: By, lines: list[Line]) -> list[Line]:
    """Units with the largest numbers first; what belongs to none of them last."""
    if rows not in (By.BELOW, By.UNIT):
        return lines
    return sorted(
        lines, key=lambda one: (one.key is None, [-(number or 0) for number in (one.total, *one.numbers)])
    )
