"""Whether small units are recognised as often as large ones, told without telling of single models."""

from dataclasses import dataclass

from registry.reports.figures.counting import By, count_models
from registry.reports.figures.masking import masked
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
    """By size of unit, the smallest first."""
    registered = count_models(scope, Booked.REGISTERED, By.UNIT)
    recognised = count_models(scope, Booked.RECOGNISED, By.UNIT)
    groups = [
        [unit for unit, number in registered.items() if least <= number <= (most or number)]
        for least, most in SIZES
    ]
    entered = [sum(registered[unit] for unit in group) for group in groups]
    # A unit may have more models recognised than it registered in the period: those of the years before.
    given = [sum(min(recognised.get(unit, 0), registered[unit]) for unit in group) for group in groups]
    shown_entered, shown_given = masked(entered), masked(given)
    found = []
    for (least, most), group, all_, some, whole in zip(
        SIZES, groups, shown_entered, shown_given, zip(entered, given, strict=True), strict=True
    ):
        # What was not recognised must not be too small either: it is the difference of the two.
        tells = all_ is not None and some is not None and None not in masked([some, whole[0] - whole[1]])
        found.append(Share(least, most, len(group), all_, some if tells else None))
    return _with_company(found, given)


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
