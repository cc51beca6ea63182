"""Results and partners of a version: rows that are replaced together and keep their identity."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from registry.catalogue.cleaning import EARLIEST, YEARS_AHEAD, clean_line
from registry.catalogue.contents import BY_NAME
from registry.catalogue.figures import NotANumber, parse_number
from registry.catalogue.models import ExemplarVersion, Partner, Result
from registry.catalogue.states import Qualifier
from registry.core.clock import today
from registry.core.errors import InvalidInput
from registry.core.i18n import _

Figure = Decimal | int | str | None


@dataclass(frozen=True)
class ResultRow:
    """A measured result as somebody gives it; `key` names the stored row it replaces."""

    indicator: str
    before: Figure = None
    after: Figure = None
    measure: str = ""
    qualifier: str = Qualifier.EXACT
    as_of: date | None = None
    key: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in; how exact a figure is says nothing by itself."""
        figures = (one is None or one == "" for one in (self.before, self.after))
        return all(figures) and not (self.indicator.strip() or self.measure.strip() or self.as_of)


@dataclass(frozen=True)
class PartnerRow:
    """A body that helps, and what it does."""

    name: str
    part: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in."""
        return not (self.name.strip() or self.part.strip())


def replace_results(version: ExemplarVersion, rows: Iterable[ResultRow]) -> None:
    """Make these the results; a row whose key is known changes that result. Part of a command."""
    given = [(n, row) for n, row in enumerate(rows) if not row.is_empty]
    _require_count("results", len(given))
    known = {result.key: result for result in version.results}
    kept = []
    for position, (index, row) in enumerate(given):
        values = _result_values(f"results-{index}", row)
        result = known.pop(row.key, None) or Result(key=secrets.token_hex(4))
        for name, value in {**values, "position": position}.items():
            setattr(result, name, value)
        kept.append(result)
    version.results[:] = kept


def _result_values(field: str, row: ResultRow) -> dict[str, Any]:
    indicator = clean_line(f"{field}-indicator", row.indicator, 300)
    if not indicator:
        raise InvalidInput(f"{field}-indicator", _("Say what was measured."))
    if row.qualifier not in set(Qualifier):
        raise InvalidInput(f"{field}-qualifier", _("Choose one of the options."))
    return {
        "indicator": indicator,
        "before": _figure(f"{field}-before", row.before),
        "after": _figure(f"{field}-after", row.after),
        "measure": clean_line(f"{field}-measure", row.measure, 80),
        "qualifier": Qualifier(row.qualifier),
        "as_of": _recent_day(f"{field}-as_of", row.as_of),
    }


def _figure(field: str, value: Figure) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return parse_number(value if isinstance(value, str) else format(Decimal(value), "f"), _mark_of(value))
    except NotANumber as fault:
        raise InvalidInput(field, fault) from None


def _mark_of(value: Figure) -> str:
    return "," if isinstance(value, str) else "."


def _recent_day(field: str, day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day.year <= today().year + YEARS_AHEAD:
        raise InvalidInput(field, _("Check the year of this date."))
    return day


def replace_partners(version: ExemplarVersion, rows: Iterable[PartnerRow]) -> None:
    """Make these the partners of a version. Part of a command."""
    given = [(n, row) for n, row in enumerate(rows) if not row.is_empty]
    _require_count("partners", len(given))
    wanted = [
        (_partner_name(f"partners-{n}", row), clean_line(f"partners-{n}-part", row.part, 300))
        for n, row in given
    ]
    if wanted == [(partner.name, partner.part) for partner in version.partners]:
        return
    version.partners[:] = [
        Partner(name=name, part=part, position=position) for position, (name, part) in enumerate(wanted)
    ]


def _partner_name(field: str, row: PartnerRow) -> str:
    name = clean_line(f"{field}-name", row.name, 300)
    if not name:
        raise InvalidInput(f"{field}-name", _("Name the unit or body."))
    return name


def _require_count(name: str, count: int) -> None:
    most = BY_NAME[name].limit
    if count > most:
        raise InvalidInput(name, _("Give at most %(n)s rows.", n=most))


def result_rows(version: ExemplarVersion) -> list[ResultRow]:
    """The stored results in the shape in which they are given."""
    return [
        ResultRow(one.indicator, one.before, one.after, one.measure, one.qualifier, one.as_of, one.key)
        for one in version.results
    ]


def partner_rows(version: ExemplarVersion) -> list[PartnerRow]:
    """The stored partners in the shape in which they are given."""
    return [PartnerRow(one.name, one.part) for one in version.partners]
