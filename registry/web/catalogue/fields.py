"""Form fields of the registration: a beginning known to the year, month or day, lists, repeated rows."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import FieldList, StringField, TextAreaField
from wtforms.widgets import TextArea

from registry.catalogue.series import LONGEST, parse_series, shown
from registry.core.i18n import _
from registry.core.spoken import Spoken, in_digits, parse_spoken
from registry.web.fields import (
    AmountField,
    DayField,
    Typed,
    decimal_mark,
    first_of_month,
    parse_day,
    with_two_decimals,
)
from registry.web.filters import as_number

Beginning = tuple[int, date | None]
AsOf = tuple[date, bool]


class BeginningField(Typed):
    """When something began: 2024, 03/2024 or 12/03/2024. Its value is the year and, when known, the day."""

    def read(self, text: str) -> Beginning:
        text = in_digits(text)
        if re.fullmatch(r"[0-9]{4}", text):
            return int(text), None
        day = first_of_month(text) or parse_day(text)
        return day.year, day

    def show(self, value: Any) -> str:
        year, day = value
        if day is None:
            return str(year)
        return f"{day:%m/%Y}" if day.day == 1 else f"{day:%d/%m/%Y}"

    def refusal(self) -> str:
        return _("Enter a year, a month or a day, for example 2024, 03/2024 or 12/03/2024")


class AsOfField(DayField):
    """When a figure was taken, 06/2026 or 30/06/2026: the day, and whether it stands for its month."""

    kind = "text"

    def read(self, text: str) -> AsOf:  # type: ignore[override]
        text = in_digits(text)
        month = first_of_month(text)
        if month is None:
            return super().read(text), False
        return super().read(f"{month:%d/%m/%Y}"), True

    def show(self, value: Any) -> str:
        day, only_month = value
        return f"{day:%m/%Y}" if only_month else super().show(day)

    def refusal(self) -> str:
        return _("Enter a real day or month, for example 22/11/2026 or 11/2026")


class SpokenField(AmountField):
    """A figure with the words people say around it: hơn 400 hộ, 84%. The row makes use of them."""

    spoken: Spoken | None = None

    def read(self, text: str) -> Decimal:
        self.spoken = parse_spoken(text, decimal_mark())
        return self.limited(self.spoken.number)

    def refuse(self, fault: str) -> None:
        """Say that the words around the number do not fit the row; what was typed stays."""
        self.data = None
        self.process_errors.append(fault)


class SeriesField(Typed):
    """Dated figures, one a line: 06/2024: 412,5."""

    kind = "textarea"
    widget = TextArea()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if len(text) > LONGEST:
            raise ValueError(_("Use at most %(n)s characters.", n=LONGEST))
        points = parse_series(text, decimal_mark())
        for point in points:
            with_two_decimals(point.value)
        self.data = points

    def show(self, value: Any) -> str:
        return "\n".join(f"{shown(point)}: {as_number(point.value)}" for point in value)


class WordsField(StringField):
    """A list of short texts, parted by commas."""

    def process_data(self, value: Sequence[str] | None) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = re.split(r"[,;\n]", str(valuelist[0])) if valuelist else []

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(self.data or [])


class LinesField(TextAreaField):
    """A list of texts, one a line."""

    def process_data(self, value: Sequence[str] | None) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = str(valuelist[0]).splitlines() if valuelist else []

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])


class RowsField(FieldList):
    """Rows that repeat. Rows whose number is no plain small number are not read."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,3}})-", name):
                yield int(found[1])
