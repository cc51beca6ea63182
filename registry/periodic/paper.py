"""A report, and what many come to, as Word files under the letterhead of the unit, as official papers are."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count

from flask_babel import force_locale

from registry.core.clock import HERE
from registry.core.i18n import _
from registry.core.packing import dated
from registry.documents.composing import Grid, Heading, Part, Prose, composed
from registry.documents.contents.words import BLANK, capital, day_in_words
from registry.documents.states import Letterhead
from registry.periodic.consolidating import Line, Table
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.grouping import Group, grouped, rows_of
from registry.periodic.heading import SIGN, fitted, heading_of
from registry.periodic.models import ReportFiling
from registry.periodic.periods import ReportPeriod
from registry.periodic.prefill import Row, as_text
from registry.units.models import Unit

PARTS = {"head": "report_head", "foot": "report_foot"}
# How many figures a row of a table of units has room for.
MOST_COLUMNS = 5
# How much wider a column of sums of money is than one of counts: none of them breaks.
WIDE = 1.8
# How groups of units are numbered beside the units themselves.
NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def report_as_docx(
    unit: Unit, form: ReportForm, period: ReportPeriod, filing: ReportFiling, *,
    letterhead: Letterhead | None = None,
) -> bytes:  # fmt: skip
    """One report as it was filed, the same to the byte however units and papers change afterwards."""
    heading = filing.heading or heading_of(unit)
    head = letterhead or Letterhead(heading["letterhead"])
    with force_locale("vi"):
        values, parts = _values_of(heading, unit, form, period, head), list(_parts_of(form, filing))
        values["ngay_thang"] = day_in_words(filing.filed_at.astimezone(HERE).date())
    values["nguoi_ky"] = filing.filed_by.name
    return dated(composed(head, values, parts, **PARTS), filing.filed_at)


def _parts_of(form: ReportForm, filing: ReportFiling) -> Iterator[Part]:
    for section in form.sections:
        yield Heading(str(section.title))
        yield _figures(
            (one, filing.figures.get(one.code), filing.notes.get(one.code, "")) for one in section.indicators
        )
    if filing.rows:
        yield Heading(_("Summary of models and work items"))
        yield _models(filing.rows)
    for prose in form.prose:
        if filing.prose.get(prose.code):
            yield Heading(str(prose.title))
            yield Prose(filing.prose[prose.code])
    yield Prose(str(form.note))


def table_as_docx(table: Table, told: str, *, letterhead: Letterhead | None = None) -> bytes:
    """The consolidated table as a report of the body that put it together."""
    unit = table.demand.unit
    heading = heading_of(unit)
    head = letterhead or Letterhead(heading["letterhead"])
    with force_locale("vi"):
        values = _values_of(heading, unit, table.form, table.period, head)
        parts = list(_parts_of_table(table, told))
    return composed(head, values, parts, **PARTS)


def _parts_of_table(table: Table, told: str) -> Iterator[Part]:
    indicators = list(table.form.indicators)
    yield Prose(f"{capital(table.demand.unit.name)}: {told}.")
    yield Heading(_("All together"))
    yield _figures((one, table.totals.get(one.code), "") for one in indicators)
    for section in table.form.sections:
        yield Heading(_("By unit: %(section)s", section=section.title))
        for shown in _fitting(list(section.indicators)):
            yield _units(table, shown)
    yield Prose(str(table.form.note))


def _fitting(indicators: list[Indicator]) -> Iterator[list[Indicator]]:
    """Figures in as many tables as they need, each about as wide: on paper none is left out."""
    tables = -(-len(indicators) // MOST_COLUMNS)
    for place in range(tables):
        first, last = (len(indicators) * step // tables for step in (place, place + 1))
        yield indicators[first:last]


def _figures(told: Iterable[tuple[Indicator, Decimal | str | None, str]]) -> Grid:
    """Figures one under the other; the column of notes only where there are some."""
    rows = [(str(one.title), _number(value), str(one.measure), note) for one, value, note in told]
    head = (_("What is counted"), _("Figure"), _("Measured in"), _("Note"))
    if any(note for *_figure, note in rows):
        return Grid((40, 17, 15, 28), head, rows, figures={1})
    return Grid((60, 22, 18), head[:3], [row[:3] for row in rows], figures={1})


def _models(rows: Iterable[Row]) -> Grid:
    head = (
        _("No."), _("Model or work item (leading unit)"), _("Area, target group"), _("Concrete results"),
        _("Task for the next six months"),
    )  # fmt: skip
    told = [
        (
            str(number), f"{row['title']} ({row['unit']})", row["place"],
            "; ".join(filter(None, (row["results"], *row["figures"]))), row["task"],
        )
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return Grid((6, 26, 20, 30, 18), head, told)


def _units(table: Table, shown: list[Indicator]) -> Grid:
    head = (_("No."), _("Unit"), *(f"{one.title} ({one.measure})" for one in shown))
    numbers, groups, rows = count(1), count(1), list[tuple[str, ...]]()
    for _depth, one in rows_of(grouped(table)):
        name = capital(one.unit.name_on(table.period.last))
        if isinstance(one, Group):
            sums = (_number(one.figures.get(indicator.code)) for indicator in shown)
            rows.append((roman(next(groups)), _("%(unit)s: sum of the units below", unit=name), *sums))
        else:
            rows.append((str(next(numbers)), name, *_told_by(one, shown)))
    parts = [WIDE if one.code == "money" else 1 for one in shown]
    widths = [60 * part / sum(parts) for part in parts]
    return Grid((6, 34, *widths), head, rows, figures=range(2, len(shown) + 2))


def roman(number: int) -> str:
    """4 as IV."""
    text = ""
    for value, letters in NUMERALS:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _values_of(
    heading: dict[str, str], unit: Unit, form: ReportForm, period: ReportPeriod, head: Letterhead
) -> dict[str, str]:
    said = fitted(heading, unit, head)
    symbol = said.pop("ky_hieu") or f"-{SIGN}"
    return {
        **said,
        "so_van_ban": BLANK + symbol,
        "ngay_thang": day_in_words(None),
        "ve_viec": f"{form.title}\n{period.title}",
        "ten_van_ban": f"{form.title}, {period.name}",
        "du_thao": "",
        "chuc_vu_ky": _("HEAD OF THE UNIT"),
        "nguoi_ky": "",
    }


def _told_by(line: Line, shown: list[Indicator]) -> list[str]:
    """What a unit told; of a unit that told nothing at all that it has not filed."""
    if line.reports:
        return [_number(line.figures.get(one.code)) for one in shown]
    return [_("not filed"), *("–" for _one in shown[1:])]


def _number(value: Decimal | str | None) -> str:
    return _("not known") if value is None else as_text(Decimal(value))
