"""The templates that come with the registry, made as DOCX from short texts.

State papers follow Annex I of Decree 30/2020 (A4, Times New Roman, sizes and places of the nine parts), Party
papers Guidance 36-HD/VPTW of 2018. A text is a line a paragraph; `@` begins what is more than a paragraph.
"""

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from registry.documents.states import Letterhead, PaperKind

DATA = Path(__file__).parent / "data"
FONT = "Times New Roman"
PAGE, MARGINS = (21.0, 29.7), (2.0, 1.5, 2.0, 3.0)
TITLE_SIZE = {Letterhead.STATE: 14, Letterhead.PARTY: 16, Letterhead.FRONT: 14}
BODY_SIZE, TABLE_SIZE = 14, 12
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
MARKED = re.compile(r"(\*\*.+?\*\*|__.+?__)")
LINE = re.compile(r"([<>-]) (?:\[([^\]]*)\])?(.*)")


@cache
def shipped(kind: PaperKind, letterhead: Letterhead) -> bytes:
    """The template of a kind of paper as it comes with the registry."""
    return _Draft(letterhead).made_from(_lines(kind, letterhead))


def made_of(letterhead: Letterhead, lines: list[str]) -> bytes:
    """A document under a letterhead, from lines as those of the shipped templates; for papers without one."""
    above = lines_of(f"letterhead.{letterhead}")
    return _Draft(letterhead).made_from([line for line in [*above, *lines] if line.strip()])


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
            "@verify": "verify",
        }.get(line)  # fmt: skip
        lines += lines_of(included) if included else [line]
    return [line for line in lines if line.strip() and line != "@bare"]


class _Draft:
    """A document in the making."""

    def __init__(self, letterhead: Letterhead) -> None:
        self.letterhead = letterhead
        self.document = Document()
        self.width = PAGE[0] - MARGINS[1] - MARGINS[3]
        _set_page(self.document)

    def made_from(self, lines: list[str]) -> bytes:
        """The document of these lines."""
        waiting = list(lines)
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
                self._paragraph(line)
        body = io.BytesIO()
        self.document.save(body)
        return body.getvalue()

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
        form = self.document.add_paragraph().paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(float(text))

    def _big(self, text: str) -> None:
        self._centred(text, 20, before=12, after=10)

    def _about(self, text: str) -> None:
        self._centred(text, BODY_SIZE)

    def _center(self, text: str) -> None:
        self._centred(text, BODY_SIZE, before=8, after=6, style="Heading 1")

    def _middle(self, text: str) -> None:
        _write(self._centred("", BODY_SIZE, before=3, after=3), text, BODY_SIZE)

    def _heading(self, text: str) -> None:
        paragraph = self.document.add_paragraph(style="Heading 2")
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        paragraph.paragraph_format.keep_with_next = True
        _write(paragraph, text, BODY_SIZE)

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
        self._paragraph(text, italic=self.letterhead is not Letterhead.PARTY)

    def _plain(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        _write(paragraph, text, BODY_SIZE)

    def _paragraph(self, text: str, *, italic: bool = False) -> None:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Cm(1.27)
        form.space_after, form.line_spacing = Pt(6), 1.05
        _write(paragraph, text, BODY_SIZE, italic=italic)

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
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        self._set_widths(table, [float(share) for share in text.split()])
        for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            _keep_whole(row)
            if number == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for cell, told in zip(row.cells, texts, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                # `>` before a figure: it stands right.
                if told.startswith("> "):
                    paragraph.paragraph_format.alignment = SIDES["right"]
                _write(paragraph, told.removeprefix("> "), TABLE_SIZE, bold=number == 0)
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)

    def _set_widths(self, table: Any, shares: list[float]) -> list[float]:
        table.autofit = False
        widths = [self.width * share / sum(shares) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        return widths


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Cm, MARGINS)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(BODY_SIZE)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold, style.font.italic = name != "Normal", False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0), 1.0
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
    properties = document.core_properties
    properties.author, properties.comments, properties.language = "", "", "vi-VN"
    _number_pages(section)


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


def _write(
    paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False,
    underline: bool = False,
) -> None:  # fmt: skip
    for piece in MARKED.split(text):
        if piece:
            run = paragraph.add_run(piece.strip("*") if piece.startswith("**") else piece)
            run.bold, run.italic = bold or piece.startswith("**") or None, italic or None
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


def _number_pages(section: Any) -> None:
    """The number of the page in the middle above, from the second page on (Decree 30/2020, Annex I)."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = SIDES["center"]
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)
