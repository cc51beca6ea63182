"""Of what, when and for whom something is counted."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, or_, true

from registry.catalogue.states import Level, SubjectKind
from registry.core.clock import today
from registry.core.db import is_one_of
from registry.core.transaction import once_read
from registry.identity.models import User
from registry.reports.models import FigureEntry
from registry.reports.states import READERS, Booked
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import scope_of

# What is done for a level; of all else a chosen level says nothing.
OF_A_LEVEL = frozenset(
    {
        Booked.NOMINATED, Booked.COMPLETE, Booked.APPRAISED, Booked.RECOGNISED, Booked.COMMENDED, Booked.DAYS,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def end(self) -> date:
        """Its last day, or today while it goes on."""
        return max(self.first, min(self.last, today()))

    def years_before(self, years: int) -> "Period":
        """The same days so many years before."""
        return Period(_years_back(self.first, years), _years_back(self.last, years))


def _years_back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)


@dataclass(frozen=True)
class Scope:
    """Who asks; of which unit and all below it, or of everything; in which period; of what alone.

    `reader` is None for the public. What somebody counts is public or within what they look after.
    """

    reader: User | None
    period: Period
    unit: Unit | None = None
    field_id: int | None = None
    level: Level | None = None
    subject: SubjectKind | None = None
    # What the unit tells of itself holds what is not public too, whoever among its people asks.
    is_own: bool = False
    # By which `By.BELOW` divides.
    places: tuple[Unit, ...] = ()
    # What became known after this day is left out: so an old figure comes out as it was told then.
    known_by: date | None = None

    def at(self, period: Period) -> "Scope":
        """The same in another period."""
        return replace(self, period=period)

    def conditions(self, *kinds: Booked) -> list[ColumnElement[bool]]:
        """What must hold of the entries that are counted, apart from their day."""
        row = FigureEntry
        found = [row.kind.in_(kinds), *self._places()]
        if self.field_id is not None:
            found.append(row.field_id == self.field_id)
        if self.subject is not None:
            found.append(row.subject == self.subject)
        if self.known_by is not None:
            found.append(row.known_on <= self.known_by)
        if self.level is not None and OF_A_LEVEL.issuperset(kinds):
            found.append(row.level == self.level)
        return found

    def _places(self) -> list[ColumnElement[bool]]:
        row = FigureEntry
        reached = reach_of(self.reader)
        within: ColumnElement[bool] = true()
        is_own = self.unit is not None and (self.is_own or self.unit.id in reached)
        if self.unit is not None:
            within = is_one_of(row.unit_id, units_under(self.unit, self.period.end))
        if is_own:
            return [within]
        own = [is_one_of(row.unit_id, reached)] if reached else []
        return [within, or_(row.is_public.is_(True), *own)]


def units_under(unit: Unit, on: date) -> frozenset[int]:
    """The unit and all that stood below it on a day, and below those in whose place it stands today.

    So a commune that moved later stays where it was in the figures of the years before.
    """

    def work() -> frozenset[int]:
        tree = units.tree()
        roots = tree.predecessors(unit.id, today())
        return frozenset(roots.union(*(tree.governed_by(root, on) for root in roots)))

    return once_read(("figures_under", unit.id, on), work)


def reach_of(reader: User | None) -> frozenset[int]:
    """The units whose figures, public or not, somebody reads."""
    if reader is None:
        return frozenset()
    return once_read(("figures_of", reader.id), lambda: frozenset(scope_of(reader, *READERS)))
