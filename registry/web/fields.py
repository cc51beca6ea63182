"""Form fields for what people here type: days as 22/11/2026, money and figures with dots and commas."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import get_locale
from wtforms import Field
from wtforms.widgets import TextInput

from registry.core.i18n import _
from registry.web.filters import as_number

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
MOST_LETTERS = 40


class Typed(Field):
    """A text box whose words are shown again exactly as typed when they cannot be read."""

    widget = TextInput()
    kind = "text"

    def read(self, text: str) -> Any:
        """The value of a text; raises ValueError when it has none."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def refusal(self) -> str:
        raise NotImplementedError

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if len(text) > MOST_LETTERS:
            raise ValueError(self.refusal())
        try:
            self.data = self.read(text)
        except (ValueError, InvalidOperation):
            raise ValueError(self.refusal()) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


class DayField(Typed):
    """A day: 22/11/2026, 22-11-2026, 22.11.2026, 2026-11-22, or 22112026 from a keyboard of digits only."""

    kind = "date"

    def read(self, text: str) -> date:
        day = parse_day(text)
        if not EARLIEST <= day < LATEST:
            raise ValueError(text)
        return day

    def show(self, value: Any) -> str:
        return f"{value:%d/%m/%Y}"

    def refusal(self) -> str:
        return _("Enter a real date, for example 22/11/2026")


class MoneyField(Typed):
    """Whole dong: 1.900.000.000, 1,900,000,000 or 1900000000; not below 0."""

    kind = "money"

    def read(self, text: str) -> int:
        grouped = re.fullmatch(r"[0-9]{1,3}([\s.,][0-9]{3}){0,4}|[0-9]{1,15}", text)
        if not grouped:
            raise ValueError(text)
        return int(re.sub(r"[\s.,]", "", text))

    def show(self, value: Any) -> str:
        return as_number(value, 0)

    def refusal(self) -> str:
        return _("Enter a number, for example 1,900,000,000")


class FigureField(Typed):
    """A number with at most two decimals, with a comma or a point as the reader of the page writes them."""

    kind = "number"

    def read(self, text: str) -> Decimal:
        return parse_figure(text, str(get_locale() or "vi"))

    def show(self, value: Any) -> str:
        return as_number(value)

    def refusal(self) -> str:
        return _("Enter a number, for example %(n)s", n=as_number(Decimal("12.5")))


def parse_day(text: str) -> date:
    """The day a text names; raises ValueError."""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    found = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", text) or re.fullmatch(
        r"([0-9]{2})([0-9]{2})([0-9]{4})", text
    )
    if not found:
        raise ValueError(text)
    return date(int(found[3]), int(found[2]), int(found[1]))


def parse_figure(text: str, language: str) -> Decimal:
    """The number a text names; one mark before three digits groups them when the language groups with it."""
    plain = re.sub(r"\s", "", text)
    if not re.fullmatch(r"-?[0-9.,]+", plain):
        raise ValueError(text)
    marks = [mark for mark in ".," if mark in plain]
    decimal = max(marks, key=plain.rindex) if len(marks) == 2 else _lone_mark(plain, marks, language)
    for mark in marks:
        if mark != decimal:
            plain = _ungrouped(plain, mark, decimal)
    number = Decimal(plain.replace(decimal, ".") if decimal else plain)
    if number != number.quantize(Decimal("0.01")) or abs(number) >= Decimal(10) ** 15:
        raise ValueError(text)
    return number


def _lone_mark(plain: str, marks: list[str], language: str) -> str:
    if not marks or plain.count(marks[0]) > 1:
        return ""
    groups_with = "." if language == "vi" else ","
    before_three = re.fullmatch(r"-?[0-9]{1,3}[.,][0-9]{3}", plain)
    return "" if before_three and marks[0] == groups_with else marks[0]


def _ungrouped(plain: str, mark: str, decimal: str) -> str:
    whole = plain.split(decimal)[0] if decimal else plain
    if not re.fullmatch(rf"-?[0-9]{{1,3}}({re.escape(mark)}[0-9]{{3}})+", whole):
        raise ValueError(plain)
    return plain.replace(mark, "")
