"""Form fields for what people here type: days as 22/11/2026, money and figures with dots and commas."""

import enum
import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import get_locale
from wtforms import Field
from wtforms.widgets import TextInput

from registry.calendar.queries import add_working_days
from registry.core.clock import today
from registry.core.figures import TooLong, parse_amount, parse_number
from registry.core.i18n import _
from registry.core.spoken import in_digits, split_hedge, without_percent
from registry.web.filters import as_exact_number, as_number

DAYS_AHEAD = 10
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
MOST_LETTERS = 40


class Unreadable(ValueError):
    """The text has no value, and why is known: the message says it."""


class Typed(Field):
    """A text box whose words are shown again exactly as typed when they cannot be read."""

    widget = TextInput()
    kind = "text"
    # "Enter a number" says little at the top of a page: there the name of the field goes before it.
    names_itself = False

    def read(self, text: str) -> Any:
        """The value of a text; raises ValueError when it has none."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def refusal(self) -> str:
        raise NotImplementedError

    def refusal_of(self, _text: str) -> str:
        """What is said of a text that cannot be read."""
        return self.refusal()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if len(text) > MOST_LETTERS:
            raise ValueError(self.refusal())
        try:
            self.data = self.read(text)
        except Unreadable:
            raise
        except (ValueError, InvalidOperation):
            raise ValueError(self.refusal_of(text)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


class OfMonth(enum.Enum):
    """Which day is meant where people know only the month: what begins in it, or is due in it."""

    FIRST = "first"
    LAST = "last"


class DayField(Typed):
    """A day: 22/11/2026, 22-11-2026, 22.11.2026, 2026-11-22, or 22112026 from a keyboard of digits only.

    With `of_month` a month will do (11/2026, tháng 11 năm 2026): the value is then its first or its last day.
    """

    kind = "date"

    def __init__(
        self, *args: Any, is_ahead: bool = False, of_month: OfMonth | None = None, **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.is_ahead, self.of_month = is_ahead, of_month

    def example(self) -> str:
        """A day such as the field asks for: today, or a working day of the next weeks for what lies ahead."""
        return f"{add_working_days(today(), DAYS_AHEAD) if self.is_ahead else today():%d/%m/%Y}"

    def hint(self) -> str:
        """What stands beside the field: how a day is written, and what a month means where one will do."""
        day = self.example()
        if self.of_month is OfMonth.LAST:
            return _("For example %(day)s, or %(month)s: until its last day", day=day, month=day[3:])
        if self.of_month is OfMonth.FIRST:
            return _("For example %(day)s, or %(month)s: from its first day", day=day, month=day[3:])
        return _("For example %(day)s", day=day)

    def read(self, text: str) -> date:
        day = (first_of_month(text) if self.of_month else None) or parse_day(text)
        if self.of_month is OfMonth.LAST and first_of_month(text):
            day = day.replace(day=monthrange(day.year, day.month)[1])
        if not EARLIEST <= day < LATEST:
            raise ValueError(text)
        return day

    def show(self, value: Any) -> str:
        return f"{value:%d/%m/%Y}"

    def refusal(self) -> str:
        day = self.example()
        if self.of_month:
            return _("Enter a real day or month, for example %(day)s or %(month)s", day=day, month=day[3:])
        return _("Enter a real date, for example %(day)s", day=day)


class NumberField(Typed):
    """What all fields of numbers say of words they cannot take."""

    def refusal_of(self, text: str) -> str:
        word, _hedge, _rest = split_hedge(text)
        return _("Enter the number alone, without “%(word)s”.", word=word) if word else self.refusal()


class MoneyField(NumberField):
    """Whole dong: 1.900.000.000, 1,900,000,000, 1900000000 or 1,9 tỷ; not below 0."""

    kind = "money"
    names_itself = True

    def read(self, text: str) -> int:
        if re.fullmatch(r"[1-9][0-9]{0,2}([\s.,][0-9]{3}){0,4}|[0-9]{1,15}", text):
            return int(re.sub(r"[\s.,]", "", text))
        try:
            money = parse_amount(text, decimal_mark())
        except TooLong:
            raise Unreadable(_("This number is too large. Count its zeros.")) from None
        if money != int(money) or money < 0:
            raise ValueError(text)
        return int(money)

    def show(self, value: Any) -> str:
        return as_number(value, 0)

    def refusal(self) -> str:
        return _("Enter an amount, for example 1,900,000,000 or 1.9 billion")


class CountField(MoneyField):
    """A whole number, not below 0: 630, 1.284 or 20 nghìn."""

    def refusal(self) -> str:
        return _("Enter a whole number, for example %(n)s", n=as_number(1284))


class FigureField(NumberField):
    """A number with at most two decimals, with a comma or a point as the reader of the page writes them.

    One that is stored with more, from an import, is shown whole and stays what it is until it is changed.
    """

    kind = "number"
    names_itself = True

    def read(self, text: str) -> Decimal:
        return self.limited(parse_number(text, decimal_mark()))

    def limited(self, number: Decimal) -> Decimal:
        """The number, unless it has decimals that are not stored already; raises ValueError."""
        return number if number == self.object_data else with_two_decimals(number)

    def show(self, value: Any) -> str:
        return as_exact_number(value)

    def refusal(self) -> str:
        return _("Enter a number, for example %(n)s", n=as_number(Decimal("12.5")))


class PercentField(FigureField):
    """A whole share of a hundred: 30, 30% or 30 phần trăm."""

    def read(self, text: str) -> Decimal:
        number = parse_number(without_percent(text), decimal_mark())
        if number != int(number) or not 0 <= number <= 100:
            raise ValueError(text)
        return number

    def refusal(self) -> str:
        return _("Enter a whole number from 0 to 100, for example 30")


class AmountField(FigureField):
    """A figure that may be said in words: 12,5, 20.000.000 or 20 triệu; some may be below 0."""

    # A keyboard with a decimal mark, on phones.
    kind = "money"

    def read(self, text: str) -> Decimal:
        return self.limited(parse_amount(text, decimal_mark()))

    def refusal(self) -> str:
        return _("Enter a number, for example %(n)s or 20 million", n=as_number(Decimal("12.5")))


def parse_day(text: str) -> date:
    """The day a text names; raises ValueError, and Unreadable for one that is not in the calendar."""
    text = in_digits(text)
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        return real_day(int(found[1]), int(found[2]), int(found[3]))
    found = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", text) or re.fullmatch(
        r"([0-9]{2})([0-9]{2})([0-9]{4})", text
    )
    if not found:
        raise ValueError(text)
    return real_day(int(found[3]), int(found[2]), int(found[1]))


def first_of_month(text: str) -> date | None:
    """The first day of a month that is typed alone (6/2026, 062026); None for every other text."""
    text = in_digits(text)
    found = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{4})", text) or re.fullmatch(
        r"([0-9]{2})([0-9]{4})", text
    )
    return date(int(found[2]), int(found[1]), 1) if found else None


def real_day(year: int, month: int, day: int) -> date:
    """The day; raises Unreadable for 31/02."""
    try:
        return date(year, month, day)
    except ValueError:
        told = f"{day:02}/{month:02}/{year:04}"
        raise Unreadable(_("There is no %(day)s in the calendar.", day=told)) from None


def decimal_mark() -> str:
    """One mark before three digits groups them when the reader's language groups with it."""
    return "," if str(get_locale() or "vi") == "vi" else "."


def with_two_decimals(number: Decimal) -> Decimal:
    """The number, as long as its decimals are no more than are shown; raises ValueError."""
    if number != number.quantize(Decimal("0.01")):
        raise Unreadable(_("Use at most two decimals: %(n)s", n=as_exact_number(number)))
    return number
