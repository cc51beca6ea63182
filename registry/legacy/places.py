"""Finding the unit that a list names, old names included, among those a person may act for."""

from collections.abc import Iterable
from datetime import date

from registry.core.clock import today
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.units import queries as units
from registry.units.models import Unit


class UnitFinder:
    """Finds units by code or by a name they bear or bore; keeps what it found for the rows that follow."""

    def __init__(self, within: Iterable[int]) -> None:
        self._within = set(within)
        self._named: dict[str, list[Unit]] = {}

    def find(self, text: str, *, field: str, year: int | None = None) -> Unit:
        """The one unit a text names in a year. Raises InvalidInput for none, several, or one that is over."""
        found = self._candidates(text)
        if not found:
            raise InvalidInput(field, _("You have no unit of this name or code: %(text)s", text=text[:80]))
        if len(found) > 1:
            found = _living_in(found, year) or found
        if len(found) > 1:
            codes = "; ".join(f"{unit.name} ({unit.code})" for unit in found[:4])
            raise InvalidInput(
                field, _("Several units are called so. Write the code: %(units)s", units=codes)
            )
        return self._who_stood_then(found[0], field, year)

    def _candidates(self, text: str) -> list[Unit]:
        if text not in self._named:
            code = text.rsplit("(", 1)[-1].rstrip(") ").strip()
            known = units.find_unit(code) or units.find_unit(code.casefold())
            if known is not None and known.id in self._within:
                self._named[text] = [known]
            else:
                exact = [unit for unit in units.find_by_name(text) if unit.id in self._within]
                self._named[text] = exact or units.find_by_plain_name(text, self._within)
        return self._named[text]

    def _who_stood_then(self, unit: Unit, field: str, year: int | None) -> Unit:
        """The unit itself when it was there in the year, else the one that had taken its place."""
        if year is None or unit.ended_on is None or date(year, 1, 1) < unit.ended_on:
            return unit
        followers = [one for one in units.current_successors(unit, today()) if one is not unit]
        if len(followers) == 1 and followers[0].id in self._within:
            return followers[0]
        raise InvalidInput(
            field,
            _(
                "%(unit)s had ended by %(year)s. Name the unit that did it then.",
                unit=unit.name,
                year=year,
            ),
        )


def _living_in(found: list[Unit], year: int | None) -> list[Unit]:
    day = date(year, 12, 31) if year else today()
    return [unit for unit in found if unit.exists_on(min(day, today()))]


def plain(text: str) -> str:
    """A name as it is compared between rows of one list."""
    return plain_words(text)
