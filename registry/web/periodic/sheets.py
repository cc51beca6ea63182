"""Reports as workbooks and comma separated text: figures are figures, a chart of the program's own, and no
cell that could calculate.
"""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from registry.core.i18n import _
from registry.periodic.consolidating import Table
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.models import PeriodicReport, ReportFiling
from registry.periodic.periods import ReportPeriod
from registry.web.filters import as_datetime
from registry.web.periodic.present import how_summed
from registry.web.periodic.table import told_of
from registry.web.search.sheets import FORMULA, LONGEST_CELL, as_csv

WHOLE, SHARE = "#,##0", "0.00"
HEAD = PatternFill("solid", fgColor="E8EDE6")
TOTAL = Border(top=Side(style="medium"))
TOP = Alignment(vertical="top", wrap_text=True)


class Sheet:
    """A sheet that is written row by row; text is text whatever it begins with."""

    def __init__(self, sheet: Worksheet, widths: Sequence[int]) -> None:
        self.sheet, self.row = sheet, 0
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width

    def add(self, values: Iterable[Any], *, bold: bool = False, formats: Sequence[str] = ()) -> int:
        """Add a row; `formats` are those of its numbers. Returns its number."""
        self.row += 1
        for number, value in enumerate(values, start=1):
            cell = self.sheet.cell(self.row, number)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST_CELL]
                cell.data_type, cell.quotePrefix = "s", value.startswith(FORMULA)
            elif value is not None:
                cell.value = value
                cell.number_format = formats[number - 1] if number <= len(formats) else WHOLE
            cell.alignment, cell.font = TOP, Font(bold=bold)
        return self.row

    def shade(self, row: int, columns: int) -> None:
        """Mark a row as the head of a table."""
        for number in range(1, columns + 1):
            self.sheet.cell(row, number).fill = HEAD


def number_of(value: Decimal | str | None) -> int | float | None:
    """A figure as a sheet holds it."""
    if value is None:
        return None
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def format_of(one: Indicator) -> str:
    """How a sheet shows an indicator."""
    return SHARE if one.is_share else WHOLE


def table_as_xlsx(table: Table) -> bytes:
    """The consolidated table: a row a unit, the whole, a chart of the units, and who has not filed."""
    indicators = list(table.form.indicators)
    formats = ["", *(format_of(one) for one in indicators)]
    book = Workbook()
    sheet = Sheet(book.active, [34, *(16 for _one in indicators)])
    sheet.sheet.title = _("Consolidated table")
    sheet.add([f"{table.form.title}, {table.period.name}"], bold=True)
    sheet.add([f"{table.demand.unit.name}. {told_of(table)}."])
    head = sheet.add([_("Unit"), *(f"{one.title} ({one.measure})" for one in indicators)], bold=True)
    sheet.shade(head, len(indicators) + 1)
    sheet.add([_("Put together by"), *(how_summed(one) for one in indicators)])
    sheet.sheet.freeze_panes = f"B{head + 1}"
    first = sheet.row + 1
    for line in table.lines:
        figures = (number_of(line.figures.get(one.code)) for one in indicators)
        sheet.add([line.unit.name_on(table.period.last), *figures], formats=formats)
    last = sheet.row
    totals = (number_of(table.totals.get(one.code)) for one in indicators)
    sheet.add([_total_of(table), *totals], bold=True, formats=formats)
    for number in range(1, len(indicators) + 2):
        sheet.sheet.cell(sheet.row, number).border = TOTAL
    if last >= first:
        _add_chart(sheet.sheet, indicators[0], head, first, last)
    _add_missing(book, table)
    return _bytes(book)


def _add_chart(sheet: Worksheet, one: Indicator, head: int, first: int, last: int) -> None:
    chart = BarChart()
    chart.type, chart.style, chart.legend = "bar", 10, None
    chart.title, chart.y_axis.title = str(one.title), str(one.measure)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = WHOLE
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last), titles_from_data=False)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.height, chart.width = max(7.0, 1.1 * (last - first + 1) + 3), 18.0
    sheet.add_chart(chart, f"B{last + 4}")


