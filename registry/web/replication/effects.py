"""What a model changed at home and elsewhere, as the tables beside its tree show it."""

import math
from dataclasses import dataclass, field

from registry.catalogue.models import Exemplar
from registry.core.i18n import _, _n
from registry.identity.models import User
from registry.replication.effects import PERCENT, Change, Indicator, effects_of
from registry.replication.pooling import FEWEST
from registry.replication.queries import at_start
from registry.replication.states import ReplicationState
from registry.web.catalogue.words import amount
from registry.web.filters import as_number
from registry.web.replication.present import link_of

# The drawing beside each row, in its own units.
WIDTH, EDGE = 180, 10
NEAR_NOTHING = 0.0005


@dataclass(frozen=True)
class Line:
    """One place, or all copies together: figures in words, and where the change stands in the drawing."""

    who: str
    before: str = ""
    after: str = ""
    change: str = ""
    href: str = ""
    note: str = ""
    is_home: bool = False
    at: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """One indicator: its lines, where no change stands in the drawing, and what can be said of all."""

    title: str
    zero: float
    lines: list[Line]
    told: list[str] = field(default_factory=list)
    has_drawing: bool = False


def tables_of(exemplar: Exemplar, actor: User | None) -> list[Table]:
    """A table for each indicator that copies were measured by."""
    home = at_start(exemplar.lead_unit_name)
    return [_table(one, home) for one in effects_of(exemplar, actor)]


def _table(one: Indicator, home: str) -> Table:
    scale = _Scale(one)
    lines = [_line(one, scale, home, one.home, is_home=True, note=_("Done first"))]
    for copy in one.copies:
        stopped = copy.replication.state is ReplicationState.STOPPED
        lines.append(
            _line(
                one, scale, at_start(copy.replication.unit_name), copy.change,
                href=link_of(copy.replication), note=_("Stopped") if stopped else "",
            )
        )  # fmt: skip
    if one.pooled is not None:
        mean, low, high = one.pooled.mean, one.pooled.low, one.pooled.high
        lines.append(
            Line(
                _("Mean of the copies"), change=_changed(one, mean), at=scale.at(mean), low=scale.at(low),
                high=scale.at(high), note=_("95 %% interval: %(low)s to %(high)s",
                                            low=_changed(one, low), high=_changed(one, high)),
            )
        )  # fmt: skip
    return Table(one.result.indicator, scale.at(0), lines, _told(one), has_drawing=one.compared > 0)


def _line(one: Indicator, scale: "_Scale", who: str, change: Change, **more: object) -> Line:
    measure = one.result.measure
    return Line(
        who,
        "" if change.before is None else amount(change.before, measure),
        amount(change.after, measure),
        "" if change.value is None else _changed(one, change.value),
        at=None if change.value is None else scale.at(change.value),
        **more,  # type: ignore[arg-type]
    )


def _told(one: Indicator) -> list[str]:
    said = []
    if one.home.value is not None and one.compared:
        said.append(
            _(
                "The same direction as where it was done first: %(alike)s of %(all)s places.",
                alike=one.alike,
                all=one.compared,
            )
        )
    if one.pooled is None:
        said.append(
            _n(
                "%(num)s place has figures from before and after: too few to say what it comes to "
                "elsewhere (%(few)s are needed).",
                "%(num)s places have figures from before and after: too few to say what it comes to "
                "elsewhere (%(few)s are needed).",
                one.compared,
                few=FEWEST,
            )
        )
    return said


def _changed(one: Indicator, value: float) -> str:
    """A change in words: `+27 %`, `−7,7 tấn`, `+66 điểm %`."""
    if one.is_share:
        value, unit = (math.exp(value) - 1) * 100, "%"
    else:
        unit = _("percentage points") if one.result.measure == PERCENT else one.result.measure
    if abs(value) < NEAR_NOTHING:
        return _("no change")
    places = 0 if abs(value) >= 10 else 1
    return f"{'+' if value > 0 else '−'}{as_number(round(abs(value), places), places)} {unit}".strip()


class _Scale:
    """Where a change stands between the least and the greatest that is shown; no change always is."""

    def __init__(self, one: Indicator) -> None:
        values = [
            0.0,
            *(at for at in (one.home.value, *(c.change.value for c in one.copies)) if at is not None),
        ]
        if one.pooled is not None:
            values += [one.pooled.low, one.pooled.high]
        self.low, self.high = min(values), max(values)

    def at(self, value: float) -> float:
        """The place in the drawing."""
        span = self.high - self.low
        return round(EDGE + (WIDTH - 2 * EDGE) * ((value - self.low) / span if span else 0.5), 1)
