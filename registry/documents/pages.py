"""The page of a paper: A4, its margins and letters, the number above (Decree 30/2020, Annex I)."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT, BODY_SIZE = "Times New Roman", 14
PAGE, MARGINS = (21.0, 29.7), (2.0, 1.5, 2.0, 3.0)
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def set_page(document: Any) -> None:
    """Give a new document its page, its letters and the number of each page."""
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


def _number_pages(section: Any) -> None:
    """The number of the page in the middle above, from the second page on."""
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
