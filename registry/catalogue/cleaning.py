"""Making typed values into stored ones, or saying what is wrong with them."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from registry.catalogue import queries
from registry.catalogue.contents import BY_NAME, Content, Kind
from registry.catalogue.models import Field
from registry.catalogue.states import EntryKind, SubjectKind
from registry.core.clock import today
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text, unique_key
from registry.units.states import Area

EARLIEST = 1945
TOPIC_LENGTH = 60
LINK_LENGTH = 500


def clean(name: str, value: Any) -> Any:
    """The value as it is stored; raises InvalidInput that names the content."""
    if name not in BY_NAME:
        raise InvalidInput(name, _("There is no such content."))
    content = BY_NAME[name]
    return _CLEANERS[content.kind](content, value)


def clean_line(field: str, value: Any, limit: int) -> str:
    """One line of text."""
    return _within(field, " ".join(clean_text(value).split()), limit)


def _within(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise InvalidInput(field, _("Use at most %(n)s characters.", n=limit))
    return text


def _line(content: Content, value: Any) -> str:
    return clean_line(content.name, value, content.limit)


def _text(content: Content, value: Any) -> str:
    return _within(content.name, clean_text(value), content.limit)


def _word(kind: type[EntryKind] | type[SubjectKind]) -> Callable[[Content, Any], Any]:
    def cleaner(content: Content, value: Any) -> Any:
        try:
            return kind(value)
        except ValueError:
            raise InvalidInput(content.name, _("Choose one of the options.")) from None

    return cleaner


def _field(content: Content, value: Any) -> Field | None:
    if value is None or value == "":
        return None
    found = value if isinstance(value, Field) else queries.find_field(str(value))
    if found is None:
        raise InvalidInput(content.name, _("Choose one of the options."))
    return found


def _topics(content: Content, value: Iterable[str] | None) -> list[str]:
    topics = {
        unique_key(one): one for text in value or () if (one := clean_line("topics", text, TOPIC_LENGTH))
    }
    if len(topics) > content.limit:
        raise InvalidInput(content.name, _("Give at most %(n)s topics.", n=content.limit))
    return list(topics.values())


def _areas(content: Content, value: Iterable[str] | None) -> list[str]:
    chosen = set(value or ())
    if not chosen <= {str(area) for area in Area}:
        raise InvalidInput(content.name, _("Choose one of the options."))
    return [str(area) for area in Area if area in chosen]


def _year(content: Content, value: int | None) -> int | None:
    if value is not None and value > today().year:
        raise InvalidInput(content.name, not_in_future())
    if value is not None and value < EARLIEST:
        raise InvalidInput(content.name, _("Enter a year from %(first)s on.", first=EARLIEST))
    return value


def _day(content: Content, value: date | None) -> date | None:
    if value is not None:
        _year(content, value.year)
        if value > today():
            raise InvalidInput(content.name, not_in_future())
    return value


def not_in_future() -> str:
    """What is said of a beginning that is still to come."""
    return _("This is in the future. Enter when the model began, today at the latest.")


def _whole(content: Content, value: Decimal | int | None) -> int | None:
    if value is None:
        return None
    if value != int(value) or not 0 <= value <= content.limit:
        raise InvalidInput(content.name, _whole_numbers(content))
    return int(value)


def _whole_numbers(content: Content) -> str:
    if content.kind is Kind.PERCENT:
        return _("Enter a whole number from 0 to 100.")
    return _("Cost must be a number, for example 1,900,000,000")


def _links(content: Content, value: Iterable[str] | None) -> list[str]:
    links = list(dict.fromkeys(link for text in value or () if (link := clean_text(text))))
    if len(links) > content.limit:
        raise InvalidInput(content.name, _("Give at most %(n)s links.", n=content.limit))
    faults = Faults()
    for link in links:
        with faults.gathered():
            if not is_web_link(link):
                raise InvalidInput(
                    content.name, _("A link begins with https:// or http://: %(link)s", link=link[:80])
                )
    faults.refuse()
    return links


def is_web_link(link: str) -> bool:
    """Whether this is an address on the web: nothing else is ever drawn as a link."""
    if len(link) > LINK_LENGTH or any(char.isspace() for char in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


_CLEANERS: dict[Kind, Callable[[Content, Any], Any]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.ENTRY_KIND: _word(EntryKind),
    Kind.SUBJECT_KIND: _word(SubjectKind),
    Kind.FIELD: _field,
    Kind.TOPICS: _topics,
    Kind.AREAS: _areas,
    Kind.YEAR: _year,
    Kind.DAY: _day,
    Kind.MONEY: _whole,
    Kind.PERCENT: _whole,
    Kind.LINKS: _links,
}
