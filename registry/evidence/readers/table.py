"""Reads a few rows of one sheet of a spreadsheet, XLSX or ODS, for people who look at it on a page.

Values: the number of the sheet (the first is 1), the first row wanted, how many. Says the names of the
sheets, the row of headings, the rows wanted, and how many rows there are as far as it counted.
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import openpyxl

from registry.evidence.readers import frame
from registry.evidence.readers.archive import Archive, Budget
from registry.evidence.readers.markup import Watcher

MOST_COLUMNS, LONGEST_CELL = 30, 300
# Rows behind these are not counted; empty ones behind the last are no rows.
MOST_ROWS = 20_000
MOST_SHEETS = 30
Row = tuple[int, list[str]]


def main() -> None:
    """Read the file at standard input."""
    values = frame.confine()
    sheet, first, count = (int(value) for value in values)
    try:
        names, rows = _opened(frame.given(), sheet)
        _tell(names, rows, first, count)
    except frame.Refusal as refusal:
        frame.say(refused=str(refusal))
    except Exception:
        # Damaged files make the libraries raise nearly everything.
        frame.say(refused="damaged")


def _tell(names: list[str], rows: Iterable[Row], first: int, count: int) -> None:
    headings: Row | None = None
    wanted: list[Row] = []
    last = 0
    for number, cells in rows:
        if not any(cells):
            continue
        last = number
        headings = headings or (number, cells)
        if first <= number < first + count:
            wanted.append((number, cells))
    frame.say(sheets=names[:MOST_SHEETS], headings=headings, rows=wanted, last=last)


def _opened(source: IO[bytes], sheet: int) -> tuple[list[str], Iterator[Row]]:
    archive = Archive(source, Budget())
    content = {member.filename: member for member in archive.members}.get("content.xml")
    if content is not None:
        tables = Tables()
        for piece in archive.inflate(content):
            tables.feed(piece)
        chosen = _chosen(tables.names, sheet)
        return tables.names, iter(tables.rows_of(chosen))
    source.seek(0)
    book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
    names = [one.title for one in book.worksheets]
    return names, _rows_of(book.worksheets[_chosen(names, sheet)])


def _chosen(names: list[str], sheet: int) -> int:
    if not 1 <= sheet <= len(names):
        raise frame.Refusal("sheet")
    return sheet - 1


def _rows_of(sheet: Any) -> Iterator[Row]:
    # What the file says of its own size is not believed.
    sheet.reset_dimensions()
    rows = itertools.islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), MOST_ROWS)
    for number, values in enumerate(rows, start=1):
        yield number, _trimmed(shown(value) for value in values)


def shown(value: Any) -> str:
    """A cell as people of this country write it: 1.234,5 stays for the page, days are 01/05/2022."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, int | float | Decimal):
        return f"{value:.12g}".replace(".", ",")
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _trimmed(cells: Iterable[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


class Tables(Watcher):
    """The tables of an OpenDocument spreadsheet. A repeated row counts as often as it says."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self._rows: list[list[Row]] = []
        self._number, self._cells, self._words = 0, [], []  # type: ignore[var-annotated]
        self._again, self._row_again = 1, 1
        self._is_in_text = False

    def rows_of(self, table: int) -> list[Row]:
        """The rows of one table that say something."""
        return self._rows[table]

    def on_open(self, name: str, values: dict[str, str]) -> None:
        """A table, a row, a cell or a paragraph begins."""
        super().on_open(name, values)
        if name == "table":
            self.names.append(values.get("table:name", ""))
            self._rows.append([])
            self._number = 0
        elif name == "table-row":
            self._cells, self._row_again = [], _times(values, "table:number-rows-repeated")
        elif name in {"table-cell", "covered-table-cell"}:
            self._words, self._again = [], _times(values, "table:number-columns-repeated")
        elif name == "p":
            self._is_in_text = True

    def on_text(self, text: str) -> None:
        """What a cell says."""
        super().on_text(text)
        if self._is_in_text:
            self._words.append(text)

    def on_close(self, name: str) -> None:
        """A cell or a row ends."""
        super().on_close(name)
        if name == "p":
            self._is_in_text = False
            self._words.append(" ")
        elif name in {"table-cell", "covered-table-cell"}:
            room = MOST_COLUMNS - len(self._cells)
            self._cells += [shown("".join(self._words))] * min(self._again, max(0, room))
        elif name == "table-row" and self._rows:
            self._end_row()

    def _end_row(self) -> None:
        cells = _trimmed(self._cells)
        if any(cells) and self._number < MOST_ROWS:
            # A full row that is repeated is shown as often as a page could show it.
            for offset in range(min(self._row_again, MOST_ROWS - self._number)):
                self._rows[-1].append((self._number + offset + 1, cells))
        self._number += self._row_again


def _times(values: dict[str, str], name: str) -> int:
    text = values.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1


if __name__ == "__main__":
    main()
