"""All results as files: a sheet, comma separated text, data for programs. No cell can become a formula."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from registry.core.i18n import _
from registry.web.search.rows import Row

# A cell that begins so is taken for a formula by programs that open sheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDE = {
    "title": 48,
    "summary": 70,
    "results": 60,
    "unit": 36,
    "address": 44,
    "reference": 16,
    "figure": 30,
    "part": 44,
    "note": 90,
    "told": 60,
    "reason": 60,
}
LONGEST_CELL = 32_000
# The columns of the sheet that says what was asked.
ABOUT = (32, 80)
# In points: a line of text, and the highest row that sheets know.
LINE_HEIGHT, HIGHEST = 15, 405
# How wide a column is that is given no width where a sheet is printed.
NARROW = 11
# The number of the paper in the format of the file.
A4 = 9
Asked = Sequence[tuple[str, str]]


def as_csv(rows: Sequence[Row], columns: dict[str, str]) -> bytes:
    """Comma separated, in UTF-8 with a mark that Excel knows it by."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(head) for head in columns.values()])
    for row in rows:
        writer.writerow([guarded(row[name]) for name in columns])
    return ("\ufeff" + text.getvalue()).encode()


def guarded(value: Any) -> Any:
    """Text that a program might calculate gets an apostrophe in front; figures stay figures."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(FORMULA) else value


def as_json(rows: Sequence[Row], about: dict[str, Any]) -> bytes:
    """Data for programs: what was asked, how many there are, each model."""
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    return json.dumps({**about, "models": plain}, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def as_xlsx(
    rows: Sequence[Row],
    columns: dict[str, str],
    asked: Asked,
    title: str = "",
    *,
    printed: Mapping[str, int] | None = None,
) -> bytes:
    """A sheet of the rows, of models unless it is called otherwise, and one of what was asked.

    `printed` are widths with which all columns can be read on the width of one page.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title or _("Models"))
    sheet.freeze_panes = "C2"
    widths = WIDE if printed is None else printed
    if printed is not None:
        fit_on_paper(sheet, is_wide=True)
    for letter, name in zip(_letters(), columns, strict=False):
        sheet.column_dimensions[letter].width = widths.get(name, 18 if printed is None else NARROW)
    lines = [list(columns.values()), *([row[name] for name in columns] for row in rows)]
    for number, line in enumerate(lines, start=1):
        if printed is not None:
            sheet.row_dimensions[number].height = _height(
                line, [printed.get(name, NARROW) for name in columns]
            )
        sheet.append([cell(sheet, value, bold=number == 1) for value in line])
    return stored(book, asked)


def _height(line: Sequence[Any], widths: Sequence[int]) -> int:
    """So high that the longest text of a row is read whole; programs that print do not always see to it."""
    lengths = (len(value) if isinstance(value, str) else 0 for value in line)
    most = max(-(-length // (width - 2)) for length, width in zip(lengths, widths, strict=True))
    return min(HIGHEST, LINE_HEIGHT * max(1, most))


def stored(book: Workbook, asked: Asked) -> bytes:
    """The file of a book, with a last sheet of what was asked."""
    about = book.create_sheet(_("About this file"))
    fit_on_paper(about, is_wide=True)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = ABOUT
    for number, (label, value) in enumerate(asked, start=1):
        about.row_dimensions[number].height = _height((label, value), ABOUT)
        about.append([cell(about, label, bold=True), cell(about, value)])
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def fit_on_paper(sheet: Worksheet | WriteOnlyWorksheet, *, is_wide: bool) -> None:
    """Have all columns of a sheet printed on the width of one A4 page."""
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = A4, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _letters() -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def cell(sheet: WriteOnlyWorksheet, value: Any, *, bold: bool = False, counts: bool = False) -> WriteOnlyCell:
    """Text is always stored as text, also when it begins like a formula. What `counts` is grouped by
    thousands; a year is a number too.
    """
    text = isinstance(value, str)
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST_CELL] if text else value)
    if text:
        made.data_type, made.quotePrefix = "s", value.startswith(FORMULA)
    elif counts:
        made.number_format = "#,##0"
    if isinstance(value, date):
        made.number_format = "dd/mm/yyyy"
    made.alignment = Alignment(vertical="top", wrap_text=text)
    made.font = Font(bold=bold)
    return made
