"""The claims of a version as lines of a table: figures, period, population, who paid, evidence, series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.catalogue.models import ExemplarVersion, Result
from registry.catalogue.series import Point, from_stored, shown
from registry.core.i18n import _
from registry.evidence.claims import Coverage
from registry.web.catalogue.claim_words import funds_line, period_of, population_of
from registry.web.catalogue.curve import Curve, curve_of
from registry.web.catalogue.words import amount, hedged

Proofs = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Series:
    """Figures over time: (time, figure) for the table, and the line when there are two or more."""

    points: list[tuple[str, str]]
    curve: Curve | None

    @property
    def told(self) -> str:
        """The line in words, for people who do not see it."""
        (first, low), (last, high) = self.points[0], self.points[-1]
        return _(
            "From %(low)s in %(first)s to %(high)s in %(last)s", low=low, first=first, high=high, last=last
        )


@dataclass(frozen=True)
class ClaimLine:
    """One claim and the places that show it, as far as the reader may see them.

    `is_supported` is False when nothing that a council may see is among them.
    """

    indicator: str
    before: str
    after: str
    period: str
    # Whether its time is a day or month of its own, without a beginning.
    is_moment: bool
    population: str
    funds: str
    files: list[tuple[str, str]]
    is_supported: bool
    series: Series | None

    @property
    def figures(self) -> str:
        """`0 → hơn 412 hộ`, the figure alone when there is no other, or a dash."""
        last = self.after or (self.series.points[-1][1] if self.series else "")
        return " → ".join(figure for figure in (self.before, last) if figure) or "–"

    @property
    def time_label(self) -> str:
        """What its time is called: a moment, or a period with a beginning."""
        return _("As of") if self.is_moment else _("Period")

    @property
    def more(self) -> list[tuple[str, str]]:
        """What a claim says besides its figures, each with its label; what is not given is left out."""
        points = self.series.points if self.series else []
        told = [
            (self.time_label, self.period),
            ("", self.population),
            (_("Over time"), "; ".join(f"{time}: {figure}" for time, figure in points)),
            (_("Funding"), self.funds),
        ]
        return [(label, text) for label, text in told if text]


def claim_lines(version: ExemplarVersion, evidence: Mapping[str, Any]) -> list[ClaimLine]:
    """Every claim of a version; `evidence` is the part of the page that a reader gets."""
    proofs: Proofs = evidence.get("by_result", {})
    supported = evidence.get("supported", ())
    return [
        _line(result, proofs.get(result.key, []), is_supported=result.key in supported)
        for result in version.results
    ]


def _line(result: Result, files: list[tuple[str, str]], *, is_supported: bool) -> ClaimLine:
    after = amount(result.after, result.measure)
    return ClaimLine(
        result.indicator,
        amount(result.before, result.measure),
        hedged(result, after) if after else "",
        period_of(result),
        result.since is None and result.as_of is not None,
        population_of(result),
        funds_line(result),
        files,
        is_supported,
        series_of(from_stored(result.series), result.measure),
    )


def series_of(points: Sequence[Point], measure: str) -> Series | None:
    """A series as it is drawn; None when there is none."""
    if not points:
        return None
    return Series([(shown(point), amount(point.value, measure)) for point in points], curve_of(points))


def time_head(lines: Sequence[ClaimLine]) -> str:
    """The head of the column with the times of claims."""
    labels = {line.time_label for line in lines if line.period}
    return labels.pop() if len(labels) == 1 else _("Period or moment")


def coverage_of_lines(lines: Sequence[ClaimLine]) -> Coverage:
    """How many of the claims have evidence that this reader may see."""
    return Coverage(sum(line.is_supported for line in lines), len(lines))
