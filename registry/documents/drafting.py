"""The templates that come with the registry, made as DOCX from short texts.

State papers follow Annex I of Decree 30/2020 (A4, Times New Roman, sizes and places of the nine parts), Party
papers Guidance 36-HD/VPTW of 2018. A text is a line a paragraph; `@` begins what is more than a paragraph.
"""

import io
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from registry.documents.pages import BODY_SIZE, MARGINS, PAGE, SIDES, set_page
from registry.documents.states import Letterhead, PaperKind

DATA = Path(__file__).parent / "data"
TITLE_SIZE = {Letterhead.STATE: 14, Letterhead.PARTY: 16, Letterhead.FRONT: 14}
TABLE_SIZE = 12
MARKED = re.compile(r"(\*\*.+?\*\*|__.+?__)")
# How a text gets into a paragraph: as a template says, or as it is.
Writer = Callable[..., None]
LINE = re.compile(r"([<>-]) (?:\[([^\]]*)\])?(.*)")


@cache
def shipped(kind: PaperKind, letterhead: Letterhead) -> bytes:
    """The template of a kind of paper as it comes with the registry."""
    draft = Draft(letterhead)
    draft.add_lines(_lines(kind, letterhead))
    body = io.BytesIO()
    draft.document.save(body)
    return body.getvalue()


def lines_of(part: str) -> list[str]:
    """The lines of a part that several papers have in common."""
    return (DATA / f"{part}.txt").read_text("utf-8").splitlines()


def _lines(kind: PaperKind, letterhead: Letterhead) -> list[str]:
    own = DATA / f"{kind}.{letterhead}.txt"
    body = (own if own.exists() else DATA / f"{kind}.txt").read_text("utf-8").splitlines()
    lines = []
    for line in body if "@letterhead" in body or "@bare" in body else ["@letterhead", *body]:
        included = {
            "@letterhead": f"letterhead.{letterhead}", "@signing": f"signing.{letterhead}",
            "@verify": "verify", "@recipients": f"recipients.{letterhead}",
        }.get(line)  # fmt: skip
        lines += lines_of(included) if included else [line]
    return [line for line in lines if line != "@bare"]


