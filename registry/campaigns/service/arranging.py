"""Adding a stage to those of a draft, taking one out, moving one up or down: plans in, plans out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from registry.calendar.queries import add_working_days
from registry.campaigns.service.spreading import LEAST_DAYS, count_working_days
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan
from registry.campaigns.states import StageKind

_ORDER = list(StageKind)
ONE_DAY = timedelta(days=1)
Plans = list[StagePlan]


def with_stage(plans: Sequence[StagePlan], kind: StageKind, title: str, *, days: tuple[date, date]) -> Plans:
    """With a stage of a kind at the place its kind has, between the days of its neighbours.

    Where they leave no working day between them, the one behind gives some of its own. `days` are the first
    and the last one of the campaign.
    """
    at = next((n for n, one in enumerate(plans) if _ORDER.index(one.kind) > _ORDER.index(kind)), len(plans))
    opens_on, closes_on = days
    first = min(add_working_days(plans[at - 1].ends_on, 1), closes_on) if at else opens_on
    behind = list(plans[at:])
    last = behind[0].starts_on - ONE_DAY if behind else closes_on
    if behind and last < first and (given := _given_by(behind[0], kind)):
        first, last = behind[0].starts_on, given
        behind[0] = replace(behind[0], starts_on=add_working_days(given, 1))
    new = StagePlan(kind, title, first, max(first, last), ACTING_ROLES[kind])
    return [*plans[:at], new, *behind]


def _given_by(behind: StagePlan, kind: StageKind) -> date | None:
    """The last of the days that a stage gives to one that is put before it: at most half of them."""
    number = min(LEAST_DAYS[kind], count_working_days(behind.starts_on, behind.ends_on) // 2)
    return add_working_days(behind.starts_on - ONE_DAY, number) if number else None


def without_stage(plans: Sequence[StagePlan], kind: StageKind) -> Plans:
    """Without the stage of a kind."""
    return [one for one in plans if one.kind is not kind]


def with_moved(plans: Sequence[StagePlan], kind: StageKind, by: int) -> Plans:
    """With the stage of a kind one place further up (-1) or down (1); at the end it stays where it is."""
    moved = list(plans)
    here = next((n for n, one in enumerate(plans) if one.kind is kind), None)
    if here is not None and 0 <= here + by < len(plans):
        moved.insert(here + by, moved.pop(here))
    return moved
