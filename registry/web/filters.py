"""Template filters and globals: dates, numbers, money and states as readers of the page know them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask
from flask_babel import get_timezone
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import Field, Form, fields
from wtforms.fields.form import FormField
from wtforms.fields.list import FieldList

from registry.core.figures import MOST_PLACES
from registry.core.i18n import _, locale_here
from registry.web.assets import asset_url
from registry.web.drawing import dots_of, lineage_of
from registry.web.icons import icon
from registry.web.navigation import account_menu, menu
from registry.web.paths import path_to
from registry.web.resuming import session_mark
from registry.web.words import word, words_of_state

Number = int | float | Decimal
BILLION, MILLION = Decimal(1_000_000_000), Decimal(1_000_000)
# What stands between thousands, where that is all there is to writing a whole number.
GROUPED_BY = {"vi": ".", "en": ","}
# A space that never ends a line, between a figure and its unit.
NBSP = "\u00a0"


def _locale() -> str:
    found = locale_here()
    return found.language if found else "vi"


def as_date(value: date | datetime | None) -> str:
    """22/11/2026 in Vietnamese, 22 November 2026 in English; of a time, the day it was in Vietnam."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value).date()
    pattern = "dd/MM/yyyy" if _locale() == "vi" else "d MMMM yyyy"
    return str(dates.format_date(value, pattern, locale=_locale()))


def as_weekday(value: date) -> str:
    """Which day of the week it is."""
    return str(dates.format_date(value, "EEEE", locale=_locale()))


def _local(value: datetime) -> datetime:
    zone = get_timezone() or ZoneInfo("Asia/Ho_Chi_Minh")
    return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)


def as_datetime(value: datetime | None) -> str:
    """The day and the minute."""
    return f"{as_date(value)}, {_local(value):%H:%M}" if value else ""


def as_number(value: Number | None, places: int | None = None) -> str:
    """1.284 and 88,4 in Vietnamese; without `places` as many decimals as the value has, two at most."""
    if value is None:
        return ""
    if type(value) is int and places is None:
        # A page of results has a hundred counts.
        return _whole(value, _locale())
    pattern = "#,##0.##" if places is None else "#,##0" + ("." + "0" * places if places else "")
    return _formatted(str(value), pattern, _locale())


@lru_cache(maxsize=4096)
def _whole(value: int, locale: str) -> str:
    sign = GROUPED_BY.get(locale)
    return _formatted(str(value), "#,##0.##", locale) if sign is None else f"{value:,}".replace(",", sign)


@lru_cache(maxsize=4096)
def _formatted(value: str, pattern: str, locale: str) -> str:
    """Pages full of points show the same few numbers again and again."""
    return str(numbers.format_decimal(Decimal(value), format=pattern, locale=locale))


def as_exact_number(value: Number) -> str:
    """The same with every decimal it has, for where it may be changed."""
    pattern = "#,##0." + "#" * MOST_PLACES
    return str(numbers.format_decimal(value, format=pattern, locale=_locale()))


def as_money(value: Number | None) -> str:
    """Dong in short: 1,9 tỷ đồng, 640 triệu đồng; below a million in full."""
    if value is None:
        return ""
    dong = Decimal(str(value))
    # What rounds to a thousand millions is a billion.
    if abs(dong) >= BILLION - MILLION / 20:
        short = _("%(n)s billion VND", n=_tenths(dong / BILLION))
    elif abs(dong) >= MILLION:
        short = _("%(n)s million VND", n=_tenths(dong / MILLION))
    else:
        return as_money_full(value)
    return short.replace(" ", NBSP)


def _tenths(value: Decimal) -> str:
    return _formatted(str(value), "#,##0.#", _locale())


def as_money_full(value: Number | None) -> str:
    """Every digit: 1.900.000.000 đồng."""
    return "" if value is None else _("%(n)s VND", n=as_number(value, 0)).replace(" ", NBSP)


def as_filesize(size: int | None) -> str:
    """412 KB, 1,4 MB, 1 GB."""
    if size is None:
        return ""
    if size < 1024 * 1024:
        return f"{as_number(max(min(size, 1), round(size / 1024)))}{NBSP}KB"
    if size < 1024**3:
        return f"{as_number(round(Decimal(size) / 1024**2, 1))}{NBSP}MB"
    return f"{as_number(round(Decimal(size) / 1024**3, 1))}{NBSP}GB"


def as_percent(value: Number | None, of: Number = 1) -> str:
    """A share as a whole per cent: 0.62 gives 62%."""
    if value is None or not of:
        return ""
    return f"{as_number(round(100 * Decimal(str(value)) / Decimal(str(of))), 0)}%"


