"""What the details of a campaign may say: its title, level, year, days and marks, all faults at once."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from registry.campaigns.rules import levels_of
from registry.catalogue.states import Level
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.units.models import Unit
from registry.units.states import DISTRICTS_ENDED_ON

MOST_REVIEWS = 15
LONGEST_TIE = 20
# What is counted in working days: (the fewest, the most).
PERIODS = {"objection_days": (1, 60)}
MARKS = ("pass_mark", "praise_mark", "spread_alarm")
# What follows when ballots disagree, beside `spread_alarm`.
DISAGREEMENT = ("asks_again", "criterion_alarm", "line_alarm", "settles_first")
Values = Mapping[str, Any]


def check_details(unit: Unit | None, values: Values) -> None:
    """Refuse what a campaign of a unit may not say, all of it at once; what is not known yet is left out."""
    faults = Faults()
    for check in (_check_title, _check_level, _check_year, _check_days):
        with faults.gathered():
            check(unit, values)
    for name in MARKS:
        with faults.gathered():
            _check_mark(name, values.get(name))
    for check in (_check_order_of_marks, _check_ballots, _check_ties):
        with faults.gathered():
            check(unit, values)
    for name in PERIODS:
        with faults.gathered():
            _check_period(name, values.get(name))
    faults.refuse()


def check_share(percent: int | None) -> None:
    """Refuse what is no share of a criterion's points."""
    if percent is not None and not 1 <= percent <= 100:
        raise InvalidInput("criterion_alarm", _("Enter a whole number from 1 to 100."))


def _check_title(_unit: Unit | None, values: Values) -> None:
    title = values.get("title")
    if title is not None and not 0 < len(title) <= 300:
        raise InvalidInput("title", _("Enter a title of at most 300 characters."))


def _check_level(unit: Unit | None, values: Values) -> None:
    level, last = values.get("level"), values.get("closes_on")
    if level is Level.DISTRICT_LEGACY and last is not None and last >= DISTRICTS_ENDED_ON:
        raise InvalidInput(
            "level", _("The district level ended on 30 June 2025: no campaign may be dated later.")
        )
    if unit is not None and level is not None and level not in levels_of(unit):
        raise InvalidInput(
            "level",
            _(
                "%(unit)s cannot confer recognition at this level. Choose a level that fits the unit.",
                unit=unit.name[:1].upper() + unit.name[1:],
            ),
        )


def _check_year(_unit: Unit | None, values: Values) -> None:
    year = values.get("year")
    if year is not None and not 1990 <= year <= 2200:
        raise InvalidInput("year", _("Enter a year such as 2026."))


def _check_days(_unit: Unit | None, values: Values) -> None:
    first: date | None = values.get("opens_on")
    last: date | None = values.get("closes_on")
    if first is not None and last is not None and last < first:
        raise InvalidInput("closes_on", _("The last day must not be before the first day."))


def _check_mark(name: str, mark: Decimal | None) -> None:
    if mark is not None and not _is_sound(mark):
        raise InvalidInput(name, _("Enter a number of points from 0, with at most two decimal places."))


def _is_sound(mark: Decimal) -> bool:
    return mark.is_finite() and 0 <= mark <= 1000 and mark == round(mark, 2)


def _check_order_of_marks(_unit: Unit | None, values: Values) -> None:
    praise, passing = values.get("praise_mark"), values.get("pass_mark")
    if praise is None or passing is None or not _is_sound(praise) or not _is_sound(passing):
        return
    if praise > passing:
        raise InvalidInput(
            "praise_mark", _("The mark for praise must not be above the one to be recognised.")
        )


def _check_ballots(_unit: Unit | None, values: Values) -> None:
    wanted = values.get("reviews_wanted")
    if wanted is not None and not 1 <= wanted <= MOST_REVIEWS:
        raise InvalidInput("reviews_wanted", _("Enter a number from 1 to %(most)s.", most=MOST_REVIEWS))


def _check_ties(_unit: Unit | None, values: Values) -> None:
    years = values.get("tie_years")
    if years is not None and not 0 <= years <= LONGEST_TIE:
        raise InvalidInput("tie_years", _("Enter a number from 0 to %(most)s.", most=LONGEST_TIE))


def _check_period(name: str, days: int | None) -> None:
    least, most = PERIODS[name]
    if days is not None and not least <= days <= most:
        raise InvalidInput(name, _("Enter a number from %(least)s to %(most)s.", least=least, most=most))
