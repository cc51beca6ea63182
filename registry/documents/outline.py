"""A DOCX as a page: what Word would print of a paper, as markup and rules of style without anything active.

Only what papers are made of is understood: paragraphs, runs, tables, pictures, the page and its margins. All
text is set in one family, as wide as Times New Roman letter by letter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from markupsafe import Markup, escape

from registry.documents.filling import read
from registry.documents.issuers import NO_BREAK, unbroken

TWIPS, EMU = 20, 12700
ALIGNED = {"center": "center", "right": "right", "end": "right", "both": "justify", "distribute": "justify"}
HEADINGS = {"Title": 1, "Heading1": 2, "Heading2": 3, "Heading3": 4}
OFF = {"0", "false", "off", "none"}
# The address of a picture, from its bytes and type; none leaves it out.
Address = Callable[[bytes, str], str]


@dataclass(frozen=True)
class Outline:
    """The body and the rules of style of a paper; the size and margins of its page in points."""

    body: Markup
    rules: str
    page: str


def outline_of(content: bytes, address: Address, *, deeper: int = 0) -> Outline:
    """A DOCX as markup. `deeper` is how many levels its headings lie below those of the page around it."""
    writer = _Writer(read(content), address, deeper)
    body = "".join(writer.blocks(writer.document.element.body))
    rules = "".join(f".paper .{name}{{{style}}}" for style, name in writer.styles.items())
    return Outline(Markup(body), rules, _page(writer.document.sections[0]))  # noqa: S704 -- escaped as written


def _page(section: Any) -> str:
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    told = " ".join(f"{(margin or 0) / EMU:g}pt" for margin in margins)
    return f"size:{section.page_width / EMU:g}pt {section.page_height / EMU:g}pt;margin:{told}"


class _Writer:
    """Writes blocks and gathers their styles under short names."""

    def __init__(self, document: Any, address: Address, deeper: int) -> None:
        self.document, self.address, self.deeper = document, address, deeper
        self.styles: dict[str, str] = {}
        self._level = 0
        known = document.styles.element
        self._by_id = {one.get(qn("w:styleId")): one for one in known.iter(qn("w:style"))}
        self._normal = next(
            (
                name
                for name, one in self._by_id.items()
                if one.get(qn("w:default")) and _is_of(one, "paragraph")
            ),
            "",
        )
        self._defaults = known.find(qn("w:docDefaults"))

    def blocks(self, parent: Any) -> Iterator[str]:
        """The paragraphs and tables right below an element."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield self._table(child)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                yield from self.blocks(content if content is not None else ())

    def _name(self, style: str) -> str:
        return self.styles.setdefault(style, f"s{len(self.styles) + 1}")

    def _paragraph(self, element: Any) -> str:
        named, layers = self._layers(element, "w:pPr")
        inside = "".join(self._runs(element, named))
        tag = "p"
        if named in HEADINGS and inside.strip():
            # No level is left out, whatever a template does.
            self._level = min(HEADINGS[named], self._level + 1)
            tag = f"h{self._level + self.deeper}"
        return f'<{tag} class="{self._name(_form(layers))}">{inside or "&#8203;"}</{tag}>'

    def _layers(self, element: Any, tag: str, *, start: str = "") -> tuple[str, list[Any]]:
        """What is said of an element, the nearest first: itself, its style and those below, the defaults."""
        own = element.find(qn(tag))
        found = [] if own is None else [own]
        marked = None if own is None else own.find(qn("w:pStyle" if tag == "w:pPr" else "w:rStyle"))
        named = start or (marked.get(qn("w:val")) if marked is not None else self._normal)
        found += self._of_style(named, tag)
        default = None if self._defaults is None else self._defaults.find(f".//{qn(tag)}")
        return named, found if default is None else [*found, default]

    def _of_style(self, named: str, tag: str) -> list[Any]:
        found, seen = [], set()
        while named and named not in seen and named in self._by_id:
            seen.add(named)
            style = self._by_id[named]
            if (said := style.find(qn(tag))) is not None:
                found.append(said)
            below = style.find(qn("w:basedOn"))
            named = below.get(qn("w:val")) if below is not None else ""
        return found

    def _runs(self, element: Any, named: str) -> Iterator[str]:
        for run in element.iter(qn("w:r")):
            if next(run.iterancestors(qn("w:p")), None) is not element:
                continue
            told = "".join(self._inside(run))
            if not told:
                continue
            _own, layers = self._layers(run, "w:rPr", start=named)
            style = _letters(layers)
            yield f'<span class="{self._name(style)}">{told}</span>' if style else told

    def _inside(self, run: Any) -> Iterator[str]:
        for child in run:
            if child.tag == qn("w:t"):
                text = child.text or ""
                yield self._capitals(text) if text.isupper() else str(escape(text))
            elif child.tag == qn("w:tab"):
                yield "\u2003"
            elif child.tag in {qn("w:br"), qn("w:cr")}:
                yield "<br>"
            elif child.tag == qn("w:drawing"):
                yield self._picture(child)

    def _capitals(self, text: str) -> str:
        """Names of bodies, broken between words; with common spaces, for these are copied from a PDF."""
        name = self._name("white-space:nowrap")
        return " ".join(
            f'<span class="{name}">{escape(word.replace(NO_BREAK, " "))}</span>'
            if NO_BREAK in word
            else str(escape(word))
            for word in unbroken(text).split(" ")
        )

    def _picture(self, drawing: Any) -> str:
        blip, extent = drawing.find(f".//{qn('a:blip')}"), drawing.find(f".//{qn('wp:extent')}")
        part = self.document.part.related_parts.get(blip.get(qn("r:embed"))) if blip is not None else None
        address = self.address(part.blob, part.content_type) if part is not None else ""
        if not address or extent is None:
            return ""
        size = ";".join(
            f"{side}:{int(extent.get(name)) / EMU:g}pt" for side, name in (("width", "cx"), ("height", "cy"))
        )
        told = drawing.find(f".//{qn('wp:docPr')}")
        alt = escape(told.get("descr") or "" if told is not None else "")
        return f'<img class="{self._name(size)}" src="{escape(address)}" alt="{alt}">'

    def _table(self, element: Any) -> str:
        columns = [int(one.get(qn("w:w")) or 0) for one in element.iter(qn("w:gridCol"))]
        total = sum(columns) or 1
        is_drawn = self._has_lines(element)
        cols = "".join(f'<col class="{self._name(f"width:{100 * one / total:.2f}%")}">' for one in columns)
        rows = [row for row in element if row.tag == qn("w:tr")]
        heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        parts = [("thead", "th", heads), ("tbody", "td", [row for row in rows if row not in heads])]
        body = "".join(
            f"<{part}>{''.join(self._row(row, tag) for row in some)}</{part}>"
            for part, tag, some in parts
            if some
        )
        names = ["drawn"] if is_drawn else []
        if _is_bound([self._layers(one, "w:pPr")[1] for row in rows[-1:] for one in row.iter(qn("w:p"))]):
            names.append(self._name("break-after:avoid"))
        about = f'class="{" ".join(names)}"' + ("" if is_drawn else ' role="presentation"')
        return f"<table {about}><colgroup>{cols}</colgroup>{body}</table>"

    def _has_lines(self, element: Any) -> bool:
        properties = element.find(qn("w:tblPr"))
        marked = properties.find(qn("w:tblStyle")) if properties is not None else None
        layers = [properties] if properties is not None else []
        layers += self._of_style(marked.get(qn("w:val")), "w:tblPr") if marked is not None else []
        for layer in layers:
            borders = layer.find(qn("w:tblBorders"))
            if borders is not None:
                return any(one.get(qn("w:val")) not in {"nil", "none", None} for one in borders)
        return False

    def _row(self, row: Any, tag: str) -> str:
        cells = []
        for cell in row.iterchildren(qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            wide = f' colspan="{int(span.get(qn("w:val")))}"' if span is not None else ""
            scope = ' scope="col"' if tag == "th" else ""
            cells.append(f"<{tag}{wide}{scope}>{''.join(self.blocks(cell))}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>"


def _is_of(style: Any, kind: str) -> bool:
    return style.get(qn("w:type")) == kind


def _first(layers: list[Any], tag: str, name: str = "val") -> str | None:
    """What the nearest layer says of one thing."""
    for layer in layers:
        said = layer.find(qn(tag))
        if said is not None and (value := said.get(qn(f"w:{name}"))) is not None:
            return str(value)
    return None


def _is_on(layers: list[Any], tag: str) -> bool:
    for layer in layers:
        said = layer.find(qn(tag))
        if said is not None:
            return said.get(qn("w:val")) not in OFF
    return False


def _is_bound(paragraphs: list[list[Any]]) -> bool:
    """Whether all of these stay with what follows."""
    return bool(paragraphs) and all(_is_on(layers, "w:keepNext") for layers in paragraphs)


def _length(layers: list[Any], tag: str, *names: str) -> float:
    """A length in points; 0 where nobody says one, or says it in words."""
    for name in names:
        value = _first(layers, tag, name)
        if value is not None and value.lstrip("-").isdigit():
            return int(value) / TWIPS
    return 0.0


def _form(layers: list[Any]) -> str:
    """How a paragraph stands."""
    indent = _length(layers, "w:ind", "firstLine") - _length(layers, "w:ind", "hanging")
    said = {
        "text-align": ALIGNED.get(_first(layers, "w:jc") or "", "left"),
        "margin-top": f"{_length(layers, 'w:spacing', 'before'):g}pt",
        "margin-bottom": f"{_length(layers, 'w:spacing', 'after'):g}pt",
        "margin-left": f"{_length(layers, 'w:ind', 'left', 'start'):g}pt",
        "margin-right": f"{_length(layers, 'w:ind', 'right', 'end'):g}pt",
        "text-indent": f"{indent:g}pt",
        "font-size": f"{_size(layers):g}pt",
        **_spacing(layers),
    }
    if _is_on(layers, "w:keepNext"):
        said["break-after"] = "avoid"
    if _is_on(layers, "w:pageBreakBefore"):
        said["break-before"] = "page"
    for layer in layers:
        line = layer.find(f"{qn('w:pBdr')}/{qn('w:bottom')}")
        if line is not None:
            said["border-bottom"] = "0.75pt solid"
            break
    return ";".join(f"{name}:{value}" for name, value in said.items() if value not in {"0pt", "left"})


def _spacing(layers: list[Any]) -> dict[str, str]:
    line = _length(layers, "w:spacing", "line")
    if not line:
        return {}
    if _first(layers, "w:spacing", "lineRule") in {"exact", "atLeast"}:
        return {"line-height": f"{line:g}pt"}
    # A line of Times New Roman is 1.15 times as high as its letters.
    return {"line-height": f"{line / 12 * 1.15:.3g}"}


def _size(layers: list[Any]) -> float:
    """The size of the mark of a paragraph, which an empty line is as high as."""
    inside = [layer.find(qn("w:rPr")) for layer in layers]
    value = _first([one for one in inside if one is not None], "w:sz")
    return int(value) / 2 if value and value.isdigit() else 0.0


def _letters(layers: list[Any]) -> str:
    """How letters look."""
    said = []
    size = _first(layers, "w:sz")
    if size and size.isdigit():
        said.append(f"font-size:{int(size) / 2:g}pt")
    said += [
        rule
        for tag, rule in (
            ("w:b", "font-weight:700"), ("w:i", "font-style:italic"), ("w:caps", "text-transform:uppercase"),
        )
        if _is_on(layers, tag)
    ]  # fmt: skip
    if (_first(layers, "w:u") or "none") != "none":
        said.append("text-decoration:underline")
    raised = {"superscript": "super", "subscript": "sub"}.get(_first(layers, "w:vertAlign") or "")
    if raised:
        said.append(f"vertical-align:{raised};font-size:65%")
    return ";".join(said)
