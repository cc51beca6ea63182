"""The consolidated table as a workbook and as comma separated text: units and what groups of them come to."""

from collections.abc import Sequence

from openpyxl import Workbook

from registry.core.i18n import _
from registry.documents.contents.words import capital
from registry.periodic.consolidating import Line, Table
from registry.periodic.grouping import Group, Row, grouped, rows_of
from registry.web.filters import as_datetime
from registry.web.periodic.present import how_summed
from registry.web.periodic.sheets import STRONG, TITLE_SIZE, Sheet, bytes_of, format_of, number_of
from registry.web.periodic.table import told_of
from registry.web.search.sheets import as_csv


def table_as_xlsx(table: Table) -> bytes:
    """The consolidated table: a row a unit, the whole, a chart of the units, and who has not filed."""
    indicators = list(table.form.indicators)
    formats = ["", *(format_of(one) for one in indicators)]
    book = Workbook()
    sheet = Sheet(book.active, _("Consolidated table"), [34, *(14 for _one in indicators)])
    sheet.say(f"{table.form.title}, {table.period.name}", size=TITLE_SIZE)
    sheet.say(f"{capital(table.demand.unit.name)}. {told_of(table)}.")
    sheet.head([_("Unit"), *(f"{one.title} ({one.measure}),\n{how_summed(one)}" for one in indicators)])
    whole = grouped(table)
    first = sheet.row + 1
    for depth, one in rows_of(whole):
        _add_row(sheet, table, (depth, one), formats)
    last = sheet.row
    totals = (number_of(table.totals.get(one.code)) for one in indicators)
    sheet.add([_total_of(table), *totals], bold=True, formats=formats, top=STRONG)
    title = f"{indicators[0].title} ({indicators[0].measure})"
    if whole.groups:
        _add_groups(book, table, whole, title)
    elif last >= first:
        sheet.draw(title, first, last)
    _add_missing(book, table)
    return bytes_of(book)


def _add_row(sheet: Sheet, table: Table, row: Row, formats: Sequence[str]) -> None:
    """A unit, or before those of a group what they come to: what stands below it folds away."""
    depth, one = row
    figures = (number_of(one.figures.get(indicator.code)) for indicator in table.form.indicators)
    is_group = isinstance(one, Group)
    sheet.add([name_of(table, one), *figures], bold=is_group, formats=formats)
    sheet.indent(depth - 1)


def name_of(table: Table, one: Group | Line) -> str:
    """A unit as it was called in the end; of a group that this is the sum of what stands below it."""
    name = capital(one.unit.name_on(table.period.last))
    return _("%(unit)s: sum of the units below", unit=name) if isinstance(one, Group) else name


def _add_groups(book: Workbook, table: Table, whole: Group, title: str) -> None:
    """What stands directly below the whole, drawn: all rows would be groups beside their own parts."""
    sheet = Sheet(book.create_sheet(), _("One step below"), [44, 16])
    sheet.head([_("Unit"), title])
    first, indicator = sheet.row + 1, next(iter(table.form.indicators))
    for _depth, one in rows_of(whole, ()):
        figure = number_of(one.figures.get(indicator.code))
        sheet.add([name_of(table, one), figure], formats=["", format_of(indicator)])
    sheet.draw(title, first, sheet.row)


def _add_missing(book: Workbook, table: Table) -> None:
    sheet = Sheet(book.create_sheet(), _("Filed and missing"), [36, 24, 30, 22, 44])
    sheet.head([_("Unit"), _("Period"), _("Filed by"), _("Filed"), _("Correction")])
    for line in table.lines:
        for part, report in line.reports:
            first, last = report.filings[0], report.filings[-1]
            told = (first.filed_by.name, as_datetime(first.filed_at), last.reason)
            sheet.add([capital(report.unit.name_on(part.last)), part.title, *told])
        for part, unit in line.missing:
            sheet.add([capital(unit.name_on(part.last)), part.title, _("not filed"), "", ""])


def table_as_csv(table: Table) -> bytes:
    """The consolidated table as text, with the whole at its end."""
    indicators = list(table.form.indicators)
    whole = grouped(table)
    columns = {"unit": _("Unit"), **{one.code: f"{one.title} ({one.measure})" for one in indicators}}
    if whole.groups:
        # Who adds the rows up must be able to leave the sums out.
        columns = {"unit": columns["unit"], "kind": _("Kind of row"), "level": _("Step below"), **columns}
    told = [
        (name_of(table, one), depth, isinstance(one, Group), one.figures) for depth, one in rows_of(whole)
    ]
    rows = [
        {
            "unit": name, "kind": _("sum") if is_sum else _("unit that files"), "level": depth,
            **{one.code: number_of(figures.get(one.code)) for one in indicators},
        }
        for name, depth, is_sum, figures in (*told, (_total_of(table), 0, True, table.totals))
    ]  # fmt: skip
    return as_csv([{name: row[name] for name in columns} for row in rows], columns)


def _total_of(table: Table) -> str:
    whole = _("All together")
    return f"{whole} ({told_of(table)})"
