"""Single values of a model as people read them."""

from decimal import Decimal

from registry.catalogue.models import Field, Result
from registry.catalogue.rows import ResultRow
from registry.catalogue.series import from_stored
from registry.catalogue.states import Qualifier
from registry.core.i18n import _
from registry.web.filters import MILLION, NBSP, as_date, as_money, as_number
from registry.web.languages import language
from registry.web.words import word

DONG = frozenset({"đồng", "vnd", "vnđ", "đ"})


def field_name(field: Field) -> str:
    """The field's name in the reader's language, as far as there is one."""
    return (field.name_en if language() == "en" else "") or field.name


def amount(value: Decimal | int | None, measure: str) -> str:
    """A figure with its measure: 6,5 m, 62%, 445 tỷ đồng."""
    if value is None:
        return ""
    if measure.casefold() in DONG and abs(Decimal(value)) >= MILLION:
        return as_money(value)
    if measure == "%":
        return f"{as_number(value)}%"
    return f"{as_number(value)}{NBSP}{measure}" if measure else as_number(value)


def reached(result: Result) -> str:
    """What was reached, as it was reported: `hơn 400 hộ`."""
    value = result.after if result.after is not None else result.before
    if value is None and result.series:
        value = from_stored(result.series)[-1].value
    if value is None:
        return _("no figure yet")
    return hedged(result, amount(value, result.measure))


def hedged(result: Result, text: str) -> str:
    """The figure with the word that says how exact it is."""
    return text if result.qualifier is Qualifier.EXACT else f"{word(result.qualifier)} {text}"


def month_of(result: Result) -> str:
    """05/2025 in Vietnamese; the whole date elsewhere would be longer than it is sure."""
    return f"{result.as_of:%m/%Y}" if result.as_of else ""


def day_of(result: Result | ResultRow) -> str:
    """The day on which the figure was taken; its month when no more is known."""
    if result.as_of is not None and result.as_of_month:
        return f"{result.as_of:%m/%Y}"
    return as_date(result.as_of)
