"""A table that was put together as files: real numbers, a drawing of the sheet's own, no formulas."""

from collections.abc import Iterator

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
from registry.web.reports.files import HIDDEN
from registry.web.search.sheets import as_csv, cell, fit_on_paper, stored

# Rows that the drawing of a sheet has room for.
MOST_DRAWN = 30
# Columns of a page that stands upright.
MOST_UPRIGHT = 5
# What was asked for begins with the rows and the columns, which the heads of a table say by themselves.
NARROWS = 2
# The colours of the fields on the pages, in the order of their slots; then one more.
COLOURS = ("2D6A3F", "77417F", "2B5A75", "8A5312", "5A5A1C", "4A74B3")


def csv_of(answer: Answer) -> bytes:
    """The table as it stands on the page; each line says what is counted, of which days and of whom."""
    labels = Labels(answer)
    heads = _heads(answer, labels)
    counted = [f"{one.title} ({one.unit})" for one in answer.figures]
    asked = [*asks_of(answer)[NARROWS:], (_("As of"), as_datetime(as_of()))]
    if answer.question.across:
        asked = [(_("What is counted"), counted[0]), *asked]
    else:
        heads[1 : 1 + len(counted)] = counted
    names = [*heads, *(label for label, _value in asked)]
    columns = {str(place): name for place, name in enumerate(names)}
    told = [value for _label, value in asked]
    rows = [dict(zip(columns, [*line, *told], strict=True)) for line in _lines(answer, labels)]
    return as_csv(rows, columns)


def _heads(answer: Answer, labels: Labels) -> list[str]:
    heads = [str(words_of(answer.question.rows)), *labels.heads()]
    return heads if answer.total is None else [*heads, _("All")]


def _lines(answer: Answer, labels: Labels) -> Iterator[list[str | int]]:
    """What stands in each row: its name, its numbers, what they come to; last the row of all."""
    lines = [
        (labels.of(answer.question.rows, one.key), [*one.numbers, *_sum(answer, one.total)])
        for one in answer.lines
    ]
    if answer.totals:
        lines.append((_("All"), [*answer.totals, *_sum(answer, answer.total)]))
    for label, numbers in lines:
        yield [label, *(HIDDEN if number is None else number for number in numbers)]


def _sum(answer: Answer, number: int | None) -> list[int | None]:
    return [] if answer.total is None else [number]


def xlsx_of(answer: Answer) -> bytes:
    """The table with its drawing, and what it is."""
    labels, book = Labels(answer), Workbook(write_only=True)
    sheet = book.create_sheet(_("Figures"))
    heads = _heads(answer, labels)
    sheet.freeze_panes = "B2"
    fit_on_paper(sheet, is_wide=len(heads) > MOST_UPRIGHT)
    # What is drawn stays whole: with its table on one page.
    sheet.page_setup.fitToHeight = 1 if len(answer.lines) <= MOST_DRAWN else 0
    sheet.column_dimensions["A"].width = 44
    for place in range(2, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 18
    sheet.append([cell(sheet, head, bold=True) for head in heads])
    for place, (label, *numbers) in enumerate(_lines(answer, labels)):
        bold = place == len(answer.lines)
        sheet.append(
            [cell(sheet, label, bold=bold), *(cell(sheet, one, bold=bold, counts=True) for one in numbers)]
        )
    _draw(sheet, answer, labels)
    return stored(book, about(answer))


def about(answer: Answer) -> list[tuple[str, str]]:
    """What was asked for, up to when it is told, how each figure is counted, and what is left out."""
    told = [*asks_of(answer), (_("As of"), as_datetime(as_of()))]
    told += [(f"{one.title} ({one.unit})", str(one.note)) for one in answer.figures]
    return told + [(_("Left out: %(figure)s", figure=one.title), str(why)) for one, why in answer.left_out]


def _alike(answer: Answer) -> int:
    """How many columns from the first are measured alike: all of one figure, or the figures of one unit."""
    if answer.question.across:
        return len(answer.columns)
    units = [str(FIGURES[code].unit) for code in answer.columns]
    return next((place for place, unit in enumerate(units) if unit != units[0]), len(units))


def _draw(sheet: WriteOnlyWorksheet, answer: Answer, labels: Labels) -> None:
    """A drawing below the table, both on the width of one page."""
    series, rows = _alike(answer), min(len(answer.lines), MOST_DRAWN)
    if not rows or not series or answer.is_masked:
        return
    chart = BarChart()
    chart.type = "col" if answer.question.rows in TIMES else "bar"
    if answer.question.across:
        chart.grouping, chart.overlap = "stacked", 100
    named = answer.figures[: 1 if answer.question.across else series]
    chart.title = ", ".join(str(one.title) for one in named)
    numbers = Reference(sheet, min_col=2, max_col=1 + series, min_row=1, max_row=1 + rows)
    chart.add_data(numbers, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=1 + rows))
    if chart.type == "bar":
        # The first row of the table stands at the top.
        chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "#,##0"
    for place, one in enumerate(chart.series):
        slot = labels.slots.get(answer.columns[place], place + 1) if answer.question.across else place + 1
        one.graphicalProperties.solidFill = COLOURS[(slot - 1) % len(COLOURS)]
    if series == 1:
        chart.legend = None
        chart.dataLabels = DataLabelList(showVal=True)
    chart.width, chart.height = 24, max(9, 2 + 0.9 * rows) if chart.type == "bar" else 10
    sheet.add_chart(chart, f"A{len(answer.lines) + 4}")
