"""A table that was put together as files: real numbers, a drawing of the sheet's own, no formulas."""

from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from registry.core.i18n import _
from registry.reports.builder import Answer
from registry.reports.definitions import FIGURES
from registry.reports.figures.periods import TIMES
from registry.reports.service.up_to import as_of
from registry.web.filters import as_datetime
from registry.web.reports.asked import words_of
from registry.web.reports.builder_present import Labels, asks_of
from registry.web.reports.files import columns_of
from registry.web.search.sheets import as_csv, cell, stored

HIDDEN = "–"
# Rows that the drawing of a sheet has room for.
MOST_DRAWN = 30
GREEN = "2D6A3E"


def csv_of(answer: Answer) -> bytes:
    """A line for each number: of what, how much, measured in what, up to when, and how it is counted."""
    labels = Labels(answer)
    columns = columns_of()
    heads = {"figure": columns["figure"], "row": words_of(answer.question.rows)}
    if answer.question.across:
        heads["column"] = words_of(answer.question.across)
    heads |= {name: columns[name] for name in ("value", "unit")}
    heads |= {"as_of": _("As of"), "note": columns["note"]}
    return as_csv(list(_cells(answer, labels)), heads)


def _cells(answer: Answer, labels: Labels) -> Any:
    told = as_datetime(as_of())
    for line in answer.lines:
        row = labels.of(answer.question.rows, line.key)
        for place, (number, head) in enumerate(zip(line.numbers, labels.heads(), strict=True)):
            figure = answer.figures[0 if answer.question.across else place]
            yield {
                "figure": str(figure.title), "row": row, "column": head, "unit": str(figure.unit),
                "value": HIDDEN if number is None else number, "as_of": told, "note": str(figure.note),
            }  # fmt: skip


def xlsx_of(answer: Answer) -> bytes:
    """The table with its drawing, and what it is."""
    labels, book = Labels(answer), Workbook(write_only=True)
    sheet = book.create_sheet(_("Figures"))
    heads = [str(words_of(answer.question.rows)), *labels.heads()]
    if answer.total is not None:
        heads.append(_("All"))
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 44
    for place in range(2, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 18
    sheet.append([cell(sheet, head, bold=True) for head in heads])
    for line in answer.lines:
        numbers = [*line.numbers, *([line.total] if answer.total is not None else [])]
        label = labels.of(answer.question.rows, line.key)
        sheet.append([cell(sheet, label), *(_number(sheet, number) for number in numbers)])
    if answer.totals:
        numbers = [*answer.totals, *([answer.total] if answer.total is not None else [])]
        sheet.append(
            [cell(sheet, _("All"), bold=True), *(_number(sheet, number, bold=True) for number in numbers)]
        )
    _draw(sheet, answer, len(heads))
    return stored(book, about(answer))


def _number(sheet: WriteOnlyWorksheet, number: int | None, *, bold: bool = False) -> Any:
    return cell(sheet, HIDDEN if number is None else number, bold=bold, counts=True)


def about(answer: Answer) -> list[tuple[str, str]]:
    """What was asked for, up to when it is told, how each figure is counted, and what is left out."""
    told = [*asks_of(answer), (_("As of"), as_datetime(as_of()))]
    told += [(f"{one.title} ({one.unit})", str(one.note)) for one in answer.figures]
    return told + [(_("Left out: %(figure)s", figure=one.title), str(why)) for one, why in answer.left_out]


def _draw(sheet: WriteOnlyWorksheet, answer: Answer, width: int) -> None:
    """Columns of what is measured alike: of all columns of one figure, or of the figures of one unit."""
    series = len(answer.columns)
    if not answer.question.across:
        first = FIGURES[answer.columns[0]].unit if answer.columns else ""
        alike = [code for code in answer.columns if FIGURES[code].unit == first]
        series = len(alike) if answer.columns[: len(alike)] == alike else 1
    rows = min(len(answer.lines), MOST_DRAWN)
    if not rows or not series or answer.is_masked:
        return
    chart = BarChart()
    chart.type = "col" if answer.question.rows in TIMES else "bar"
    if answer.question.across:
        chart.grouping, chart.overlap = "stacked", 100
    chart.title = ", ".join(
        str(one.title) for one in answer.figures[: 1 if answer.question.across else series]
    )
    chart.add_data(
        Reference(sheet, min_col=2, max_col=1 + series, min_row=1, max_row=1 + rows), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=1 + rows))
    if chart.type == "bar":
        # The first row of the table stands at the top.
        chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "#,##0"
    if series == 1:
        chart.legend = None
        chart.series[0].graphicalProperties.solidFill = GREEN
        chart.dataLabels = DataLabelList(showVal=True)
    chart.width, chart.height = 24, max(9, 2 + 0.9 * rows if chart.type == "bar" else 10)
    sheet.add_chart(chart, f"{get_column_letter(width + 2)}2")
