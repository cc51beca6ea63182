"""Opening a review, reminding whom it asks, and closing it."""

from datetime import date, timedelta

from registry.audit import service as audit
from registry.catalogue.queries import version_for_others
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _, _n
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.stock import notices, queries
from registry.stock.models import StockEntry, StockReview
from registry.stock.states import EntryState, StockState
from registry.units.models import Unit

# Units get at least so many days to answer, and at most a year.
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=366)


def open_review(actor: User, unit: Unit, year: int, due_on: date) -> StockReview:
    """Begin the review of a year and ask every unit whose model it looks at.

    Raises InvalidInput for a year or day out of place, a second review of a year, and when there is nothing
    to look at.
    """
    with transaction():
        require(actor, Permission.STOCK_REVIEW, unit)
        _check(unit, year, due_on)
        found = queries.to_review(unit, year, today())
        if not found:
            raise InvalidInput("year", _("No model that was recognised before that year is still in force."))
        review = StockReview(
            reference=next_reference("RS", today(), 4), unit=unit, year=year, due_on=due_on, opened_on=today()
        )
        db.session.add(review)
        for exemplar, recognition in found:
            review.entries.append(
                StockEntry(
                    exemplar=exemplar,
                    title=version_for_others(exemplar).title,
                    unit_name=exemplar.lead_unit_name,
                    level=recognition.level,
                    recognised_in=recognition.year,
                )
            )
        db.session.flush()
        audit.record(
            actor, "stock.opened", review, unit=unit.code, year=year, due_on=due_on, models=len(found)
        )
        notices.tell_asked(review, review.entries)
    return review


def _check(unit: Unit, year: int, due_on: date) -> None:
    day = today()
    if not day.year - 1 <= year <= day.year:
        raise InvalidInput("year", _("Review this year or the last one."))
    if not day + SHORTEST <= due_on <= day + LONGEST:
        raise InvalidInput("due_on", _("Give units at least seven days, and at most a year."))
    query = db.select(StockReview.id).where(StockReview.unit_id == unit.id, StockReview.year == year)
    if db.session.scalar(query) is not None:
        raise InvalidInput("year", _("There is a review of this year already."))


def remind(actor: User, review: StockReview) -> int:
    """Remind every unit that has not answered, at most once a day; returns how many models that is."""
    with transaction():
        require(actor, Permission.STOCK_REVIEW, review)
        _require_open(review)
        waiting = [
            one for one in queries.entries_of(review, EntryState.WAITING) if one.reminded_on != today()
        ]
        for entry in waiting:
            entry.reminded_on = today()
        if waiting:
            audit.record(actor, "stock.reminded", review, models=len(waiting))
            notices.tell_due(review, waiting)
    return len(waiting)


def close_review(actor: User, review: StockReview, *, version: int | None = None) -> StockReview:
    """Keep what the review came to. Every model has a result by then, or its unit never answered."""
    with transaction():
        require(actor, Permission.STOCK_REVIEW, review)
        require_version(review, version)
        _require_open(review)
        if left := queries.unjudged_of(review):
            raise InvalidTransition(
                _n("%(num)s model has no result yet.", "%(num)s models have no result yet.", len(left))
            )
        review.figures = queries.figures_of(review)
        review.state, review.closed_on = StockState.CLOSED, today()
        audit.record(actor, "stock.closed", review, personal=None, **review.figures)
    return review


def _require_open(review: StockReview) -> None:
    if review.state is not StockState.OPEN:
        raise InvalidTransition(_("This review is closed; what it came to stays as it is."))
