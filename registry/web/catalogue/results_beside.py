"""What stands beside the form of the results: the evidence of each, units of measure, coverage, funding."""

import re
from functools import cached_property

from flask import request, url_for
from wtforms import FieldList

from registry.catalogue.funding import funding_of
from registry.catalogue.measures import suggested_measures
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.evidence.claims import Coverage, count_supported, links_of, supports
from registry.web.catalogue.coverage import coverage_words, funding_words, odd_figures
from registry.web.catalogue.result_form import result_row
from registry.web.evidence.proofs import proof_of


class ResultsBeside:
    """Read only when the page is drawn."""

    def __init__(self, version: ExemplarVersion) -> None:
        self.version = version

    @cached_property
    def links(self) -> dict[str, list[tuple[str, str, bool]]]:
        """(words, address, whether a council sees it) of every place that shows a result, by its key."""
        return {
            key: [(*proof_of(link), supports(link)) for link in links] for key, links in self._links.items()
        }

    @cached_property
    def _links(self) -> dict[str, list]:  # type: ignore[type-arg]
        return links_of(self.version)

    @property
    def coverage(self) -> Coverage:
        return count_supported(self.version, self._links)

    @property
    def told(self) -> str:
        """How many results have evidence; nothing as long as nothing was written down."""
        if not self.coverage.total and not self.version.outcome:
            return ""
        return coverage_words(self.coverage)

    @property
    def funding(self) -> str:
        """What does not add up; empty when all does."""
        return funding_words(funding_of(self.version))

    @property
    def odd(self) -> list[str]:
        """Numbers of people and households that look mistyped."""
        return odd_figures(self.version)

    @property
    def measures(self) -> list[str]:
        return suggested_measures()


def evidence_of_row(exemplar: Exemplar, rows: FieldList) -> str:
    """Where to go on when "save and link evidence" was pressed in a row; empty when it was not.

    Rows that say nothing are not stored, so the place in the form is not the place among the results.
    """
    asked = re.fullmatch(r"claim-([0-9]{1,3})", request.form.get("then", ""))
    names = [entry.name for entry in rows if not result_row(entry.form).is_empty]
    wanted = f"{rows.name}-{asked[1]}" if asked else ""
    if wanted not in names:
        return ""
    result = exemplar.latest.results[names.index(wanted)]
    return url_for("evidence.show_result", reference=exemplar.reference, key=result.key)
