"""Whose yearly review nobody has opened yet: it waits for the staff of the unit that recognised."""

from datetime import date

from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _, _n
from registry.identity.models import Role, User
from registry.review.models import Recognition
from registry.review.states import RecognitionState
from registry.stock.models import StockReview
from registry.stock.queries import Waiting
from registry.units.models import Unit
from registry.units.queries import list_by_ids, tree
from registry.units.rules import units_with_role

# The movement is looked back on in autumn and told of to the State by 15 December (RULES 2.2), so a review is
# asked for from October on; and of a year that is over until its books are long closed.
FIRST_MONTH, LAST_MONTH = 10, 3


def year_to_review(day: date) -> int | None:
    """The year whose review should be open by a day; None in the months in which none is waited for."""
    if day.month >= FIRST_MONTH:
        return day.year
    return day.year - 1 if day.month <= LAST_MONTH else None


def waiting_for(actor: User) -> list[Waiting]:
    """The units whose staff somebody is, as far as their stock is not asked about yet."""
    year = year_to_review(today())
    return [
        Waiting(
            "stock.open", _("Yearly review %(year)s", year=year),
            _n("%(num)s model of %(unit)s is to be asked about",
               "%(num)s models of %(unit)s are to be asked about", count, unit=unit.name),
            "stock.open_review", {"don-vi": unit.code, "nam": year}, date(year, FIRST_MONTH, 1), None,
        )
        for unit, count in _not_opened(actor, year)
        if year is not None
    ]  # fmt: skip


def references_waiting(actor: User) -> list[str]:
    """One for each of them: every page counts what waits."""
    year = year_to_review(today())
    return [f"{unit.code}-{year}" for unit, _count in _not_opened(actor, year)]


def _not_opened(actor: User, year: int | None) -> list[tuple[Unit, int]]:
    """The units without a review of the year, with how many models it would look at."""
    if year is None:
        return []
    held = units_with_role(actor, Role.REGISTRY_STAFF)
    opened = set(db.session.scalars(select(StockReview.unit_id).where(StockReview.year == year)))
    staffed = [one for one in list_by_ids(held - opened) if one.exists_on(today())]
    return [(one, count) for one in staffed if (count := _stock_of(one, year))]


def _stock_of(unit: Unit, year: int) -> int:
    """How many models `queries.to_review` would name."""
    issuers = tree().predecessors(unit.id, today()) | {unit.id}
    query = (
        select(func.count(Recognition.exemplar_id.distinct()))
        .join(Exemplar, Exemplar.id == Recognition.exemplar_id)
        .where(
            Recognition.issuer_id.in_(issuers), Recognition.state == RecognitionState.IN_FORCE,
            Recognition.year < year, Exemplar.state != ExemplarState.MERGED,
        )
    )  # fmt: skip
    return db.session.scalar(query) or 0
