"""Counting entries: what happened in a period, how many models it happened to, what there is at its end."""

import enum
from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, func, select

from registry.core.db import db
from registry.reports.models import FigureEntry
from registry.reports.scope import Scope
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
    MODEL = "model"


COLUMNS: dict[By, Any] = {
    By.FIELD: row.field_id,
    By.UNIT: row.unit_id,
    By.PROVINCE: row.province_id,
    By.LEVEL: row.level,
    By.SUBJECT: row.subject,
    By.PART: row.part,
    By.YEAR: extract("year", row.counted_on),
    By.MODEL: row.exemplar_id,
}
# By what it is divided: one word, several, or nothing for the whole.
Counts = dict[Any, int]


def _in_period(scope: Scope) -> ColumnElement[bool]:
    return row.counted_on.between(scope.period.first, scope.period.last)


def count_amounts(scope: Scope, kind: Booked, *by: By) -> Counts:
    """The sum of what was booked of a kind in the period."""
    query = select(func.sum(row.amount)).where(*scope.conditions(kind), _in_period(scope))
    return _counted(query, by)


def count_standing(scope: Scope, kind: Booked, *by: By) -> Counts:
    """What there is at the end of the period: all that came, without what went."""
    query = select(func.sum(row.amount)).where(*scope.conditions(kind), row.counted_on <= scope.period.last)
    return _counted(query, by)


def count_models(scope: Scope, kind: Booked, *by: By) -> Counts:
    """How many models something happened to in the period, however often."""
    columns = [COLUMNS[one].label(f"by_{number}") for number, one in enumerate(by)]
    each = (
        select(row.exemplar_id, *columns)
        .where(*scope.conditions(kind), _in_period(scope))
        .group_by(row.exemplar_id, *columns)
        .having(func.sum(row.amount) > 0)
        .subquery()
    )
    groups = [each.c[f"by_{number}"] for number in range(len(by))]
    return _read(select(func.count(), *groups).select_from(each).group_by(*groups), by)


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


def _counted(query: Select[Any], by: tuple[By, ...]) -> Counts:
    columns = [COLUMNS[one] for one in by]
    return _read(query.add_columns(*columns).group_by(*columns), by)


def _read(query: Select[Any], by: tuple[By, ...]) -> Counts:
    found = {_key(keys): int(count or 0) for count, *keys in db.session.execute(query)}
    return {key: count for key, count in found.items() if count} if by else {None: found.get(None, 0)}


def _key(keys: list[Any]) -> Any:
    return None if not keys else keys[0] if len(keys) == 1 else tuple(keys)
