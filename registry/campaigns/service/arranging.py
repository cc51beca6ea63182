"""Adding a stage to those of a draft, taking one out, moving one up or down: plans in, plans out."""

from collections.abc import Sequence
from datetime import date, timedelta

from registry.campaigns.service.stages import ACTING_ROLES, StagePlan
from registry.campaigns.states import StageKind

_ORDER = list(StageKind)
Plans = list[StagePlan]


def with_stage(plans: Sequence[StagePlan], kind: StageKind, title: str, *, days: tuple[date, date]) -> Plans:
    """With a stage of a kind at the place its kind has, between the days of its neighbours if there are any.

    `days` are the first and the last one of the campaign.
    """
    at = next((n for n, one in enumerate(plans) if _ORDER.index(one.kind) > _ORDER.index(kind)), len(plans))
    one_day, (opens_on, closes_on) = timedelta(days=1), days
    first = min(plans[at - 1].ends_on + one_day, closes_on) if at else opens_on
    last = plans[at].starts_on - one_day if at < len(plans) else closes_on
    new = StagePlan(kind, title, first, max(first, last), ACTING_ROLES[kind])
    return [*plans[:at], new, *plans[at:]]


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
