"""A program of its own that opens one list within narrow limits: XLSX or CSV in, one line of JSON a row out.

`survey` tells the sheets with their first rows, `rows SHEET HEADER MOST` tells every row below the header.
"""

import codecs
import csv
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

import openpyxl

from registry.evidence.readers import frame

MOST_MEMBERS, MOST_BYTES = 1000, 150_000_000
MOST_COLUMNS, LONGEST_CELL = 60, 20_000
SURVEYED, MOST_SHEETS = 12, 30
CHUNK = 256 * 1024
PLAIN_TEXT = "."


def main() -> None:
    """Read the file at standard input, write standard output."""
    asked = frame.confine()
    try:
        _answer(frame.given(), asked)
    except frame.Refusal as refusal:
        frame.say(refused=str(refusal))
    except MemoryError:
        frame.say(refused="bomb")
    except Exception:
        # Damaged files make the readers raise nearly everything.
        frame.say(refused="damaged")


def _answer(source: IO[bytes], asked: list[str]) -> None:
    table = _opened(source)
    if asked[0] == "survey":
        frame.say(sheets=[{"name": name, "rows": _first(table, name)} for name in table.names[:MOST_SHEETS]])
        return
    sheet, header, most = asked[1], int(asked[2]), int(asked[3])
    if sheet not in table.names:
        raise frame.Refusal("sheet")
    count = 0
    for number, cells, formulas in table.rows(sheet):
        if number > most + header:
            raise frame.Refusal("rows")
        if number <= header or not any(cells):
            continue
        count += 1
        frame.say(number=number, cells=cells, formulas=formulas)
    frame.say(end=count)


def _first(table: Any, name: str) -> list[list[str]]:
    return [cells for _number, cells, _formulas in itertools.islice(table.rows(name), SURVEYED)]


def _opened(source: IO[bytes]) -> Any:
    head = source.read(8)
    source.seek(0)
    if head.startswith(b"PK"):
        check_archive(source)
        source.seek(0)
        return Workbook(source)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise frame.Refusal("old")
    return PlainText(source.read())


def check_archive(source: IO[bytes]) -> None:
    """Refuse what is no plain workbook: counted while it is unpacked, as archives lie."""
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if "xl/workbook.xml" not in names:
            raise frame.Refusal("kind")
        if len(members) > MOST_MEMBERS:
            raise frame.Refusal("bomb")
        if any(name.lower().endswith((".bin", ".zip", ".xlsx", ".xlsm")) and "printer" not in name.lower()
               for name in names):  # fmt: skip
            raise frame.Refusal("active")
        left = MOST_BYTES
        for member in members:
            left = _unpacked(archive, member, left)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """What is left of the allowance after a member; raises Refusal for one that hides a declaration."""
    is_xml, tail = member.filename.endswith((".xml", ".rels")), b""
    with archive.open(member) as stream:
        first = True
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise frame.Refusal("bomb")
            if is_xml:
                if first and chunk[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<"):
                    raise frame.Refusal("entities")
                if b"<!" in (window := tail + chunk) and (b"<!DOCTYPE" in window or b"<!ENTITY" in window):
                    raise frame.Refusal("entities")
                tail = chunk[-16:]
            first = False
    return left


class Workbook:
    """The sheets of an XLSX file."""

    def __init__(self, source: IO[bytes]) -> None:
        self._book = openpyxl.load_workbook(source, read_only=True, data_only=False, keep_links=False)
        self.names = [sheet.title for sheet in self._book.worksheets]
        if not self.names:
            raise frame.Refusal("damaged")

    def rows(self, name: str) -> Iterator[tuple[int, list[str], list[int]]]:
        """(number, cells, columns with formulas) of every row of a sheet."""
        sheet = self._book[name]
        # What the file says of its own size is not believed.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            formulas = [place for place, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"]
            yield number, _trimmed(words_of(cell.value) for cell in row), formulas


class PlainText:
    """A CSV file: one sheet."""

    def __init__(self, content: bytes) -> None:
        text = _decoded(content)
        start = text[:4000]
        marks = {mark: start.split("\n", 1)[0].count(mark) for mark in (",", ";", "\t")}
        self._mark = max(marks, key=lambda mark: marks[mark])
        self._text = text
        self.names = [PLAIN_TEXT]

    def rows(self, _name: str) -> Iterator[tuple[int, list[str], list[int]]]:
        """As of a workbook; a cell that a spreadsheet would calculate counts as a formula."""
        csv.field_size_limit(LONGEST_CELL * 10)
        for number, row in enumerate(csv.reader(io.StringIO(self._text), delimiter=self._mark), start=1):
            cells = _trimmed(words_of(cell) for cell in row[:MOST_COLUMNS])
            yield number, cells, [place for place, cell in enumerate(cells) if cell.startswith("=")]


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise frame.Refusal("letters") from None
    if "\x00" in text[:4000]:
        raise frame.Refusal("kind")
    return text


def words_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as 2022-05-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()
    if len(text) > LONGEST_CELL:
        raise frame.Refusal("cell")
    return text


def _trimmed(cells: Iterable[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


if __name__ == "__main__":
    main()
