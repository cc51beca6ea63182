"""The results on two pages of paper: what was asked, figures, and the first models in short."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.web.filters import as_date
from registry.web.languages import language
from registry.web.search.cards import cost_of, field_of, where_of
from registry.web.search.comparing import Compared, results_of, shortened
from registry.web.search.facets import Counts, label_of, titles
from registry.web.search.rows import address_of

# So many fit on two pages with the longest texts that are let in.
MOST_MODELS = 6
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_LINE = 130, 230, 90
COUNTED = ("field", "level", "cost", "copied")
MOST_COUNTED = 5
GREY = RGBColor(0x4B, 0x46, 0x3F)
FONT = "Times New Roman"
SEPARATOR = " · "
LOCALES = {"vi": "vi-VN", "en": "en-GB"}


def brief_of(
    asked: Sequence[tuple[str, str]], total: int, counts: Counts, models: Sequence[Compared]
) -> bytes:
    """A DOCX of two pages at most, on A4."""
    document = Document()
    _set_page(document)
    title = _("Models “Dân vận khéo”: results in brief")
    document.core_properties.title, document.core_properties.author = title, ""
    document.core_properties.comments, document.core_properties.language = "", language()
    document.add_heading(title, level=1)
    told = [f"{label}: {value}" for label, value in asked] or [_("All models")]
    count = _n("%(num)s model", "%(num)s models", total)
    day = _("as of %(day)s", day=as_date(today()))
    told.append(f"{count}, {day}")
    _line(document, shortened(SEPARATOR.join(told), 400), grey=True)
    _figures(document, total, counts)
    if models:
        document.add_heading(_("The first of them"), level=2)
    for number, one in enumerate(models[:MOST_MODELS], start=1):
        _model(document, number, one)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    for name, size in (("Normal", 11), ("Heading 1", 15), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _set_letters(style.element.get_or_add_rPr())
        style.paragraph_format.space_before = Pt(0 if name == "Normal" else 6)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.0


def _set_letters(properties: Any) -> None:
    """One font for all scripts, as that of a theme would go before it; the language, to check spelling."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LOCALES.get(language(), language()))
    properties.append(spoken)


def _figures(document: Any, total: int, counts: Counts) -> None:
    """How the models found divide, a line for each kind of filter."""
    names = titles()
    for facet in COUNTED:
        found = sorted(counts.get(facet, {}).items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTED]
        if found:
            told = "; ".join(f"{label_of(facet, value)} ({count})" for value, count in found)
            unknown = total - sum(counts[facet].values()) if facet == "cost" else 0
            if unknown > 0:
                told += "; " + _("not told (%(n)s)", n=unknown)
            _line(document, told, bold=f"{names[facet]}: ")


def _model(document: Any, number: int, one: Compared) -> None:
    version, exemplar = one.found.version, one.found.exemplar
    title = document.add_heading(f"{number}. {shortened(_clean(version.title), LONGEST_TITLE)}", level=2)
    title.paragraph_format.keep_with_next = True
    field = field_of(version)
    about = [where_of(exemplar), field[1] if field else "", one.seal]
    _line(document, shortened(SEPARATOR.join(part for part in about if part), 200), grey=True)
    _line(document, shortened(" ".join(version.summary.split()), LONGEST_SUMMARY))
    results = "; ".join(shortened(line, LONGEST_LINE) for line in results_of(version, 3))
    if results:
        _line(document, results, bold=_("Results") + ": ")
    copied = _n("copied in %(num)s place", "copied in %(num)s places", one.copies) if one.copies else ""
    facts = [cost_of(version), shortened(version.needs_time, LONGEST_LINE), copied]
    if any(facts):
        _line(document, "; ".join(fact for fact in facts if fact), bold=_("To copy it") + ": ")
    _line(document, address_of(exemplar), grey=True)


def _line(document: Any, text: str, *, bold: str = "", grey: bool = False) -> None:
    paragraph = document.add_paragraph()
    if bold:
        paragraph.add_run(_clean(bold)).bold = True
    run = paragraph.add_run(_clean(text))
    if grey:
        run.font.color.rgb, run.font.size = GREY, Pt(10)


def _clean(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", text)
