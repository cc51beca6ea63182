"""Papers without a template of their own: plain parts one after the other, under a letterhead.

Marks are filled in before the parts are put between head and foot: what people wrote is never read as one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx.shared import Cm, Pt

from registry.documents import drafting, filling
from registry.documents.states import Letterhead

GAP = Pt(14)


@dataclass(frozen=True)
class Heading:
    """A heading of the body."""

    text: str


@dataclass(frozen=True)
class Prose:
    """A text of people: a paragraph for each of its lines."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table: how wide its columns are to each other, its head, its rows, and which columns hold figures."""

    shares: Sequence[float]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Collection[int] = ()


@dataclass(frozen=True)
class Picture:
    """A picture with what it shows in words, which stand below it too."""

    content: bytes
    told: str


Part = Heading | Prose | Grid
SIDE = Cm(2.4)


def composed(
    letterhead: Letterhead, values: Mapping[str, str], parts: Iterable[Part], *, head: str, foot: str
) -> bytes:
    """The paper; `head` and `foot` name lines of the shipped templates, into which the values go."""
    draft = drafting.Draft(letterhead)
    draft.add_lines([*drafting.lines_of(f"letterhead.{letterhead}"), *drafting.lines_of(head)])
    last = draft.document.paragraphs[-1]._p
    draft.add_lines(drafting.lines_of(foot))
    filling.fill_in(draft.document, values)
    *below, end = last.itersiblings()
    for element in below:
        element.getparent().remove(element)
    for part in parts:
        _add(draft, part)
    # No signature stands alone on a page, nor close to what it signs.
    form = draft.document.paragraphs[-1].paragraph_format
    form.keep_with_next, form.space_after = True, GAP
    for element in below:
        end.addprevious(element)
    return filling.saved(draft.document)


def plain(title: str, about: str, parts: Iterable[Part], picture: Picture | None = None) -> bytes:
    """A document without a letterhead: its title, a line about it, the parts, and a picture at the end."""
    draft = drafting.Draft(Letterhead.STATE)
    draft.add_lines(["@title -", "@about -", "@rule 30"])
    for paragraph, text in zip(draft.document.paragraphs, (title, about), strict=False):
        paragraph.runs[0].text = text
    for part in parts:
        _add(draft, part)
    if picture is not None:
        shape = draft.document.add_paragraph().add_run().add_picture(BytesIO(picture.content), width=SIDE)
        shape._inline.docPr.set("descr", picture.told)
        draft.add_paragraph(picture.told, drafting.write_plain)
    return filling.saved(draft.document)


def _add(draft: drafting.Draft, part: Part) -> None:
    if isinstance(part, Heading):
        draft.add_heading(part.text, drafting.write_plain)
    elif isinstance(part, Prose):
        for line in filter(str.strip, part.text.splitlines()):
            draft.add_paragraph(line, drafting.write_plain)
    else:
        draft.add_table(part.shares, [part.head, *part.rows], drafting.write_plain, part.figures)
