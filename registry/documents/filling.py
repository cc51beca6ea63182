"""Putting values into a template: known marks such as {{so_van_ban}} are replaced, nothing is ever computed.

Word cuts a mark into pieces wherever it likes; the letters of a paragraph are read as one text here.
"""

import copy
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.documents.namelessness import take_out_names

MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
ROW = qn("w:tr")
HEADING = f"{qn('w:trPr')}/{qn('w:tblHeader')}"
PICTURE_WIDTH = Cm(1.8)
PUNCTUATION = " -–;,.:"


def read(content: bytes) -> Any:
    """The document of a DOCX."""
    return Document(io.BytesIO(content))


def marks_in(document: Any) -> set[str]:
    """The marks a template uses, whether known or not."""
    return {name for text in map(_text, _paragraphs(document)) for name in MARK.findall(text)}


def check(document: Any, *, values: Collection[str], rows: Collection[str], needed: Collection[str]) -> None:
    """Raise InvalidInput for marks nobody knows, for those missing, and for a list outside of a table."""
    used = marks_in(document)
    if unknown := sorted(used - set(values) - set(rows)):
        raise InvalidInput("file", _("These marks are not known: %(names)s.", names=_named(unknown)))
    broken = [text for text in map(_text, _paragraphs(document)) if "{{" in MARK.sub("", text)]
    if broken:
        raise InvalidInput("file", _("A mark is not closed: %(text)s", text=broken[0][:80]))
    if missing := sorted(set(needed) - used):
        raise InvalidInput("file", _("These marks must be in it: %(names)s.", names=_named(missing)))
    for paragraph in _paragraphs(document):
        outside = set(MARK.findall(_text(paragraph))) & set(rows)
        if outside and _row_of(paragraph) is None:
            told = _named(sorted(outside))
            raise InvalidInput(
                "file", _("These marks of a list must stand in a row of a table: %(names)s.", names=told)
            )


def _named(names: Collection[str]) -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in names)


def fill(
    content: bytes,
    values: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    of_rows: Collection[str],
    pictures: Mapping[str, bytes],
) -> bytes:
    """The template with its values: a row of the table for each of `rows`, pictures in place of their mark.

    `of_rows` are the marks of rows, also where there are none.
    """
    document = read(content)
    written = _repeat(document, rows, set(of_rows), values)
    fill_in(document, values, pictures, written=written)
    take_out_names(document)
    return saved(document)


def fill_in(
    document: Any,
    values: Mapping[str, str],
    pictures: Mapping[str, bytes] | None = None,
    *,
    written: Collection[Any] = (),
) -> None:
    """Put values in the place of the marks that stand in a document now.

    What stands in the paragraphs `written` is said already: whatever looks like a mark there is a text.
    """
    for element in list(_paragraphs(document)):
        if element not in written:
            _fill_paragraph(document, element, values, pictures or {})
    document.core_properties.title = values.get("ten_van_ban", "")


def saved(document: Any) -> bytes:
    """A document as a file."""
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _repeat(
    document: Any, rows: Sequence[Mapping[str, str]], names: set[str], values: Mapping[str, str]
) -> set[Any]:
    """Write a row of the table for each of `rows`; returns the paragraphs that are written by that."""
    found: list[Any] = []
    written: set[Any] = set()
    for paragraph in _paragraphs(document):
        row = _row_of(paragraph)
        if row is not None and row not in found and names & set(MARK.findall(_text(paragraph))):
            found.append(row)
    for row in found:
        marks = set(MARK.findall("".join(_text(one) for one in row.iter(qn("w:p")))))
        # A paper with several lists has the rows of all of them: each goes where its marks are.
        for told in (one for one in rows if not marks.isdisjoint(one)):
            copied = copy.deepcopy(row)
            row.addprevious(copied)
            for paragraph in copied.iter(qn("w:p")):
                if not names.isdisjoint(MARK.findall(_text(paragraph))):
                    # Both kinds of marks at once: what a row says is not read again.
                    _replace(paragraph, {**values, **told})
                    written.add(paragraph)
        _take_out(row)
    return written


def _take_out(row: Any) -> None:
    """Remove the row of marks; a table that has nothing but its headings then goes with it."""
    table = row.getparent()
    table.remove(row)
    if all(left.find(HEADING) is not None for left in table.iter(ROW)):
        table.getparent().remove(table)


def _fill_paragraph(
    document: Any, element: Any, values: Mapping[str, str], pictures: Mapping[str, bytes]
) -> None:
    names = MARK.findall(_text(element))
    if not names:
        return
    alone = MARK.fullmatch(_text(element).strip())
    if alone and pictures.get(alone[1]):
        _place_picture(document, element, pictures[alone[1]], values.get("dia_chi_kiem_tra", ""))
        return
    if len(names) == 1 and "\n" in values.get(names[0], ""):
        for line in values[names[0]].split("\n"):
            copied = copy.deepcopy(element)
            element.addprevious(copied)
            _replace(copied, {names[0]: line})
        element.getparent().remove(element)
        return
    _replace(element, values)
    # A line of nothing but marks without a value takes up no room; a cell keeps its last paragraph.
    is_empty = not any(values.get(name) for name in names) and not _text(element).strip(PUNCTUATION)
    if is_empty and element.getnext() is not None:
        element.getparent().remove(element)


def _replace(element: Any, values: Mapping[str, str]) -> None:
    """Put values in place of marks; a value is written in the run in which its mark began."""
    pieces = _pieces(element)
    text = "".join(piece.text or "" for piece in pieces)
    for found in reversed(list(MARK.finditer(text))):
        if found[1] in values:
            _splice(pieces, found.start(), found.end(), values[found[1]])


def _splice(pieces: list[Any], start: int, end: int, value: str) -> None:
    position = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - position, 0), min(end - position, len(text))
        if first < last:
            put = value if position <= start else ""
            piece.text = text[:first] + put + text[last:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        position += len(text)


def _place_picture(document: Any, element: Any, content: bytes, alt: str) -> None:
    """The picture of a mark that stands alone in its paragraph."""
    paragraph = Paragraph(element, document._body)
    runs = [Run(run, paragraph) for run in element.iter(qn("w:r"))]
    for run in runs:
        run.text = ""
    shape = runs[0].add_picture(io.BytesIO(content), width=PICTURE_WIDTH)
    shape._inline.docPr.set("descr", alt)


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph of the body, of headers and footers, of tables and of boxes."""
    roots = [document.element.body]
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                roots.append(part._element)
    for root in roots:
        yield from root.iter(qn("w:p"))


def _pieces(element: Any) -> list[Any]:
    """The pieces of text of a paragraph itself, not those of a box that hangs on it."""
    return [piece for piece in element.iter(qn("w:t")) if _paragraph_of(piece) is element]


def _paragraph_of(piece: Any) -> Any:
    return next(piece.iterancestors(qn("w:p")), None)


def _text(element: Any) -> str:
    return "".join(piece.text or "" for piece in _pieces(element))


def _row_of(element: Any) -> Any:
    return next(element.iterancestors(ROW), None)
