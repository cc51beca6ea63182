"""What the pages of merging show of two records."""

from typing import Any

from registry.catalogue.models import Exemplar, ExemplarVersion, Field
from registry.evidence.queries import count_items
from registry.legacy.service.merging import awards_of_both
from registry.review.models import Recognition
from registry.review.queries import recognitions_of
from registry.web.filters import as_number
from registry.web.words import word


def awards_of(one: Exemplar, other: Exemplar) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """For every level and year of which both have a recognition: its name, and the two to choose from."""
    return {
        f"{level}-{year}": (
            f"{word(level)} {year}",
            [
                (each.reference, f"{each.reference}, {_issuer_of(each)}, {each.recognised_on:%d/%m/%Y}")
                for each in pair
            ],
        )
        for (level, year), pair in awards_of_both(one, other).items()
    }


def _issuer_of(recognition: Recognition) -> str:
    return recognition.issuer.name_on(recognition.recognised_on)


def facts_of(exemplar: Exemplar) -> dict[str, Any]:
    """What a record is besides its texts."""
    return {
        "exemplar": exemplar,
        "title": exemplar.latest.title,
        "unit": exemplar.lead_unit_name,
        "begun": exemplar.latest.started_year,
        "state": exemplar.state,
        "evidence": count_items(exemplar.latest),
        "versions": len(exemplar.versions),
        "recognitions": [f"{word(one.level)} {one.year}" for one in recognitions_of(exemplar)],
    }


def text_of(version: ExemplarVersion, name: str) -> str:
    """A content as it is read beside the other one."""
    value = getattr(version, name)
    if name == "results":
        return "\n".join(f"{one.indicator}: {_figures(one)}" for one in value)
    if name == "partners":
        return "\n".join(f"{one.name}: {one.part}" if one.part else one.name for one in value)
    if isinstance(value, Field):
        return value.name
    if isinstance(value, list):
        return ", ".join(str(word(one, "area")) for one in value)
    if isinstance(value, int):
        return str(value) if name == "started_year" else as_number(value, 0)
    return str(word(value)) if hasattr(value, "value") else str(value or "")


def _figures(result: Any) -> str:
    told = [as_number(one) for one in (result.before, result.after) if one is not None]
    return " → ".join(told) + (f" {result.measure}" if result.measure else "")
