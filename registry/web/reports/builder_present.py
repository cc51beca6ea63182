"""A table that was put together, shaped for its page and its files: labels, heads, drawings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from registry.catalogue.queries import list_fields
from registry.core.i18n import _
from registry.reports.builder import Answer, Line
from registry.reports.definitions import FIGURES
from registry.reports.figures.counting import By
from registry.reports.figures.periods import TIMES
from registry.units import queries as units
from registry.units.naming import at_start
from registry.web.catalogue.coverage import FUND_LABELS
from registry.web.filters import as_date
from registry.web.reports.asked import field_name, words_of
from registry.web.reports.builder_asked import url_of
from registry.web.reports.charts import Columns, columns_of
from registry.web.words import word

# Rows that a page shows; a file holds all. Marks that a drawing has room for.
MOST_ROWS, MOST_BARS, MOST_TIMES, MOST_NARROW = 200, 20, 16, 6
# The one colour of what is no field.
PLAIN_SLOT = 3
MILLION = 1_000_000


@dataclass(frozen=True)
class Drawing:
    """One figure drawn: columns over time, or bars."""

    title: str
    unit: str
    bars: list[dict[str, Any]]
    columns: Columns | None = None
    # Whether a phone has room for the columns; else it shows the bars.
    is_narrow: bool = False
    legend: tuple[tuple[int, str], ...] = ()


class Labels:
    """What people read for the keys of rows and columns; names are looked up once."""

    def __init__(self, answer: Answer) -> None:
        question = answer.question
        self.rows, self.across, self._answer = question.rows, question.across, answer
        keys = {line.key for line in answer.lines} | set(answer.columns if question.across else ())
        by = {question.rows, question.across}
        ids = keys if by & {By.BELOW, By.UNIT} else ()
        self._units = {one.id: one for one in units.list_by_ids(key for key in ids if isinstance(key, int))}
        self.slots, self._fields = {}, {}
        if By.FIELD in by:
            fields = list_fields(with_retired=True)
            self.slots = {one.id: one.slot for one in fields}
            self._fields = {one.id: field_name(one) for one in fields}

    def of(self, by: By, key: Any, *, short: bool = False) -> str:
        """The label of a key."""
        if key is None:
            return self._of_none(by)
        if by in (By.BELOW, By.UNIT):
            return self._units[key].name
        if by is By.FIELD:
            return self._fields[key]
        if by is By.YEAR:
            return str(key)
        if by is By.QUARTER:
            year, quarter = divmod(key, 10)
            if short:
                return f"{'I' * quarter if quarter < 4 else 'IV'}/{year % 100:02}"
            return _("Quarter %(quarter)s of %(year)s", quarter=quarter, year=year)
        if by is By.SIZE:
            return _size(*key)
        if by is By.PART:
            return str(FUND_LABELS.get(f"fund_{key}") or _("Not said"))
        return str(word(key))

    def _of_none(self, by: By) -> str:
        unit = self._answer.scope.unit
        if by is By.BELOW and unit is not None:
            return _("%(unit)s itself", unit=at_start(unit.name))
        return _("Not said")

    def heads(self) -> list[str]:
        """The heads of the columns."""
        if self.across is None:
            return [str(FIGURES[code].title) for code in self._answer.columns]
        return [self.of(self.across, key) for key in self._answer.columns]

    def code_of(self, key: Any) -> str:
        """The code of a unit in a row."""
        return self._units[key].code


def _size(least: int, most: int | None) -> str:
    models = f"{least}–{most}" if most else _("%(n)s or more", n=least)
    return _("Units with %(models)s models", models=models)


def rows_of(answer: Answer, labels: Labels) -> list[dict[str, Any]]:
    """The lines of the page, each with where it leads: a unit below opens its own table."""
    return [
        {
            "label": labels.of(answer.question.rows, line.key),
            "href": _below_url(answer, labels, line),
            "numbers": line.numbers,
            "total": line.total,
        }
        for line in answer.lines
    ]


def _below_url(answer: Answer, labels: Labels, line: Line) -> str:
    if answer.question.rows is not By.BELOW or line.key is None:
        return ""
    return url_of(answer.question, **{"dia-ban": labels.code_of(line.key)})


def asks_of(answer: Answer) -> list[tuple[str, str]]:
    """What was asked for, part by part."""
    question, scope = answer.question, answer.scope
    return [
        (_("Rows"), str(words_of(question.rows))),
        (_("Columns"), str(words_of(question.across)) if question.across else _("Figures")),
        (_("From"), as_date(scope.period.first)),
        (_("Until"), as_date(scope.period.last)),
        (_("Unit"), scope.unit.name if scope.unit else _("Whole country")),
        (_("Field"), field_name(answer.field) if answer.field else _("All fields")),
        (_("Level"), str(word(scope.level)) if scope.level else _("All levels")),
        (_("Kind of subject"), str(word(scope.subject)) if scope.subject else _("All kinds")),
        *([(_("As it was known on"), as_date(scope.known_by))] if scope.known_by else []),
    ]


def drawing_of(answer: Answer, labels: Labels) -> Drawing | None:
    """The one figure of a table as a drawing; None where several stand beside each other, or a part of it
    is hidden or below nothing.
    """
    if len(answer.figures) != 1 or not answer.lines or answer.is_masked:
        return None
    figure = answer.figures[0]
    scale = MILLION if figure.code == "money" else 1
    unit = _("million VND") if figure.code == "money" else str(figure.unit)
    whole = {line.key: _whole(line) for line in answer.lines}
    if any((number or 0) < 0 for line in answer.lines for number in line.numbers) or not any(whole.values()):
        return None
    title = str(figure.title)
    columns = _over_time(answer, labels, scale)
    if columns:
        legend = _legend(answer, labels)
        return Drawing(title, unit, columns[0], columns[1], columns[2], legend)
    bars: list[dict[str, Any]] = [
        {
            "label": labels.of(answer.question.rows, key),
            "value": round(number / scale),
            "slot": labels.slots.get(key, PLAIN_SLOT) if answer.question.rows is By.FIELD else PLAIN_SLOT,
        }
        for key, number in whole.items()
        if number
    ]
    if answer.question.rows not in TIMES:
        bars.sort(key=lambda one: one["value"], reverse=True)
    return Drawing(title, unit, bars[:MOST_BARS])


def _whole(line: Line) -> int:
    return line.total if line.total is not None else line.numbers[0] or 0


def _over_time(
    answer: Answer, labels: Labels, scale: int
) -> tuple[list[dict[str, Any]], Columns, bool] | None:
    """Columns for each time, stacked by field where the figure is divided by that: as bars for phones too."""
    rows, across = answer.question.rows, answer.question.across
    if rows in TIMES:
        time, stack = rows, across is By.FIELD
        cells = [
            (line.key, dict(zip(answer.columns, line.numbers, strict=True)) if stack else {0: _whole(line)})
            for line in answer.lines
        ]
    elif across in TIMES:
        time, stack = across, rows is By.FIELD
        cells = [
            (
                key,
                {line.key: line.numbers[place] for line in answer.lines}
                if stack
                else {0: answer.totals[place]},
            )
            for place, key in enumerate(answer.columns)
        ]
    else:
        return None
    if len(cells) > MOST_TIMES:
        return None
    slots: dict[Any, int] = _slots(labels, cells) if stack else {0: PLAIN_SLOT}
    years = [
        (labels.of(time, key, short=True), {one: round((n or 0) / scale) for one, n in numbers.items()})
        for key, numbers in cells
    ]
    bars = [{"label": label, "value": sum(numbers.values())} for label, numbers in years]
    return bars, columns_of(years, slots), len(years) <= MOST_NARROW


def _slots(labels: Labels, cells: Iterable[tuple[Any, dict[Any, Any]]]) -> dict[Any, int]:
    used = {key for _time, numbers in cells for key, number in numbers.items() if number}
    known: dict[Any, int] = {**labels.slots, None: PLAIN_SLOT}
    return {key: slot for key, slot in known.items() if key in used}


def _legend(answer: Answer, labels: Labels) -> tuple[tuple[int, str], ...]:
    """The fields that are drawn."""
    if By.FIELD not in (answer.question.rows, answer.question.across):
        return ()
    if answer.question.rows is By.FIELD:
        used = {line.key for line in answer.lines if any(line.numbers)}
    else:
        used = {key for key, total in zip(answer.columns, answer.totals, strict=True) if total}
    return tuple((slot, labels.of(By.FIELD, key)) for key, slot in labels.slots.items() if key in used)
