"""What a model brought in, from the results it tells of: money, days of work, land, households. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.reports.states import Booked

# How many square metres one of a unit of measure is.
LAND = {"m2": 1, "m²": 1, "mét vuông": 1, "ha": 10_000, "hecta": 10_000}
LABOUR = frozenset({"ngày công", "ngày công lao động", "công lao động"})
HOUSEHOLD = "hộ"
# Land is counted where it was given: "hiến đất", not every area of a field.
GIVEN = "hiến"


@dataclass(frozen=True)
class Told:
    """One result: its indicator, its figures, the day they hold for, and what it cost by who paid."""

    indicator: str
    measure: str
    before: Decimal | None
    after: Decimal | None
    as_of: date | None
    funds: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True)
class Amount:
    """So much of something, by who gave it where that is known, and the last day the results tell of."""

    kind: Booked
    part: str
    amount: int
    on: date | None


FUNDS = ("state", "community", "enterprises", "other")
# Of a budget it is known only what the community gives.
COMMUNITY, UNSTATED = "community", "unstated"


def amounts_of(results: Iterable[Told], budget: int | None, community_percent: int | None) -> list[Amount]:
    """What one model brought in, each at most once.

    Money is what the results cost, by who paid; where they say nothing of it, the budget of the registration.
    Households are the largest number that any result names: the same ones may stand behind several.
    """
    told = list(results)
    homes = [one for one in told if _measure(one).split()[:1] == [HOUSEHOLD]]
    largest = max(homes, key=_gained, default=None)
    found = [
        *_money(told, budget, community_percent),
        _sum(Booked.LABOUR, [one for one in told if _measure(one) in LABOUR]),
        _sum(Booked.LAND, [one for one in told if _measure(one) in LAND and _is_given(one)]),
        _sum(Booked.HOUSEHOLDS, [largest] if largest else []),
    ]
    return [one for one in found if one.amount > 0]


def _money(told: list[Told], budget: int | None, community_percent: int | None) -> list[Amount]:
    paid = [one for one in told if any(one.funds)]
    if paid:
        sums = (sum(one.funds[place] for one in paid) for place in range(len(FUNDS)))
        day = _last_day(paid)
        return [Amount(Booked.MONEY, part, amount, day) for part, amount in zip(FUNDS, sums, strict=True)]
    total = budget or 0
    community = total * (community_percent or 0) // 100
    return [
        Amount(Booked.MONEY, COMMUNITY, community, None),
        Amount(Booked.MONEY, UNSTATED, total - community, None),
    ]


def _sum(kind: Booked, told: list[Told]) -> Amount:
    total = sum((_gained(one) * LAND.get(_measure(one), 1) for one in told), Decimal(0))
    return Amount(kind, "", int(total), _last_day(told))


def _last_day(told: list[Told]) -> date | None:
    return max((one.as_of for one in told if one.as_of), default=None)


def _is_given(one: Told) -> bool:
    return GIVEN in _plain(one.indicator).split()


def _gained(one: Told) -> Decimal:
    """What came on top of the figure before; never less than nothing."""
    return max(Decimal(0), (one.after or Decimal(0)) - (one.before or Decimal(0)))


def _measure(one: Told) -> str:
    return _plain(one.measure)


def _plain(text: str) -> str:
    """Lower case, composed, with single spaces; the marks stay: `hiện` is not `hiến`."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
