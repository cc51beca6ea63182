"""Days, levels and numbers as papers write them, in Vietnamese whatever the reader's language."""

from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.i18n import _

BLANK = "\u00a0" * 6
# Shorter, so that place and date stand in one line of the letterhead.
SHORT_BLANK = "\u00a0" * 4


def day_in_words(day: date | None) -> str:
    """The day of a paper with its month and year; the day is a blank to be filled in by hand before."""
    if day is None:
        return _(
            "day %(day)s month %(month)s year %(year)s", day=SHORT_BLANK, month=SHORT_BLANK, year=today().year
        )
    # Days below ten and the first two months bear a zero (Decree 30/2020, Annex I).
    return _("day %(day)s month %(month)s year %(year)s", day=f"{day:%d}", month=_month(day), year=day.year)


def _month(day: date) -> str:
    return f"{day:%m}" if day.month < 3 else str(day.month)


def short_day(day: date | None) -> str:
    """A day in figures; nothing for none."""
    return f"{day:%d/%m/%Y}" if day else ""


def capital(text: str) -> str:
    """A name as it begins a line."""
    return text[:1].upper() + text[1:]


def points(value: Decimal | None) -> str:
    """Points with at most two places, as 91,2; nothing for none."""
    return str(format_decimal(round(value, 2), locale="vi")) if value is not None else ""


def dong(amount: int | None) -> str:
    """A sum of money in full; nothing for none."""
    if amount is None:
        return ""
    return _("%(amount)s dong", amount=format_decimal(amount, locale="vi"))


def level_name(level: Level) -> str:
    """A level as a paper names it."""
    return {
        Level.CENTRAL: _("central level"),
        Level.PROVINCE: _("provincial level"),
        Level.DISTRICT_LEGACY: _("district level"),
        Level.COMMUNE: _("commune level"),
        Level.GRASSROOTS: _("grassroots level"),
    }[level]
