"""How the brief looks on paper: A4, one font, calm lines, the number of the page below."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from registry.core.i18n import _
from registry.web.languages import language

INK, GREY, RED, BLUE = (RGBColor.from_string(one) for one in ("1F1B16", "4B463F", "7A1515", "1E3F82"))
LINE, PAPER = "C9BFAE", "F6F2E9"
FONT = "Times New Roman"
LOCALES = {"vi": "vi-VN", "en": "en-GB"}
WIDTH = Cm(17)
# What the schema has behind borders and shades.
BEHIND = ("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
STYLES = {"Normal": (11.5, INK, 0, 3), "Heading 1": (17, RED, 0, 4), "Heading 2": (12.5, INK, 11, 1)}


class Paper:
    """A document that is written from above to below."""

    def __init__(self, title: str, *, org: str) -> None:
        self._document = Document()
        known = self._document.core_properties
        known.title, known.author, known.comments, known.language = title, "", "", language()
        self._set_page()
        self._set_edges(org)
        heading = self._document.add_heading(title, level=1)
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.9)
        section.header_distance = section.footer_distance = Cm(1)
        for name, (size, colour, before, after) in STYLES.items():
            style = self._document.styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
            _set_letters(style.element.get_or_add_rPr())
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            style.paragraph_format.line_spacing = 1.0

    def _set_edges(self, org: str) -> None:
        """Above whose register it is, below the number of the page of all pages."""
        section = self._document.sections[0]
        above = section.header.paragraphs[0]
        stops = above.style.paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        _small(above, f"{cleaned(org)}\tDân vận khéo")
        below = section.footer.paragraphs[0]
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        # Where the two numbers stand differs by language.
        before, between, after = _("Page %(n)s of %(all)s", n="\n", all="\n").split("\n")
        for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            run = _small(below, text)
            if code:
                number = _element("w:fldSimple", instr=code)
                number.append(_small(below, "1")._r)
                run._r.addnext(number)

    def asked(self, text: str) -> None:
        """What was looked for, below the title."""
        paragraph = self._paragraph(text, GREY)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(8)

    def figures(self, lines: list[tuple[str, str]]) -> None:
        """A shaded block of figures."""
        paragraph = self._document.add_paragraph()
        for number, (label, text) in enumerate(lines):
            if number:
                paragraph.add_run().add_break()
            paragraph.add_run(f"{cleaned(label)}: ").bold = True
            paragraph.add_run(cleaned(text))
        # A border of the same colour keeps the words off the edge of the block.
        _adorn(paragraph, _borders(PAPER, "top", "left", "bottom", "right"))
        _adorn(paragraph, _element("w:shd", val="clear", color="auto", fill=PAPER))

    def heading(self, text: str, *, ruled: bool = False) -> None:
        """The title of a part; a line above parts it from what was before."""
        paragraph = self._document.add_heading(cleaned(text), level=2)
        paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True
        if ruled:
            _adorn(paragraph, _borders(LINE, "top"))

    def line(self, text: str, *, bold: str = "", is_grey: bool = False) -> None:
        """A paragraph that stays on the page of the next."""
        paragraph = self._paragraph(text, GREY if is_grey else INK, f"{bold}: " if bold else "")
        paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True

    def link(self, address: str) -> None:
        """An address that can be followed, and read on paper."""
        paragraph = self._document.add_paragraph()
        link = OxmlElement("w:hyperlink")
        known = self._document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), known)
        run = _small(paragraph, address)
        run.font.color.rgb = BLUE
        link.append(run._r)
        paragraph._p.append(link)

    def _paragraph(self, text: str, colour: RGBColor, bold: str = "") -> Any:
        paragraph = self._document.add_paragraph()
        if bold:
            paragraph.add_run(cleaned(bold)).bold = True
        paragraph.add_run(cleaned(text)).font.color.rgb = colour
        return paragraph

    def content(self) -> bytes:
        """The file."""
        body = io.BytesIO()
        self._document.save(body)
        return body.getvalue()


def cleaned(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", text)


def _small(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9.5), GREY
    return run


def _element(name: str, **attributes: str) -> Any:
    found = OxmlElement(name)
    for attribute, value in attributes.items():
        found.set(qn(f"w:{attribute}"), value)
    return found


def _borders(colour: str, *sides: str) -> Any:
    borders = _element("w:pBdr")
    for side in sides:
        borders.append(_element(f"w:{side}", val="single", sz="4", space="5", color=colour))
    return borders


def _adorn(paragraph: Any, element: Any) -> None:
    """Add what has its fixed place among the properties of a paragraph."""
    paragraph._p.get_or_add_pPr().insert_element_before(element, *BEHIND)


def _set_letters(properties: Any) -> None:
    """One font for all scripts, as that of a theme would go before it; the language, to check spelling."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    properties.append(_element("w:lang", val=LOCALES.get(language(), language())))
