"""Reports as workbooks and comma separated text: figures are figures, a chart of the program's own, and no
cell that could calculate.
"""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.core.i18n import _
from registry.core.packing import dated
from registry.documents.contents.words import capital
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.models import PeriodicReport, ReportFiling
from registry.periodic.periods import ReportPeriod
from registry.web.search.sheets import FORMULA, LONGEST_CELL, as_csv, fit_on_paper

WHOLE, SHARE = "#,##0", "0.00"
HEAD, BAR = PatternFill("solid", fgColor="E7F1E8"), "2D6A3F"
FONT, SIZE, TITLE_SIZE = "Calibri", 11, 14
# The height of a line of text, and what a row has besides.
LINE_HEIGHT, ROOM = 15, 3
LINE, STRONG = Side(style="thin", color="DFD8CA"), Side(style="medium", color="8A8275")
# Bars that a drawing has room for.
MOST_DRAWN = 40
# Columns of a page that stands upright.
MOST_UPRIGHT = 5
# How deep rows fold, at most.
DEEPEST = 7


class Sheet:
    """A sheet that is written row by row; text is text whatever it begins with."""

    def __init__(self, sheet: Worksheet, title: str, widths: Sequence[int]) -> None:
        self.sheet, self.row, sheet.title = sheet, 0, title
        self.widths = list(widths)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        fit_on_paper(sheet, is_wide=len(widths) >= MOST_UPRIGHT)

    def say(self, text: str, *, size: int = SIZE) -> None:
        """Add a line above a table, which may be longer than its first column."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = LINE_HEIGHT + size - SIZE + ROOM * 2
        cell = self._cell(1, text)
        cell.font, cell.alignment = Font(name=FONT, size=size, bold=size > SIZE), Alignment(vertical="center")

    def head(self, titles: Sequence[str], *, fixed: int = 1) -> None:
        """Add the head of a table: it and the first columns stay in sight, and it stands on every page."""
        self.add(titles, bold=True)
        for number in range(1, len(self.widths) + 1):
            cell, side = self.sheet.cell(self.row, number), "left" if number <= fixed else "center"
            cell.fill, cell.alignment = HEAD, Alignment(side, vertical="center", wrap_text=True)
        self.sheet.freeze_panes = self.sheet.cell(self.row + 1, fixed + 1)
        self.sheet.print_title_rows = f"{self.row}:{self.row}"

    def add(
        self, values: Iterable[Any], *, bold: bool = False, formats: Sequence[str] = (), top: Side = LINE
    ) -> None:
        """Add a row; `formats` are those of its numbers."""
        self.row += 1
        told = list(values)
        for number, value in enumerate(told, start=1):
            cell = self._cell(number, value)
            if value is not None and not isinstance(value, str):
                cell.number_format = formats[number - 1] if number <= len(formats) else WHOLE
            cell.font, cell.border = Font(name=FONT, size=SIZE, bold=bold), Border(top=top, bottom=LINE)
            side, aside = "left" if isinstance(value, str) else "right", 1 if number > 1 else 0
            cell.alignment = Alignment(side, vertical="top", wrap_text=True, indent=aside)
        lines = max(map(_lines_of, told, self.widths), default=1)
        self.sheet.row_dimensions[self.row].height = LINE_HEIGHT * lines + ROOM

    def indent(self, depth: int) -> None:
        """Set the last row in, so that it folds away below the one it belongs to."""
        if depth > 0:
            self.sheet.sheet_properties.outlinePr.summaryBelow = False
            self.sheet.row_dimensions[self.row].outlineLevel = min(depth, DEEPEST)
            first = self.sheet.cell(self.row, 1)
            first.alignment = Alignment("left", vertical="top", wrap_text=True, indent=2 * depth)

    def _cell(self, number: int, value: Any) -> Any:
        cell = self.sheet.cell(self.row, number)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST_CELL]
            cell.data_type, cell.quotePrefix = "s", value.startswith(FORMULA)
        elif value is not None:
            cell.value = value
        return cell

    def draw(self, title: str, first: int, last: int) -> None:
        """Draw the second column of some rows below the table, the first of them at the top.

        Both stand on one page as long as the drawing holds all there is.
        """
        self.sheet.page_setup.fitToHeight = 1 if last - first < MOST_DRAWN else 0
        last = min(last, first + MOST_DRAWN - 1)
        chart = BarChart()
        chart.type, chart.legend, chart.title, chart.gapWidth = "bar", None, title, 60
        chart.add_data(Reference(self.sheet, min_col=2, min_row=first, max_row=last))
        chart.set_categories(Reference(self.sheet, min_col=1, min_row=first, max_row=last))
        chart.x_axis.scaling.orientation, chart.x_axis.delete = "maxMin", False
        # Each bar says its figure: no scale is needed.
        chart.y_axis.delete, chart.y_axis.majorGridlines = True, None
        chart.dataLabels = DataLabelList(showVal=True)
        for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(chart.dataLabels, name, False)
        chart.series[0].graphicalProperties.solidFill = BAR
        chart.height, chart.width = 3 + 0.9 * (last - first + 1), 24
        self.sheet.add_chart(chart, f"A{self.row + 2}")


def _lines_of(value: Any, width: int) -> int:
    """How many lines a cell takes: not every program finds the height of a row by itself."""
    room = max(width - 3, 3)
    return sum(-(-len(line) // room) or 1 for line in value.splitlines()) if isinstance(value, str) else 1


def number_of(value: Decimal | str | None) -> int | float | None:
    """A figure as a sheet holds it."""
    if value is None:
        return None
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def format_of(one: Indicator) -> str:
    """How a sheet shows an indicator."""
    return SHARE if one.is_share else WHOLE


def report_as_xlsx(
    report: PeriodicReport, form: ReportForm, period: ReportPeriod, filing: ReportFiling
) -> bytes:
    """One report: its figures, the table of models, its texts."""
    book = Workbook()
    sheet = Sheet(book.active, _("Figures"), [46, 18, 16, 18, 44])
    sheet.say(f"{form.title}, {period.name}", size=TITLE_SIZE)
    sheet.say(capital(report.unit.name_on(period.last)))
    sheet.head(_heads())
    first = sheet.row + 1
    for row, one in zip(_rows(form, filing), form.indicators, strict=True):
        sheet.add(row.values(), formats=["", format_of(one), "", format_of(one)])
    # The first figures, as many as are measured alike.
    begun = form.sections[0].indicators
    alike = list(takewhile(lambda one: one.measure == begun[0].measure, begun))
    title = _("Figures")
    sheet.draw(f"{title} ({alike[0].measure})", first, first + len(alike) - 1)
    if filing.rows:
        _add_models(book, filing)
    if form.prose:
        _add_texts(book, form, filing)
    return dated(bytes_of(book), filing.filed_at)


def _add_models(book: Workbook, filing: ReportFiling) -> None:
    sheet = Sheet(book.create_sheet(), _("Models"), [6, 40, 36, 60, 44, 44])
    sheet.head(
        [
            _("No."), _("Model or work item (leading unit)"), _("Area, target group"), _("Concrete results"),
            _("Figures"), _("Task for the next six months"),
        ],
        fixed=2,
    )  # fmt: skip
    for number, row in enumerate(filing.rows, start=1):
        about = f"{row['title']} ({row['unit']})"
        sheet.add([number, about, row["place"], row["results"], "\n".join(row["figures"]), row["task"]])


def _add_texts(book: Workbook, form: ReportForm, filing: ReportFiling) -> None:
    sheet = Sheet(book.create_sheet(), _("Texts"), [36, 100])
    for prose in form.prose:
        sheet.add([str(prose.title), filing.prose.get(prose.code, "")])
        sheet.sheet.cell(sheet.row, 1).font = Font(name=FONT, size=SIZE, bold=True)


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


def bytes_of(book: Workbook) -> bytes:
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()
