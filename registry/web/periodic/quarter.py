"""The quarterly reports of a province as pages offer them: what is drawn up, and where another one is."""

from collections.abc import Iterable
from typing import Any

from registry.core.clock import today
from registry.core.permissions import Permission, allowed
from registry.documents.models import OfficialPaper
from registry.documents.queries import list_papers
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.periodic.periods import ReportPeriod, Span, find_period, period_at
from registry.periodic.quarterly import about_of, subject_of
from registry.units.models import Unit
from registry.units.states import PROVINCIAL
from registry.web.documents.present import offer_of


def quarters_of(code: str) -> list[ReportPeriod]:
    """The quarters that a code names, a year or a quarter, as far as they have begun.

    The latest that is over comes first: that is the one to be drawn up. What goes on comes last.
    """
    period = find_period(code, Span.QUARTER, Span.YEAR)
    found = period.parts(Span.QUARTER) if period else []
    return sorted((one for one in found if one.first <= today()), key=_order, reverse=True)


def _order(quarter: ReportPeriod) -> tuple[bool, ReportPeriod]:
    return quarter.last < today(), quarter


def latest_over(code: str) -> list[ReportPeriod]:
    """The quarter that ended last within what a code names; the one before today where none of it is over."""
    found = [one for one in quarters_of(code) if one.last < today()]
    return found[:1] or [period_at(today(), Span.QUARTER).before()]


def offers_of(reader: User, unit: Unit | None, quarters: Iterable[ReportPeriod]) -> list[dict[str, Any]]:
    """A row for each quarter whose report the reader may read or draw up."""
    if unit is None or unit.kind not in PROVINCIAL:
        return []
    subjects = {about_of(unit, one): (one, subject_of(unit, one)) for one in quarters}
    drawn: dict[str, list[OfficialPaper]] = {about: [] for about in subjects}
    for paper in list_papers(reader, subjects, PaperKind.QUARTERLY):
        drawn[paper.about].append(paper)
    return [
        {"name": period.name, "is_over": period.last < today()} | offer_of(reader, subject, drawn[about])
        for about, (period, subject) in subjects.items()
        if drawn[about] or allowed(reader, Permission.PAPER_DRAW, subject)
    ]
