"""Counting entries: what happened in a period, how many models it happened to, what there is at its end."""

import enum
from collections import Counter
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    cast,
    column,
    extract,
    func,
    select,
    values,
)

from registry.core.db import db
from registry.reports.models import FigureEntry
from registry.reports.scope import Scope, units_under
from registry.reports.states import Booked

row = FigureEntry


class By(enum.StrEnum):
    """What a figure is divided by."""

    FIELD = "field"
    UNIT = "unit"
    PROVINCE = "province"
    LEVEL = "level"
    SUBJECT = "subject"
    PART = "part"
    YEAR = "year"
    # A year and a quarter of it as one number: 20263 is the third of 2026.
    QUARTER = "quarter"
    MODEL = "model"
    # The places of the scope, each with all that stands below it: what stands in none of them under None.
    BELOW = "below"
    # Not of the books: by how many models a unit registered, see `fairness`.
    SIZE = "size"


# As whole numbers: PostgreSQL tells them as decimals, and the division below would leave a remainder.
_year, _month = (cast(extract(part, row.counted_on), Integer) for part in ("year", "month"))
COLUMNS: dict[By, Any] = {
    By.FIELD: row.field_id,
    By.UNIT: row.unit_id,
    By.PROVINCE: row.province_id,
    By.LEVEL: row.level,
    By.SUBJECT: row.subject,
    By.PART: row.part,
    By.YEAR: _year,
    By.QUARTER: _year * 10 + (_month + 2) // 3,
    By.MODEL: row.exemplar_id,
}
# By what it is divided: one word, several, or nothing for the whole.
Counts = dict[Any, int]


def _in_period(scope: Scope) -> ColumnElement[bool]:
    return row.counted_on.between(scope.period.first, scope.period.last)


def _below(scope: Scope) -> CTE:
    """Which units stand below which place: a unit below two of them is counted in each."""
    pairs = [
        (unit, place.id) for place in scope.places for unit in sorted(units_under(place, scope.period.end))
    ]
    names = column("unit_id", Integer), column("place_id", Integer)
    return values(*names, name="below", literal_binds=True).data(pairs or [(0, 0)]).cte("below")


def _divided(scope: Scope, by: tuple[By, ...], *counted: Any) -> tuple[Select[Any], list[Any]]:
    """A query of what is counted with a column for each word it is divided by."""
    query = select(*counted).select_from(row)
    columns: list[Any] = [COLUMNS.get(one) for one in by]
    if By.BELOW in by:
        below = _below(scope)
        query = query.outerjoin(below, below.c.unit_id == row.unit_id)
        columns[by.index(By.BELOW)] = below.c.place_id
    return query.add_columns(*columns), columns


def count_amounts(scope: Scope, kind: Booked, *by: By) -> Counts:
    """The sum of what was booked of a kind in the period."""
    query, columns = _divided(scope, by, func.sum(row.amount))
    return _read(query.where(*scope.conditions(kind), _in_period(scope)).group_by(*columns), by)


def count_standing(scope: Scope, kind: Booked, *by: By) -> Counts:
    """What there is at the end of the period: all that came, without what went."""
    query, columns = _divided(scope, by, func.sum(row.amount))
    until = row.counted_on <= scope.period.last
    return _read(query.where(*scope.conditions(kind), until).group_by(*columns), by)


def count_models(scope: Scope, kind: Booked, *by: By) -> Counts:
    """How many models something happened to in the period, however often."""
    query, columns = _divided(scope, by, row.exemplar_id)
    each = (
        query.with_only_columns(
            row.exemplar_id, *(one.label(f"by_{number}") for number, one in enumerate(columns))
        )
        .where(*scope.conditions(kind), _in_period(scope))
        .group_by(row.exemplar_id, *columns)
        .having(func.sum(row.amount) > 0)
        .subquery()
    )
    groups = [each.c[f"by_{number}"] for number in range(len(by))]
    return _read(select(func.count(), *groups).select_from(each).group_by(*groups), by)


def standing_ids(scope: Scope, *kinds: Booked) -> Subquery:
    """The models that stand at the end of the period, for another query."""
    until = row.counted_on <= scope.period.last
    query = select(row.exemplar_id).where(*scope.conditions(*kinds), until)
    return query.group_by(row.exemplar_id).having(func.sum(row.amount) > 0).subquery()


def count_lengths(scope: Scope, *by: By) -> dict[Any, Counter[int]]:
    """How many stays in stages that ended in the period took how many working days."""
    length = func.abs(row.amount)
    number = func.sum(case((row.takes_back.is_(True), -1), else_=1))
    columns = [COLUMNS[one] for one in by]
    query = select(number, length, *columns).where(*scope.conditions(Booked.DAYS), _in_period(scope))
    found: dict[Any, Counter[int]] = {}
    for count, days, *keys in db.session.execute(query.group_by(length, *columns)):
        if count:
            found.setdefault(_key(keys), Counter())[days] += count
    return found


def _read(query: Select[Any], by: tuple[By, ...]) -> Counts:
    found = {_key(keys): int(count or 0) for count, *keys in db.session.execute(query)}
    return {key: count for key, count in found.items() if count} if by else {None: found.get(None, 0)}


def _key(keys: list[Any]) -> Any:
    return None if not keys else keys[0] if len(keys) == 1 else tuple(keys)
