"""Whether small units are recognised as often as large ones, told without telling of single models."""

from dataclasses import dataclass

from sqlalchemy import case, func, or_, select

from registry.core.db import db
from registry.reports.closing import closing_day
from registry.reports.figures.masking import masked
from registry.reports.models import FigureEntry
from registry.reports.scope import Scope
from registry.reports.states import Booked

# A unit is of the first size up to which it registered models; the last has no end.
SIZES = ((1, 2), (3, 9), (10, None))
# What is told by size of unit.
SIZED = (Booked.REGISTERED, Booked.RECOGNISED)


@dataclass(frozen=True)
class Share:
    """Units of one size: how many, how many models they registered and how many of these were recognised.

    None where the number is too small to be shown, or would say what another one is.
    """

    least: int
    most: int | None
    units: int
    registered: int | None
    recognised: int | None

    @property
    def share(self) -> float | None:
        """How many of a hundred registered were recognised."""
        if not self.registered or self.recognised is None:
            return None
        return self.recognised / self.registered


def shares_of(scope: Scope) -> list[Share]:
    """By size of unit, the smallest first: how many of the models that were registered in the period were
    recognised by its end.
    """
    counted = list(by_unit(scope).values())
    groups = [[one for one in counted if least <= one[0] <= (most or one[0])] for least, most in SIZES]
    entered = [sum(number for number, _given in group) for group in groups]
    given = [sum(given for _number, given in group) for group in groups]
    shown_entered, shown_given = masked(entered), masked(given)
    found = []
    for (least, most), group, all_, some, whole in zip(
        SIZES, groups, shown_entered, shown_given, zip(entered, given, strict=True), strict=True
    ):
        # What was not recognised must not be too small either: it is the difference of the two.
        tells = all_ is not None and some is not None and None not in masked([some, whole[0] - whole[1]])
        found.append(Share(least, most, len(group), all_, some if tells else None))
    return _with_company(found, given)


def by_unit(scope: Scope) -> dict[int | None, tuple[int, int]]:
    """How many models each unit registered in the period, and how many of these are recognised by its end.

    The models are the same: older ones that were recognised in the period are of another year.
    """
    row, last = FigureEntry, scope.period.last
    within = row.counted_on.between(scope.period.first, scope.period.last)
    registered = (
        select(row.unit_id, row.exemplar_id)
        .where(*scope.conditions(Booked.REGISTERED), within)
        .group_by(row.unit_id, row.exemplar_id)
        .having(func.sum(row.amount) > 0)
        .cte("registered")
    )
    level = [row.level == scope.level] if scope.level is not None else []
    known = [row.known_on <= scope.known_by] if scope.known_by is not None else []
    recognised = (
        select(row.exemplar_id)
        .where(row.kind == Booked.RECOGNISED, row.happened_on <= last, *level, *known)
        .where(row.exemplar_id.in_(select(registered.c.exemplar_id)))
        # What was annulled after its own year was closed counts no more in one that is still open.
        .where(or_(row.known_on <= closing_day(last.year), row.counted_on <= last))
        .group_by(row.exemplar_id)
        .having(func.sum(row.amount) > 0)
    )
    given = func.count(case((registered.c.exemplar_id.in_(recognised), 1)))
    query = select(registered.c.unit_id, func.count(), given).group_by(registered.c.unit_id)
    return {unit: (number, some) for unit, number, some in db.session.execute(query)}


def _with_company(shares: list[Share], given: list[int]) -> list[Share]:
    """One hidden number among shown ones would be what is left of the whole: a second one is hidden too."""
    hidden = [place for place, one in enumerate(shares) if one.recognised is None]
    shown = [place for place, one in enumerate(shares) if one.recognised]
    if len(hidden) != 1 or not given[hidden[0]] or not shown:
        return shares
    least = min(shown, key=lambda place: given[place])
    found = list(shares)
    one = found[least]
    found[least] = Share(one.least, one.most, one.units, one.registered, None)
    return found
