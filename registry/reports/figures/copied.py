"""Which models were copied most."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import visible_to
from registry.core.db import db
from registry.reports.figures.present import FRESH
from registry.reports.models import FigureEntry
from registry.reports.scope import Period, Scope
from registry.reports.states import Booked

row = FigureEntry


def most_copied(scope: Scope, limit: int = 5) -> list[tuple[Exemplar, int]]:
    """The models that most places began to follow in the twelve months up to the end of the period."""
    end = scope.period.end
    year = replace(scope, period=Period(end - FRESH + timedelta(days=1), end))
    number = func.sum(row.amount)
    # Asked of the few that were copied: a list of all that somebody may see would be long.
    seen = visible_to(scope.reader).where(Exemplar.id == row.exemplar_id).exists()
    query = (
        select(row.exemplar_id, number)
        .where(*year.conditions(Booked.COPIED), row.counted_on.between(year.period.first, end))
        .where(seen)
        .group_by(row.exemplar_id)
        .having(number > 0)
        .order_by(number.desc(), row.exemplar_id)
        .limit(limit)
    )
    found = db.session.execute(query).all()
    models = {one.id: one for one in db.session.scalars(select(Exemplar).where(Exemplar.id.in_(dict(found))))}
    return [(models[exemplar_id], int(count)) for exemplar_id, count in found]
