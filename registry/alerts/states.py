"""How often somebody is told of what a kept search newly finds, and when the next time is."""

import enum
from datetime import datetime, timedelta

from registry.core.clock import HERE

# The hour, in Viet Nam, at which what was gathered over a day or a week is told.
MORNING = 7
# Between two messages to somebody who wants to be told at once.
SHORTEST = timedelta(minutes=10)


class HowOften(enum.StrEnum):
    """How often a search tells of what is new."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


def next_time(how: HowOften, moment: datetime) -> datetime:
    """When a search is looked at again after a moment."""
    if how is HowOften.AT_ONCE:
        return moment + SHORTEST
    here = moment.astimezone(HERE)
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    if how is HowOften.WEEKLY:
        morning += timedelta(days=-morning.weekday() % 7)
    return morning
