"""What a yearly review asked to be strengthened by a day: whom it waits for once that day is near or past."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, contains_eager

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.stock.models import StockEntry, StockReview
from registry.stock.queries import OWNERS, Waiting
from registry.stock.states import StockResult
from registry.units.queries import tree
from registry.units.rules import scope_of, units_with_role

# So long before the day the unit is told.
NEAR = timedelta(days=30)


def waiting_for(actor: User) -> list[Waiting]:
    """Own models to be strengthened soon; for those who hold the review the ones whose day is past.

    It waits until a later review comes to a result for the model, or the model runs no more.
    """
    return [
        Waiting(
            "stock.strengthen", one.title, _("Yearly review %(year)s", year=one.review.year),
            "catalogue.show_exemplar", {"reference": one.exemplar.reference},
            one.judged_on or one.review.opened_on, one.strengthen_by,
        )
        for one in _entries(actor)
    ]  # fmt: skip


def references_waiting(actor: User) -> list[str]:
    """The references of all that, and nothing more: every page counts them."""
    return [one.exemplar.reference for one in _entries(actor)]


def _entries(actor: User) -> list[StockEntry]:
    held = units_with_role(actor, *OWNERS)
    own = held.union(*(tree().predecessors(unit, today()) for unit in held))
    found = _due(today() + NEAR, Exemplar.lead_unit_id.in_(own)) if own else []
    held_at = scope_of(actor, Role.REGISTRY_STAFF)
    known = {one.id for one in found}
    past = _due(today() - timedelta(days=1), StockReview.unit_id.in_(held_at)) if held_at else []
    return found + [one for one in past if one.id not in known]


def _due(until: date, whose: ColumnElement[bool]) -> list[StockEntry]:
    later, review = aliased(StockEntry), aliased(StockReview)
    overtaken = (
        select(later.id)
        .join(review, review.id == later.review_id)
        .where(later.exemplar_id == StockEntry.exemplar_id, later.result.is_not(None))
        .where(review.year > StockReview.year)
    )
    query = (
        select(StockEntry)
        .join(StockEntry.review)
        .join(StockEntry.exemplar)
        .where(StockEntry.result == StockResult.STRENGTHEN, StockEntry.strengthen_by <= until, whose)
        .where(Exemplar.state == ExemplarState.RUNNING, ~overtaken.exists())
        .options(contains_eager(StockEntry.review), contains_eager(StockEntry.exemplar))
        .order_by(StockEntry.strengthen_by, StockEntry.id)
    )
    return list(db.session.scalars(query))
