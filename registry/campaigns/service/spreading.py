"""Days for stages that follow one another: each begins and ends on a working day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.calendar.queries import add_working_days, is_working_day, working_days_between
from registry.campaigns.states import StageKind

# From a Friday to the Monday after it.
LONGEST_WEEKEND = 3
# Working days that a stage is proposed at least, where the campaign has room for all of them.
LEAST_DAYS = {
    StageKind.REGISTRATION: 5,
    StageKind.VERIFICATION: 3,
    StageKind.ELIGIBILITY: 2,
    StageKind.SCORING: 5,
    StageKind.DISCUSSION: 2,
    StageKind.COUNCIL_VOTE: 1,
    StageKind.PUBLIC_NOTICE: 5,
    StageKind.DECISION: 2,
}


@dataclass(frozen=True)
class Part:
    """What a stage asks of the working days of a campaign: a share of a hundred, and so many at least."""

    share: int
    least: int


def spread_days(opens_on: date, closes_on: date, parts: Sequence[Part]) -> list[tuple[date, date]]:
    """The first and the last day of each stage, one after the other, throughout a campaign.

    In a campaign too short for what all need at least, each gets less; where there are fewer working days
    than stages, the last ones share a day.
    """
    days = [day for n in range((closes_on - opens_on).days + 1)
            if is_working_day(day := opens_on + timedelta(days=n))]  # fmt: skip
    bounds = _bounds(len(days), parts)
    found, start = [], opens_on
    for bound in bounds[:-1]:
        end = end_on_work(days[bound - 1], closes_on) if bound else start
        found.append((start, max(start, end)))
        start = min(add_working_days(found[-1][1], 1), closes_on)
    return [*found, (start, closes_on)]


def end_on_work(day: date, closes_on: date) -> date:
    """A last day that is worked, and not just before a long rest such as Tết.

    Where the campaign ends within a week of that rest, a day before it stays as it is.
    """
    after = add_working_days(day, 1)
    if not is_working_day(day):
        return min(after, closes_on) if (after - day).days <= LONGEST_WEEKEND else _after_rest(day, closes_on)
    return _after_rest(day, closes_on) if (after - day).days > LONGEST_WEEKEND else day


def begin_on_work(day: date, closes_on: date) -> date:
    """A first day that is worked: this one or the next, within the campaign."""
    return day if is_working_day(day) else min(add_working_days(day, 1), closes_on)


def count_working_days(first: date, last: date) -> int:
    """The working days from one day to another, both included."""
    return working_days_between(first - timedelta(days=1), last)


def _after_rest(day: date, closes_on: date) -> date:
    after = add_working_days(day, 1)
    return after if after + timedelta(days=7) < closes_on else day


def _bounds(total: int, parts: Sequence[Part]) -> list[int]:
    """After how many of the working days each part ends."""
    count = len(parts)
    if total < count:
        return [min(n, total) for n in range(1, count + 1)]
    least = [float(part.least) for part in parts]
    if sum(least) >= total:
        more = sum(least) - count
        sizes = [1 + (one - 1) * (total - count) / more if more else 1.0 for one in least]
    else:
        wanted = [max(low, total * part.share / 100) for low, part in zip(least, parts, strict=True)]
        room = (total - sum(least)) / (sum(wanted) - sum(least))
        sizes = [low + (one - low) * room for low, one in zip(least, wanted, strict=True)]
    return [int(sum(sizes[: n + 1]) + 0.5) for n in range(count)]