def as_signed(value: int) -> str:
    """A whole number with its sign, as a change is told: +13, −100. The minus is the sign and no hyphen."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{as_number(abs(value))}"


def as_lines(text: str | None) -> Markup:
    """Typed text with its paragraphs and line breaks."""
    blocks = [block for block in (text or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    drawn = [Markup("<br>").join(block.strip().split("\n")) for block in blocks]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in drawn)


KINDS: tuple[tuple[type[Field], str], ...] = (
    (fields.HiddenField, "hidden"),
    (fields.PasswordField, "password"),
    (fields.TextAreaField, "textarea"),
    (fields.RadioField, "radio"),
    (fields.SelectMultipleField, "checkboxes"),
    (fields.SelectField, "select"),
    (fields.BooleanField, "checkbox"),
    (fields.FileField, "file"),
    (fields.DateField, "date"),
    (fields.IntegerField, "number"),
    (fields.DecimalField, "number"),
    (fields.FloatField, "number"),
)


def field_kind(field: Field) -> str:
    """How a form field is drawn; the field's own `kind` or `data-kind` in its render_kw decides first."""
    told = (field.render_kw or {}).get("data-kind") or getattr(field, "kind", "")
    if told:
        return str(told)
    return next((kind for cls, kind in KINDS if isinstance(field, cls)), "text")


def field_errors(field: Field) -> list[str]:
    """The sentences about the field itself, not those of the fields inside it."""
    return [str(error) for error in field.errors if not isinstance(error, dict | list | tuple)]


def _wrong(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, FormField):
        yield from _wrong_in(field.form)
        return
    if isinstance(field, FieldList):
        for number, entry in enumerate(field.entries, start=1):
            yield from _wrong_in_row(number, entry)
    first = f"{field.id}-0" if field_kind(field) in ("radio", "checkboxes") else field.id
    yield from ((first, text) for text in field_errors(field))


def _named(field: Field, text: str) -> str:
    """A sentence that does not say by itself which field it is about."""
    fault = text if text[1:2].isupper() else text[:1].lower() + text[1:]
    return _("%(field)s: %(fault)s", field=field.label.text, fault=fault)


def _wrong_in_row(number: int, entry: Field) -> Iterator[tuple[str, str]]:
    """Many rows ask the same: their sentences begin with the row, by its name or number, and the question."""
    if not isinstance(entry, FormField):
        yield from ((id, _("Row %(n)s: %(fault)s", n=number, fault=text)) for id, text in _wrong(entry))
        return
    row = getattr(entry.form, "row_name", "") or _("Row %(n)s", n=number)
    for field in entry.form:
        for id, text in _wrong(field):
            yield id, _("%(row)s, %(field)s: %(fault)s", row=row, field=field.label.text, fault=text)


def _wrong_in(form: Form) -> Iterator[tuple[str, str]]:
    first = getattr(form, "told_first", ())
    for field in sorted(form, key=lambda one: first.index(one.name) if one.name in first else len(first)):
        names_itself = getattr(field, "names_itself", False)
        for id, text in _wrong(field):
            yield id, _named(field, text) if names_itself else text


def form_errors(form: Form) -> list[tuple[str, str]]:
    """(id of the input, sentence) for everything wrong, first what belongs to no field."""
    of_form = [("", str(error)) for error in getattr(form, "form_errors", ())]
    return list(dict.fromkeys([*of_form, *_wrong_in(form)]))


def is_pair(value: Any) -> bool:
    """Whether a macro was given (label, …) and not a label; a lazy text is no string, so ask this way."""
    return isinstance(value, tuple | list)


def register(app: Flask) -> None:
    """Give the filters, tests and globals to every template, macros included."""
    app.jinja_env.filters.update(
        date=as_date, weekday=as_weekday, datetime=as_datetime, number=as_number, money=as_money,
        money_full=as_money_full, filesize=as_filesize, percent=as_percent, signed=as_signed, lines=as_lines,
        words=words_of_state, word=word,
    )  # fmt: skip
    app.jinja_env.tests["pair"] = is_pair
    app.jinja_env.globals.update(
        icon=icon, asset_url=asset_url, menu=menu, account_menu=account_menu, field_kind=field_kind,
        field_errors=field_errors, form_errors=form_errors, dots_of=dots_of, lineage_of=lineage_of,
        csrf_token=generate_csrf, session_mark=session_mark, url_for=path_to,
    )  # fmt: skip
