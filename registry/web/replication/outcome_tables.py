"""What a model changed at home and elsewhere, as the tables beside its tree show it."""

import math
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from registry.catalogue.models import Exemplar
from registry.core.i18n import _, _n
from registry.identity.models import User
from registry.replication.effects import Change, Indicator, effects_of, is_percent
from registry.replication.models import Replication
from registry.replication.pooling import FEWEST, Pooled
from registry.replication.queries import at_start
from registry.replication.states import ReplicationState
from registry.web.catalogue.words import amount
from registry.web.filters import as_date, as_number
from registry.web.replication.present import link_of

# The drawing beside each row, in its own units.
WIDTH, EDGE = 180, 10
# More copies than this are told by their number.
MOST_LINES = 30
NEAR_NOTHING = 1e-9


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
    lines = []
    if one.home is not None:
        lines.append(_line(one, scale, home, one.home, is_home=True, note=_("Done first")))
    for copy in one.copies[:MOST_LINES]:
        stopped = copy.replication.state is ReplicationState.STOPPED
        lines.append(
            _line(
                one, scale, at_start(copy.replication.unit_name), copy.change,
                href=link_of(copy.replication), note=_("Stopped") if stopped else "",
            )
        )  # fmt: skip
    if one.pooled is not None:
        lines.append(_mean(one, one.pooled, scale))
    return Table(one.title, scale.at(0), lines, _told(one), has_drawing=one.compared > 0)


def _mean(one: Indicator, pooled: Pooled, scale: "_Scale") -> Line:
    mean, low, high = pooled.mean, pooled.low, pooled.high
    told = {"low": _changed(one, low), "high": _changed(one, high)}
    return Line(
        _("Mean of the copies"),
        change=_changed(one, mean),
        note=_("95 %% interval: %(low)s to %(high)s", **told),
        at=scale.at(mean),
        low=scale.at(low),
        high=scale.at(high),
    )


def _line(one: Indicator, scale: "_Scale", who: str, change: Change, **more: object) -> Line:
    measure = one.measure
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
    if one.home is None:
        said.append(_("The model has this figure no more, or words it otherwise by now."))
    if (more := len(one.copies) - MOST_LINES) > 0:
        said.append(_n("And %(num)s more place.", "And %(num)s more places.", more))
    if one.home is not None and one.home.value is not None and one.compared:
        said.append(
            _(
                "The same direction as where it was done first: %(alike)s of %(all)s places.",
                alike=one.alike,
                all=one.compared,
            )
        )
    stopped = sum(copy.replication.state is ReplicationState.STOPPED for copy in one.copies)
    if stopped:
        said.append(
            _n(
                "Thank you to the %(num)s place that told its figures although it stopped.",
                "Thank you to the %(num)s places that told their figures although they stopped.",
                stopped,
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
    """A change in words, with two digits at least: `+27 %`, `−7,7 tấn`, `+0,043 vụ`."""
    if one.is_share:
        value, unit = (math.exp(value) - 1) * 100, "%"
    else:
        unit = _("percentage points") if is_percent(one.measure) else one.measure
    size = abs(value)
    if size < NEAR_NOTHING:
        return _("no change")
    places = 0 if size >= 10 else 1 if size >= 1 else 1 - math.floor(math.log10(size))
    if not one.is_share and is_percent(one.measure):
        # Both percentages stand beside it: 31,5 and 92 are 60,5 apart, and not 60.
        places = max(places, int(round(size, 1) % 1 > 0))
    return f"{'+' if value > 0 else '−'}{as_number(_rounded(size, places), places)} {unit}".strip()


def _rounded(size: float, places: int) -> Decimal:
    """As people round: a half upwards."""
    return Decimal(repr(size)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class _Scale:
    """Where a change stands between the least and the greatest that is shown; no change always is."""

    def __init__(self, one: Indicator) -> None:
        changes = [one.home, *(copy.change for copy in one.copies)]
        values = [0.0, *(at.value for at in changes if at is not None and at.value is not None)]
        if one.pooled is not None:
            values += [one.pooled.low, one.pooled.high]
        self.low, self.high = min(values), max(values)

    def at(self, value: float) -> float:
        """The place in the drawing."""
        span = self.high - self.low
        return round(EDGE + (WIDTH - 2 * EDGE) * ((value - self.low) / span if span else 0.5), 1)


def figures_of_copy(copy: Replication) -> list[Line]:
    """The figures of one copy, for its own page."""
    return [
        Line(one.indicator, "" if one.before is None else amount(one.before, one.measure),
             amount(one.after, one.measure), note=as_date(one.as_of))
        for one in copy.outcomes
    ]  # fmt: skip
