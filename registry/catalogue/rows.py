"""Results and partners of a version: rows that are replaced together and keep their identity."""

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from registry.catalogue.cleaning import EARLIEST, clean_line
from registry.catalogue.contents import BY_NAME
from registry.catalogue.models import ExemplarVersion, Partner, Result
from registry.catalogue.series import NoSeries, Point, from_stored, in_order, parse_series, to_stored
from registry.catalogue.states import Qualifier
from registry.core.clock import today
from registry.core.errors import Faults, InvalidInput
from registry.core.figures import NotANumber, parse_amount, parse_number
from registry.core.i18n import _

Figure = Decimal | int | str | None
CleanRow = dict[str, Any]
# A result may be a target that is still to be reached.
YEARS_AHEAD = 5
FUNDS = ("fund_state", "fund_community", "fund_enterprises", "fund_other")
MOST_DONG, MOST_PEOPLE = 10**15, 10**12
_KEY = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class ResultRow:
    """A measured result as somebody gives it; `key` names the stored row it replaces.

    With `as_of_month` only the month of `as_of` is known. What cannot be read may be given as it was typed.
    """

    indicator: str
    before: Figure = None
    after: Figure = None
    measure: str = ""
    qualifier: str = Qualifier.EXACT
    as_of: date | None = None
    key: str = ""
    as_of_month: bool = False
    since: date | None = None
    since_month: bool = False
    series: Sequence[Point] | str = ()
    of_count: Figure = None
    of_whom: str = ""
    fund_state: Figure = None
    fund_community: Figure = None
    fund_enterprises: Figure = None
    fund_other: Figure = None

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in; how exact a figure is says nothing by itself."""
        figures = (self.before, self.after, self.of_count, *(getattr(self, name) for name in FUNDS))
        words = (self.indicator, self.measure, self.of_whom)
        return (
            all(one is None or one == "" for one in figures)
            and not any(text.strip() for text in words)
            and not (self.as_of or self.since or self.series)
        )


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
    put_results(version, clean_results(rows))


def clean_results(rows: Iterable[ResultRow]) -> list[CleanRow]:
    """Rows as they are stored, with their keys; raises InvalidInput that tells everything wrong."""
    given = [(n, row) for n, row in enumerate(rows) if not row.is_empty]
    _require_count("results", len(given))
    faults = Faults()
    cleaned = [{**_result_values(f"results-{n}", row, faults), "key": row.key} for n, row in given]
    faults.refuse()
    return cleaned


def put_results(version: ExemplarVersion, cleaned: Iterable[CleanRow]) -> None:
    """Store rows that were cleaned. Part of a command."""
    known = {result.key: result for result in version.results}
    kept: list[Result] = []
    for position, row in enumerate(cleaned):
        result = known.pop(row["key"], None) or Result(key=_new_key(row["key"], kept, known))
        for name, value in {**row, "key": result.key, "position": position}.items():
            setattr(result, name, value)
        kept.append(result)
    version.results[:] = kept


def _new_key(told: str, kept: Iterable[Result], known: Iterable[str]) -> str:
    """A result that was taken out and comes back keeps its key, and with it its evidence."""
    taken = {result.key for result in kept} | set(known)
    return told if _KEY.fullmatch(told) and told not in taken else secrets.token_hex(4)


def _result_values(field: str, row: ResultRow, faults: Faults) -> CleanRow:
    values: CleanRow = {
        "as_of_month": row.as_of is not None and row.as_of_month,
        "since_month": row.since is not None and row.since_month,
    }
    cleaners: dict[str, Callable[[str], Any]] = {
        "indicator": lambda name: _named(name, row.indicator, _("Say what was measured.")),
        "before": lambda name: _figure(name, row.before),
        "after": lambda name: _figure(name, row.after),
        "measure": lambda name: clean_line(name, row.measure, 80),
        "qualifier": lambda name: _qualifier(name, row.qualifier),
        "as_of": lambda name: _recent_day(name, row.as_of),
        "since": lambda name: _begun(name, row),
        "series": lambda name: _series(name, row.series),
        "of_count": lambda name: _whole(name, row.of_count, MOST_PEOPLE),
        "of_whom": lambda name: clean_line(name, row.of_whom, 120),
    }
    for name, cleaner in cleaners.items():
        with faults.gathered():
            values[name] = cleaner(f"{field}-{name}")
    for name in FUNDS:
        with faults.gathered():
            values[name] = _whole(f"{field}-{name}", getattr(row, name), MOST_DONG)
    return values


def _named(field: str, text: str, refusal: str) -> str:
    line = clean_line(field, text, 300)
    if not line:
        raise InvalidInput(field, refusal)
    return line


def _qualifier(field: str, word: str) -> Qualifier:
    if word not in set(Qualifier):
        raise InvalidInput(field, _("Choose one of the options."))
    return Qualifier(word)


def _figure(field: str, value: Figure) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return (
            parse_amount(value) if isinstance(value, str) else parse_number(format(Decimal(value), "f"), ".")
        )
    except NotANumber as fault:
        raise InvalidInput(field, fault) from None


def _recent_day(field: str, day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day.year <= today().year + YEARS_AHEAD:
        raise InvalidInput(field, _("Check the year of this date."))
    return day


def _begun(field: str, row: ResultRow) -> date | None:
    if row.since and row.as_of and row.since > row.as_of:
        raise InvalidInput(field, _("The period ends before it begins."))
    return _recent_day(field, row.since)


def _series(field: str, given: Sequence[Point] | str) -> list[list[str]]:
    try:
        points = parse_series(given) if isinstance(given, str) else in_order(given)
    except NoSeries as fault:
        raise InvalidInput(field, fault) from None
    for point in points:
        _recent_day(field, point.first_day)
    return to_stored(points)


def _whole(field: str, value: Figure, most: int) -> int | None:
    number = _figure(field, value)
    if number is None:
        return None
    if number != int(number) or not 0 <= number <= most:
        raise InvalidInput(field, _("Enter a whole number, not below 0."))
    return int(number)


def replace_partners(version: ExemplarVersion, rows: Iterable[PartnerRow]) -> None:
    """Make these the partners of a version. Part of a command."""
    put_partners(version, clean_partners(rows))


def clean_partners(rows: Iterable[PartnerRow]) -> list[PartnerRow]:
    """Rows as they are stored; raises InvalidInput that tells everything wrong."""
    given = [(n, row) for n, row in enumerate(rows) if not row.is_empty]
    _require_count("partners", len(given))
    faults, cleaned = Faults(), []
    for n, row in given:
        name = part = ""
        with faults.gathered():
            name = _named(f"partners-{n}-name", row.name, _("Name the unit or body."))
        with faults.gathered():
            part = clean_line(f"partners-{n}-part", row.part, 300)
        cleaned.append(PartnerRow(name, part))
    faults.refuse()
    return cleaned


def put_partners(version: ExemplarVersion, cleaned: list[PartnerRow]) -> None:
    """Store rows that were cleaned. Part of a command."""
    if cleaned != partner_rows(version):
        version.partners[:] = [
            Partner(name=row.name, part=row.part, position=position) for position, row in enumerate(cleaned)
        ]


def _require_count(name: str, count: int) -> None:
    most = BY_NAME[name].limit
    if count > most:
        raise InvalidInput(name, _("Give at most %(n)s rows.", n=most))


def result_rows(version: ExemplarVersion) -> list[ResultRow]:
    """The stored results in the shape in which they are given."""
    return [row_of(result) for result in version.results]


def row_of(result: Result) -> ResultRow:
    """One stored result in the shape in which it is given."""
    values = {one.name: getattr(result, one.name) for one in fields(ResultRow)}
    return ResultRow(**{**values, "series": tuple(from_stored(result.series))})


def copies_of(results: Iterable[Result]) -> list[Result]:
    """The same results for another version."""
    names = [one.name for one in fields(ResultRow)]
    return [
        Result(position=result.position, **{name: getattr(result, name) for name in names})
        for result in results
    ]


def partner_rows(version: ExemplarVersion) -> list[PartnerRow]:
    """The stored partners in the shape in which they are given."""
    return [PartnerRow(one.name, one.part) for one in version.partners]
