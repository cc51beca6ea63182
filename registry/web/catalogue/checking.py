"""All answers of a model read once more before it is sent, and what is missing, each with its address."""

from collections.abc import Callable, Iterable
from typing import Any

from registry.catalogue.completeness import Missing
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.holding import free_contents, list_held
from registry.web.catalogue.answers import answers_of
from registry.web.catalogue.hub import correcting_url, section_url
from registry.web.catalogue.labels import SECTIONS, SLUGS, TOGETHER


def sections_of(exemplar: Exemplar, version: ExemplarVersion) -> list[dict[str, Any]]:
    """Every section with its answers and the page on which they are changed."""
    sections = [section for section in Section if section not in (Section.EVIDENCE, Section.CHECK)]
    held = list_held(exemplar)
    return [
        {
            "title": SECTIONS[section],
            "slug": SLUGS[section],
            "is_held": section in held,
            "href": "" if version.is_frozen or section in held else correcting_url(exemplar, section),
            "answers": answers_of(version, section),
            "free": _free_answers(exemplar, section),
        }
        for section in sections
    ]


def _free_answers(exemplar: Exemplar, section: Section) -> frozenset[str] | None:
    """The answers of a section that a return has opened singly; None while all may be changed."""
    free = free_contents(exemplar, section)
    return free and frozenset(TOGETHER.get(name, name) for name in free)


def linked(
    exemplar: Exemplar,
    missing: Iterable[Missing],
    *,
    address: Callable[[Exemplar, Section], str] = section_url,
) -> list[tuple[str, str]]:
    """(sentence, address of the field) for everything that is missing."""
    return [
        (item.sentence, address(exemplar, item.section) + (f"#{_anchor(item)}" if item.field else ""))
        for item in missing
    ]


def _anchor(item: Missing) -> str:
    return {"started_year": "started", "results": "results-0-indicator", "field": "field-0"}.get(
        item.field, item.field
    )
