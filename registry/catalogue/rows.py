"""Results and partners of a version: rows that are replaced together and keep their identity."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from registry.catalogue.cleaning import EARLIEST, clean_line
from registry.catalogue.contents import BY_NAME
from registry.catalogue.models import ExemplarVersion, Partner, Result
from registry.catalogue.states import Qualifier
from registry.core.clock import today
from registry.core.errors import Faults, InvalidInput
from registry.core.figures import NotANumber, parse_amount, parse_number
from registry.core.i18n import _

Figure = Decimal | int | str | None
CleanRow = dict[str, Any]
# A result may be a target that is still to be reached.
YEARS_AHEAD = 5


@dataclass(frozen=True)
class ResultRow:
    """A measured result as somebody gives it; `key` names the stored row it replaces.

    With `as_of_month` only the month of `as_of` is known.
    """

    indicator: str
    before: Figure = None
    after: Figure = None
    measure: str = ""
    qualifier: str = Qualifier.EXACT
    as_of: date | None = None
    key: str = ""
    as_of_month: bool = False

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
    kept = []
    for position, row in enumerate(cleaned):
        result = known.pop(row["key"], None) or Result(key=secrets.token_hex(4))
        for name, value in {**row, "key": result.key, "position": position}.items():
            setattr(result, name, value)
        kept.append(result)
    version.results[:] = kept


def _result_values(field: str, row: ResultRow, faults: Faults) -> CleanRow:
    values: CleanRow = {"as_of_month": row.as_of is not None and row.as_of_month}
    cleaners: dict[str, Callable[[str], Any]] = {
        "indicator": lambda name: _named(name, row.indicator, _("Say what was measured.")),
        "before": lambda name: _figure(name, row.before),
        "after": lambda name: _figure(name, row.after),
        "measure": lambda name: clean_line(name, row.measure, 80),
        "qualifier": lambda name: _qualifier(name, row.qualifier),
        "as_of": lambda name: _recent_day(name, row.as_of),
    }
    for name, cleaner in cleaners.items():
        with faults.gathered():
            values[name] = cleaner(f"{field}-{name}")
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
    return [
        ResultRow(
            one.indicator, one.before, one.after, one.measure, one.qualifier, one.as_of, one.key,
            one.as_of_month,
        )
        for one in version.results
    ]  # fmt: skip


def partner_rows(version: ExemplarVersion) -> list[PartnerRow]:
    """The stored partners in the shape in which they are given."""
    return [PartnerRow(one.name, one.part) for one in version.partners]
