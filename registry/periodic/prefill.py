"""What the registry knows of a unit and a period, so that nobody types it again."""

from decimal import Decimal
from typing import Any

from babel import numbers
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.catalogue.models import Exemplar, ExemplarVersion, Result
from registry.catalogue.queries import version_for_others
from registry.core.db import db, is_one_of
from registry.core.i18n import _
from registry.periodic.form import ReportForm
from registry.periodic.periods import ReportPeriod
from registry.reports.figures.counting import By, count_standing
from registry.reports.figures.overdue import RUNS
from registry.reports.scope import Period, Scope
from registry.units.models import Unit

Row = dict[str, Any]
# What people write into a row of the table of models.
WRITTEN = ("results", "task")


def scope_of(unit: Unit, period: ReportPeriod) -> Scope:
    """A unit's own figures: of it and of all below it, public or not."""
    return Scope(None, Period(period.first, period.last), unit, is_own=True)


def known_figures(form: ReportForm, unit: Unit, period: ReportPeriod) -> dict[str, str]:
    """What the books of figures tell, by the code of the indicator."""
    scope = scope_of(unit, period)
    return {one.code: str(one.known(scope)) for one in form.indicators if one.known is not None}


def told_aside(form: ReportForm, unit: Unit, period: ReportPeriod) -> list[tuple[str, int]]:
    """What the registry counts beside the figures of a form, each with its words."""
    scope = scope_of(unit, period)
    return [(str(title), count(scope)) for title, count in form.aside]


def known_rows(form: ReportForm, unit: Unit, period: ReportPeriod) -> list[Row]:
    """A row for each model that runs at the end of the period (RULES 4.2), for forms that have the table.

    A model that the unit took over from another is its work too, though no new model.

    `results` is what the model tells of itself; `figures` are its results as figures, one text each.
    """
    if not form.has_models:
        return []
    scope = scope_of(unit, period)
    ids = {one for kind in RUNS for one in count_standing(scope, kind, By.MODEL)}
    query = (
        select(Exemplar)
        .where(is_one_of(Exemplar.id, ids))
        .options(
            selectinload(Exemplar.versions).selectinload(ExemplarVersion.results),
            joinedload(Exemplar.lead_unit),
        )
        .order_by(Exemplar.reference)
    )
    return [_row(one) for one in db.session.scalars(query)]


def _row(exemplar: Exemplar) -> Row:
    version = version_for_others(exemplar)
    place = ". ".join(one for one in (exemplar.place, version.target_group) if one)
    return {
        "reference": exemplar.reference,
        "title": version.title or _("Model without a name"),
        "unit": exemplar.lead_unit_name,
        "place": place,
        "figures": [_figure(one) for one in version.results if one.after is not None],
        "results": version.outcome,
        "task": "",
    }


def _figure(result: Result) -> str:
    """A result as a text: the figure before, the figure after, and what it is measured in."""
    after = f"{as_text(result.after)} {result.measure}".strip()
    if result.before is None:
        return f"{result.indicator}: {after}"
    return f"{result.indicator}: {as_text(result.before)} → {after}"


def as_text(value: Decimal | None) -> str:
    """A number as papers write it: 1.284,5."""
    return "" if value is None else str(numbers.format_decimal(value, "#,##0.##", locale="vi"))
