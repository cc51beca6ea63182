"""The results on the page of a model: the table, series, and how many have evidence to open.

Whoever reads learns only of evidence that they may open: the links, the marks and the count are those of
the reader. What a council alone sees is not hinted at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from registry.catalogue.models import ExemplarVersion
from registry.core.i18n import _
from registry.web.catalogue.claim_lines import ClaimLine, claim_lines, coverage_of_lines
from registry.web.catalogue.claim_words import period_of
from registry.web.catalogue.coverage import readable_words
from registry.web.catalogue.words import month_of, reached


@dataclass(frozen=True)
class Results:
    """The table of results; columns that would be empty are left out."""

    lines: list[ClaimLine]
    has_before: bool = False
    has_sources: bool = False
    shared: str = ""
    told: str = ""

    @property
    def columns(self) -> list[Any]:
        """The heads of the columns."""
        after = _("After") if self.has_before else _("Figure")
        heads: list[Any] = [_("Indicator")]
        if self.has_before:
            heads.append((_("Before"), "r"))
        heads.append((f"{after} ({self.shared})" if self.shared else after, "r"))
        return [*heads, _("Source of proof")] if self.has_sources else heads


def results_of(version: ExemplarVersion, evidence: Mapping[str, Any], *, shown_above: int) -> Results:
    """The measured results; a period that all of them share stands in the head of the column.

    A table that only repeats the `shown_above` figures at the top of the page is left out. Models taken over
    from public sources name their source, and have no evidence to count.
    """
    imported = version.exemplar.is_imported
    lines = claim_lines(version, evidence)
    told = "" if imported and lines else readable_words(coverage_of_lines(lines))
    if imported and _all_stand_above(version, evidence, shown_above):
        return Results([], told=told)
    shared = _shared(version)
    lines = [
        replace(line, after=_after(line, reached(result)), period="" if shared else line.period)
        for line, result in zip(lines, version.results, strict=True)
    ]
    return Results(lines, any(line.before for line in lines), not imported or _has_files(lines), shared, told)


def _after(line: ClaimLine, in_words: str) -> str:
    return line.after or ("" if line.before else in_words)


def _has_files(lines: list[ClaimLine]) -> bool:
    return any(line.files for line in lines)


def _shared(version: ExemplarVersion) -> str:
    """What all results say of their time: a period, or a month for days in the same month."""
    told = {period_of(result) if result.since else month_of(result) for result in version.results}
    return told.pop() if len(told) == 1 else ""


def _all_stand_above(version: ExemplarVersion, evidence: Mapping[str, Any], shown_above: int) -> bool:
    more = any(
        result.before is not None or result.after is None or result.as_of or result.of_count or result.series
        for result in version.results
    )
    return not more and not evidence.get("by_result") and len(version.results) <= shown_above
