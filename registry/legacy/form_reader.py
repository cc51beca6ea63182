"""A program of its own that opens one filled-in paper form, DOCX or XLSX, and tells its lines."""

import io
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from registry.evidence.readers import frame
from registry.evidence.readers.archive import Archive, Budget

MOST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS, MOST_CELLS = 500, 12
MOST_LINES, LONGEST_LINE = 5000, 20_000
DOCUMENT, BOOK = "word/document.xml", "xl/workbook.xml"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A line: its text, whether it is a heading by its style, whether all of it is printed bold.
Line = tuple[str, bool, bool]


def main() -> None:
    """Read the file at standard input, write standard output."""
    frame.confine()
    try:
        lines = list(_lines(frame.given()))
        frame.say(lines=[(text[:LONGEST_LINE], *marks) for text, *marks in lines[:MOST_LINES]])
    except frame.Refusal as refusal:
        frame.say(refused=str(refusal))
    except MemoryError:
        frame.say(refused="bomb")
    except Exception:
        # Damaged files make the readers raise nearly everything.
        frame.say(refused="damaged")


def _lines(source: IO[bytes]) -> Iterator[Line]:
    archive = Archive(source, Budget(MOST_UNPACKED))
    members = {member.filename: member for member in archive.members}
    if DOCUMENT in members:
        return _of_document(fromstring(b"".join(archive.inflate(members[DOCUMENT]))))
    if BOOK not in members:
        raise frame.Refusal("kind")
    for member in archive.members:
        for _piece in archive.inflate(member):
            pass
    source.seek(0)
    return _of_sheet(io.BytesIO(source.read()))


def _of_document(root: Element) -> Iterator[Line]:
    for paragraph in root.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        named = style.get(f"{WORD}val", "") if style is not None else ""
        text = _text_of(paragraph)
        yield text, named.lower().startswith(("heading", "tiu", "u")), _is_bold(paragraph)


def _text_of(paragraph: Element) -> str:
    parts = []
    for one in paragraph.iter():
        if one.tag == f"{WORD}t":
            parts.append(one.text or "")
        elif one.tag in {f"{WORD}br", f"{WORD}cr"}:
            parts.append("\n")
        elif one.tag == f"{WORD}tab":
            parts.append(" ")
    return "".join(parts)


def _is_bold(paragraph: Element) -> bool:
    runs = [run for run in paragraph.iter(f"{WORD}r") if run.findtext(f"{WORD}t", "").strip()]
    marks = [run.find(f"{WORD}rPr/{WORD}b") for run in runs]
    return bool(runs) and all(
        mark is not None and mark.get(f"{WORD}val", "1") not in {"0", "false"} for mark in marks
    )


def _of_sheet(source: IO[bytes]) -> Iterator[Line]:
    book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
    for row in book.worksheets[0].iter_rows(max_row=MOST_ROWS, max_col=MOST_CELLS, values_only=True):
        cells = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
        if cells and cells[0].rstrip(".").isdigit():
            del cells[0]
        for n, cell in enumerate(cells):
            yield cell, n == 0 and len(cells) > 1, False


if __name__ == "__main__":
    main()
