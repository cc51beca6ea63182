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
from registry.replication.states import ReplicationState
from registry.units.naming import at_start
from registry.web.catalogue.words import amount
from registry.web.filters import as_date, as_number
from registry.web.replication.forest import Drawing, Kind, Spot, drawing_of
from registry.web.replication.present import link_of

# More copies than this are told by their number.
MOST_LINES = 30
NEAR_NOTHING = 1e-9


@dataclass(frozen=True)
class Line:
    """One place, or all copies together: its figures in words."""

    who: str
    before: str = ""
    after: str = ""
    change: str = ""
    interval: str = ""
    weight: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """One indicator: its lines, their drawing on one scale, and what can be said of all."""

    title: str
    lines: list[Line]
    told: list[str] = field(default_factory=list)
    drawing: Drawing | None = None


def tables_of(exemplar: Exemplar, actor: User | None) -> list[Table]:
    """A table for each indicator that copies were measured by."""
    home = at_start(exemplar.lead_unit_name)
    return [_table(one, home) for one in effects_of(exemplar, actor)]


def _table(one: Indicator, home: str) -> Table:
    lines, spots = [], []
    if one.home is not None:
        lines.append(_line(one, home, one.home, note=_("Done first")))
        spots.append(Spot(Kind.HOME, home, one.home.value, one.home.interval))
    for copy in one.copies[:MOST_LINES]:
        who, change = at_start(copy.replication.unit_name), copy.change
        stopped = _("Stopped") if copy.replication.state is ReplicationState.STOPPED else ""
        weight = "" if copy.weight is None else f"{as_number(round(copy.weight * 100, 1), 1)} %"
        href = link_of(copy.replication)
        lines.append(_line(one, who, change, href=href, note=stopped, weight=weight))
        spots.append(Spot(Kind.COPY, who, change.value, change.interval, copy.weight))
    if one.pooled is not None:
        lines.append(_mean(one, one.pooled))
        reach = (one.pooled.low, one.pooled.high)
        spots.append(Spot(Kind.MEAN, _("Mean of the copies"), one.pooled.mean, reach))
    drawing = drawing_of(spots, is_share=one.is_share, measure=unit_of(one)) if one.compared else None
    return Table(one.title, lines, _told(one), drawing)


def _mean(one: Indicator, pooled: Pooled) -> Line:
    return Line(
        _("Mean of the copies"),
        change=_changed(one, pooled.mean),
        interval=_between(one, (pooled.low, pooled.high)),
        weight="100 %",
    )


def _line(one: Indicator, who: str, change: Change, **more: str) -> Line:
    measure, value = one.measure, change.value
    interval = "" if value is None else _("cannot be told")
    return Line(
        who,
        "" if change.before is None else amount(change.before, measure),
        amount(change.after, measure),
        "" if value is None else _changed(one, value),
        _between(one, change.interval) if change.interval else interval,
        **more,
    )


def _between(one: Indicator, ends: tuple[float, float]) -> str:
    low = _changed(one, ends[0]).removesuffix(unit_of(one)).rstrip()
    return _("%(low)s to %(high)s", low=low, high=_changed(one, ends[1]))


def _of_exactness(one: Indicator) -> list[str]:
    """What a dot alone means, and thanks to those that stopped and told their figures all the same."""
    said = []
    changes = [one.home, *(copy.change for copy in one.copies)]
    if one.compared and any(at and at.value is not None and not at.interval for at in changes):
        said.append(
            _(
                "A dot without a line: how exact the figure is cannot be known, for it is no percentage or "
                "nobody said of how many."
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
    return said


def unit_of(one: Indicator) -> str:
    """In what its changes are counted."""
    if one.is_share:
        return "%"
    return _("percentage points") if is_percent(one.measure) else one.measure


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
    said += _of_exactness(one)
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
    value, unit = (math.exp(value) - 1) * 100 if one.is_share else value, unit_of(one)
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


def figures_of_copy(copy: Replication) -> list[Line]:
    """The figures of one copy, for its own page."""
    return [
        Line(one.indicator, "" if one.before is None else amount(one.before, one.measure),
             amount(one.after, one.measure), note=as_date(one.as_of))
        for one in copy.outcomes
    ]  # fmt: skip
