"""Writing lists: the template, and the refused rows to correct and send again. No cell is ever calculated."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from registry.core.i18n import _
from registry.legacy.columns import COLUMNS
from registry.legacy.models import ImportRow, ImportRun
from registry.legacy.states import ListKind

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH, WIDEST = 18, 60
# What a spreadsheet takes for the beginning of something to calculate or to run.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "|")


def template(kind: ListKind) -> bytes:
    """An empty list of a kind and a sheet that explains the columns; an example there would be a row."""
    book = Workbook(write_only=True)
    columns = COLUMNS[kind]
    _fill(book, _("List"), [str(one.label) for one in columns], [])
    told = [
        [str(one.label), _("needed") if one.is_needed else _("may be empty"), one.sample] for one in columns
    ]
    _fill(book, _("Explanation"), [_("Column"), _("Needed"), _("Example")], told)
    return _bytes(book)


def refused_rows(
    run: ImportRun,
    rows: Iterable[ImportRow],
    labels: dict[str, str],
    reasons: Mapping[int, list[list[str]]] | None = None,
) -> bytes:
    """The refused rows under the headings of the list, each with its row number there and the reasons.

    `reasons` are those of some rows, by id, in the language of the reader; the others keep their own.
    """
    book = Workbook(write_only=True)
    headings = [_("Refused row"), _("Reason for refusal"), *run.headings]
    given = []
    for row in rows:
        faults = (reasons or {}).get(row.id, row.faults)
        given.append([str(row.number), "; ".join(_sentence(fault, labels) for fault in faults), *row.cells])
    _fill(book, _("Refused rows"), headings, given)
    return _bytes(book)


def _sentence(fault: Sequence[str], labels: dict[str, str]) -> str:
    column, reason = fault
    return f"{labels[column]}: {reason}" if column in labels else reason


def _fill(book: Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(WIDTH, len(heading) + 4))
    sheet.append([_heading(sheet, text) for text in headings])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _heading(sheet: object, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="701512")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet: object, text: str) -> WriteOnlyCell:
    """A cell that is text whatever it begins with."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = None
    # Setting `value` would make a formula of what begins with an equals sign.
    cell._value, cell.data_type = text, "s"
    cell.number_format = "@"
    if text.startswith(DANGEROUS):
        cell.quotePrefix = True
    return cell


def _bytes(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()