def _add_missing(book: Workbook, table: Table) -> None:
    sheet = Sheet(book.create_sheet(_("Filed and missing")), [36, 24, 30, 22, 44])
    head = sheet.add([_("Unit"), _("Period"), _("Filed by"), _("Filed"), _("Correction")], bold=True)
    sheet.shade(head, 5)
    sheet.sheet.freeze_panes = f"A{head + 1}"
    for line in table.lines:
        for part, report in line.reports:
            filing = report.filings[0]
            reason = report.filings[-1].reason
            sheet.add(
                [report.unit.name, part.title, filing.filed_by.name, as_datetime(filing.filed_at), reason]
            )
        for part, unit in line.missing:
            sheet.add([unit.name, part.title, _("not filed"), "", ""])


def table_as_csv(table: Table) -> bytes:
    """The consolidated table as text, with the whole at its end."""
    indicators = list(table.form.indicators)
    columns = {"unit": _("Unit"), **{one.code: f"{one.title} ({one.measure})" for one in indicators}}
    rows = [
        {"unit": name, **{one.code: number_of(figures.get(one.code)) for one in indicators}}
        for name, figures in (
            *((line.unit.name_on(table.period.last), line.figures) for line in table.lines),
            (_total_of(table), table.totals),
        )
    ]
    return as_csv(rows, columns)


def report_as_xlsx(
    report: PeriodicReport, form: ReportForm, period: ReportPeriod, filing: ReportFiling
) -> bytes:
    """One report: its figures, the table of models, its texts."""
    book = Workbook()
    sheet = Sheet(book.active, [46, 18, 16, 18, 44])
    sheet.sheet.title = _("Figures")
    sheet.add([f"{form.title}, {period.name}"], bold=True)
    sheet.add([report.unit.name])
    head = sheet.add(_heads(), bold=True)
    sheet.shade(head, 5)
    sheet.sheet.freeze_panes = f"B{head + 1}"
    first = sheet.row + 1
    for row, one in zip(_rows(form, filing), form.indicators, strict=True):
        sheet.add(row.values(), formats=["", format_of(one), "", format_of(one)])
    counts = [one for one in form.indicators if one.measure == next(form.indicators).measure]
    _add_chart_of_report(sheet.sheet, first, len(counts))
    if filing.rows:
        _add_models(book, filing)
    texts = Sheet(book.create_sheet(_("Texts")), [36, 100])
    for prose in form.prose:
        texts.add([str(prose.title), filing.prose.get(prose.code, "")])
    return _bytes(book)


def _add_chart_of_report(sheet: Worksheet, first: int, count: int) -> None:
    """The first figures, which are measured alike."""
    chart = BarChart()
    chart.type, chart.style, chart.legend = "bar", 10, None
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = WHOLE
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=first + count - 1))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=first + count - 1))
    sheet.add_chart(chart, f"G{first}")


def _add_models(book: Workbook, filing: ReportFiling) -> None:
    sheet = Sheet(book.create_sheet(_("Models")), [6, 40, 36, 60, 44, 44])
    head = sheet.add(
        [
            _("No."), _("Model or work item (leading unit)"), _("Area, target group"), _("Concrete results"),
            _("Figures"), _("Task for the next six months"),
        ],
        bold=True,
    )  # fmt: skip
    sheet.shade(head, 6)
    sheet.sheet.freeze_panes = "C2"
    for number, row in enumerate(filing.rows, start=1):
        about = f"{row['title']} ({row['unit']})"
        sheet.add([number, about, row["place"], row["results"], "\n".join(row["figures"]), row["task"]])


def report_as_csv(form: ReportForm, filing: ReportFiling) -> bytes:
    """The figures of one report as text."""
    names = ("title", "value", "measure", "known", "note")
    return as_csv(_rows(form, filing), dict(zip(names, _heads(), strict=True)))


def _heads() -> list[str]:
    return [_("What is counted"), _("Figure"), _("Measured in"), _("In the registry"), _("Note")]


def _rows(form: ReportForm, filing: ReportFiling) -> list[dict[str, Any]]:
    return [
        {
            "title": str(one.title), "value": number_of(filing.figures.get(one.code)),
            "measure": str(one.measure), "known": number_of(filing.known.get(one.code)),
            "note": filing.notes.get(one.code, ""),
        }
        for one in form.indicators
    ]  # fmt: skip


def _bytes(book: Workbook) -> bytes:
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _total_of(table: Table) -> str:
    whole = _("All together")
    return f"{whole} ({told_of(table)})"
