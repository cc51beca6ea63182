"""What an address asks of the overview: the period, the unit, the field, the level, how it is divided."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from registry.catalogue.models import Field
from registry.catalogue.queries import find_field, list_fields
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.i18n import _
from registry.identity.models import User
from registry.reports.asking import EVERYWHERE, own_units, period_before, period_of, unit_of
from registry.reports.figures.counting import By
from registry.reports.scope import Period, Scope
from registry.units.models import Unit
from registry.web.languages import language
from registry.web.words import word

YEARS = 5
# In an address: what the steps are compared with.
LAST_YEAR, BEFORE = "cung-ky", "ky-truoc"
DIVIDED = (By.FIELD, By.SUBJECT, By.LEVEL, By.UNIT, By.YEAR)


@dataclass(frozen=True)
class Asked:
    """What was asked for, each checked; what is unknown counts as not asked for."""

    reader: User
    period: Period
    period_code: str
    unit: Unit | None
    own: list[Unit]
    field: Field | None
    level: Level | None
    by: By
    # With what the steps are compared: LAST_YEAR, BEFORE, or nothing.
    against: str = ""

    @property
    def compared(self) -> Period | None:
        """The period that the steps are compared with."""
        if self.against == BEFORE:
            return period_before(self.period, self.period_code)
        return self.period.years_before(1) if self.against == LAST_YEAR else None

    @property
    def scope(self) -> Scope:
        return Scope(self.reader, self.period, self.unit, self.field.id if self.field else None, self.level)

    @property
    def goes_on(self) -> bool:
        """Whether its period reaches until today."""
        return self.period.last == today()

    def values(self, **other: str) -> dict[str, str]:
        """The same in an address, with something else in place of a part."""
        asked = {
            "ky": self.period_code,
            "dia-ban": self.unit.code if self.unit else EVERYWHERE,
            "linh-vuc": self.field.code if self.field else "",
            "cap": self.level.value if self.level else "",
            "theo": self.by.value,
            "so-voi": self.against,
        }
        return {name: value for name, value in (asked | other).items() if value}

    def url(self, endpoint: str = "reports.show_overview", **other: str) -> str:
        return url_for(endpoint, **self.values(**other))  # type: ignore[arg-type]


def asked_by(reader: User) -> Asked:
    """What the address of the request asks for; the reader's own unit where it names none."""
    args = request.args
    code = args.get("ky", "")
    period, code = period_of(code)
    own = own_units(reader)
    level = next((one for one in Level if one.value == args.get("cap", "")), None)
    by = next((one for one in DIVIDED if one.value == args.get("theo", "")), By.FIELD)
    field = find_field(args.get("linh-vuc", "")) if args.get("linh-vuc") else None
    against = args.get("so-voi", "")
    if against not in (LAST_YEAR, BEFORE) or (against == BEFORE and period_before(period, code) is None):
        against = ""
    return Asked(reader, period, code, unit_of(args.get("dia-ban", ""), own), own, field, level, by, against)


def period_name(code: str, *, plain: bool = False) -> str:
    """2026, or a quarter or a month of it, in words; a `plain` one does not say that the year goes on."""
    year, _dash, quarter = code.partition("-q")
    if quarter:
        return _("Quarter %(quarter)s of %(year)s", quarter=quarter, year=year)
    year, _dash, month = year.partition("-")
    if month:
        return _("Month %(month)s of %(year)s", month=int(month), year=year)
    if int(year) == today().year and not plain:
        return _("%(year)s to date", year=year)
    return _("Year %(year)s", year=year)


def choices_of(asked: Asked) -> dict[str, list[tuple[str, str]]]:
    """The choices of each list of the form, as (value, label)."""
    day = today()
    quarters = [f"{day.year}-q{number}" for number in range((day.month + 2) // 3, 0, -1)]
    months = [f"{day.year}-{number:02}" for number in range(day.month, 0, -1)]
    periods = [str(day.year), *quarters, *months, *(str(day.year - back) for back in range(1, YEARS))]
    periods += [asked.period_code] if asked.period_code not in periods else []
    places = [*asked.own] + ([asked.unit] if asked.unit and asked.unit not in asked.own else [])
    return {
        "ky": [(code, period_name(code)) for code in periods],
        "dia-ban": [(one.code, one.name) for one in places] + [(EVERYWHERE, _("Whole country"))],
        "linh-vuc": [("", _("All fields")), *((one.code, field_name(one)) for one in list_fields())],
        "cap": [("", _("All levels")), *((one.value, str(word(one))) for one in Level)],
        "theo": [(one.value, str(words_of(one))) for one in DIVIDED],
    }


def words_of(by: By) -> Any:
    """What figures are divided by, in words."""
    return {
        By.FIELD: _("Field"), By.SUBJECT: _("Kind of subject"), By.LEVEL: _("Level"), By.UNIT: _("Unit"),
        By.YEAR: _("Year"), By.QUARTER: _("Quarter"), By.BELOW: _("Unit below"), By.PART: _("Who paid"),
        By.SIZE: _("Size of unit"),
    }[by]  # fmt: skip


def field_name(field: Field) -> str:
    """A field in the reader's language."""
    return (field.name_en if language() == "en" else "") or field.name