class Draft:
    """A document in the making."""

    def __init__(self, letterhead: Letterhead) -> None:
        self.letterhead = letterhead
        self.document = Document()
        self.width = PAGE[0] - MARGINS[1] - MARGINS[3]
        set_page(self.document)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Add what lines of a template say; empty ones say nothing."""
        waiting = [line for line in lines if line.strip()]
        while waiting:
            line = waiting.pop(0)
            name, _space, text = line.partition(" ")
            if name in {"@columns", "@table"}:
                end = waiting.index("@end")
                (self._columns if name == "@columns" else self._table)(text, waiting[:end])
                del waiting[: end + 1]
            elif name.startswith("@"):
                getattr(self, f"_{name[1:]}")(text)
            else:
                self.add_paragraph(line)

    def _landscape(self, _text: str) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(PAGE[1]), Cm(PAGE[0])
        section.left_margin = section.right_margin = Cm(2.5)
        self.width = PAGE[1] - 5

    def _draft(self, text: str) -> None:
        self._centred(text, BODY_SIZE, before=4)

    def _title(self, text: str) -> None:
        self._centred(text, TITLE_SIZE[self.letterhead], before=10, style="Title")

    def _name(self, text: str) -> None:
        self._centred(text, 30, before=8, after=6, style="Title")

    def _space(self, text: str) -> None:
        height, _between, bound = text.partition(" ")
        _hold_to_next(self.document if bound else None)
        form = self.document.add_paragraph().paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(float(height))

    def _big(self, text: str) -> None:
        self._centred(text, 20, before=12, after=10)

    def _about(self, text: str) -> None:
        self._centred(text, BODY_SIZE)

    def _center(self, text: str) -> None:
        self._centred(text, BODY_SIZE, before=8, after=6, style="Heading 1")

    def _middle(self, text: str) -> None:
        _write(self._centred("", BODY_SIZE, before=3, after=3), text, BODY_SIZE)

    def _heading(self, text: str) -> None:
        self.add_heading(text, _write)

    def add_heading(self, text: str, write: Writer) -> None:
        """Add a heading, which stays on the page of what follows it."""
        paragraph = self.document.add_paragraph(style="Heading 2")
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, text, BODY_SIZE)

    def _centred(
        self, text: str, size: float, *, before: float = 0, after: float = 0, style: str = "Normal"
    ) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        form = paragraph.paragraph_format
        form.alignment, form.space_before, form.space_after = SIDES["center"], Pt(before), Pt(after)
        form.keep_with_next = True
        _write(paragraph, text, size, bold=True)
        return paragraph

    def _rule(self, text: str) -> None:
        _rule(self.document.add_paragraph(), self.width, float(text), after=8)

    def _ground(self, text: str) -> None:
        is_italic = self.letterhead is not Letterhead.PARTY
        self.add_paragraph(text, partial(_write, italic=is_italic))

    def _plain(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        _write(paragraph, text, BODY_SIZE)

    def add_paragraph(self, text: str, write: Writer | None = None) -> None:
        """Add a paragraph of the body."""
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Cm(1.27)
        form.space_after, form.line_spacing = Pt(6), 1.05
        (write or _write)(paragraph, text, BODY_SIZE)

    def _columns(self, text: str, lines: list[str]) -> None:
        """Columns side by side without lines: what stands left, in the middle (`-`) and right."""
        shares = [float(share) for share in text.split() if share[0].isdigit()]
        # No signature stands alone on a page: the paragraph above goes with it.
        for above in self.document.paragraphs[-1:]:
            above.paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=1, cols=len(shares))
        _without_margins(table)
        widths = self._set_widths(table, shares)
        _keep_whole(table.rows[0])
        fresh = [True] * len(shares)
        for line in lines:
            found = LINE.fullmatch(line)
            if found is None:
                raise ValueError(line)
            side = {"<": 0, "-": 1, ">": len(shares) - 1}[found[1]]
            cell = table.rows[0].cells[side]
            paragraph = cell.paragraphs[0] if fresh[side] else cell.add_paragraph()
            fresh[side] = False
            _draw_line(paragraph, found[2] or "", found[3], widths[side])

    def _table(self, text: str, lines: list[str]) -> None:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        self.add_table([float(share) for share in text.split()], rows, _write_cell)

    def add_table(
        self, shares: Sequence[float], rows: Sequence[Sequence[str]], write: Writer,
        right: Collection[int] = (),
    ) -> None:  # fmt: skip
        """Add a table with the first of its rows as its head; the columns `right` end at one line."""
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        self._set_widths(table, list(shares))
        for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            _keep_whole(row)
            if number == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for column, (cell, told) in enumerate(zip(row.cells, texts, strict=True)):
                paragraph = cell.paragraphs[0]
                form = paragraph.paragraph_format
                form.space_before = form.space_after = Pt(2)
                form.alignment = SIDES["right"] if column in right else None
                write(paragraph, told, TABLE_SIZE, bold=number == 0)
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)

    def _set_widths(self, table: Any, shares: list[float]) -> list[float]:
        table.autofit = False
        widths = [self.width * share / sum(shares) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        return widths


def _draw_line(paragraph: Any, marks: str, text: str, width: float) -> None:
    """One line of a column: `[13 b]` its size and weight, `[rule 40]` a line, `[gap 5]` room to sign."""
    words = marks.split()
    if words[:1] == ["rule"]:
        _rule(paragraph, width, float(words[1]), after=4)
        return
    if words[:1] == ["gap"]:
        paragraph.paragraph_format.space_after = Pt(14 * float(words[1]))
        return
    size = float(words[0]) if words else BODY_SIZE
    weight = "".join(words[1:2]) if words[1:2] not in (["left"], ["right"]) else ""
    side = next((one for one in words if one in SIDES), "center")
    paragraph.paragraph_format.alignment = SIDES[side]
    _write(paragraph, text, size, bold="b" in weight, italic="i" in weight, underline="u" in weight)


def _write(paragraph: Any, text: str, size: float, *, bold: bool = False, **how: bool) -> None:
    """Write a text of a template, in which `**` says what is bold."""
    for piece in filter(None, MARKED.split(text)):
        is_bold = piece.startswith("**")
        write_plain(paragraph, piece.strip("*") if is_bold else piece, size, bold=bold or is_bold, **how)


def _write_cell(paragraph: Any, text: str, size: float, *, bold: bool = False) -> None:
    """Write a cell of a template; `>` before a figure says that it stands right."""
    if text.startswith("> "):
        paragraph.paragraph_format.alignment = SIDES["right"]
    _write(paragraph, text.removeprefix("> "), size, bold=bold)


def write_plain(
    paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False,
    underline: bool = False,
) -> None:  # fmt: skip
    """Write a text as it is."""
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    run.underline, run.font.size = underline or None, Pt(size)


def _rule(paragraph: Any, width: float, share: float, *, after: float) -> None:
    """A short line under what stands above it, as long as a share of the width."""
    aside = Cm(width * (100 - share) / 200)
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent, form.space_after = aside, aside, Pt(after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _hold_to_next(document: Any | None) -> None:
    """Columns side by side stay on the page of what follows: the QR code does not stand alone on one."""
    if document is None:
        return
    *_others, last, _section = document.element.body
    for table in document.tables[-1:] if last.tag == qn("w:tbl") else ():
        for paragraph in (one for row in table.rows for cell in row.cells for one in cell.paragraphs):
            paragraph.paragraph_format.keep_with_next = True


def _without_margins(table: Any) -> None:
    """Columns side by side use the whole width, so that the name of the State stands in one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
