"""Texts people read: gettext in the reader's language, also outside a request."""

from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from flask import g
from flask_babel import Domain, get_locale

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"


class Texts(Domain):  # type: ignore[misc]  # the library has no types
    """The catalogues, found with one look at the language: a page asks for hundreds of texts."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str | None], Any] = {}

    def get_translations(self) -> Any:
        """The catalogue of the reader's language; an empty one outside an application."""
        locale = locale_here()
        if locale is None:
            return super().get_translations()
        key = (locale.language, locale.territory)
        if key not in self._known:
            self._known[key] = super().get_translations()
        return self._known[key]

    def ngettext(self, singular: str, plural: str, num: float, **variables: Any) -> str:
        """The form for `num`, in which the count is written as numbers are in that language: 1.276."""
        text = self.get_translations().ungettext(singular, plural, num)
        return str(text % {"num": as_count(num), **variables})


def locale_here() -> Any:
    """The language that `get_locale` would find: it asks half a dozen times where it is, each time a text is
    asked for.
    """
    try:
        known = g._get_current_object().get("_flask_babel")
    except RuntimeError:
        return None
    return getattr(known, "babel_locale", None) or get_locale()


def as_count(num: float) -> str:
    """A count as the reader's language groups its digits."""
    return _counted(num, str(locale_here() or DEFAULT_LANGUAGE))


@lru_cache(maxsize=1024)
def _counted(num: float, locale: str) -> str:
    """A page shows the same few counts again and again."""
    return str(format_decimal(num, locale=locale))


TEXTS = Texts()
_ = TEXTS.gettext
_l = TEXTS.lazy_gettext
_n = TEXTS.ngettext
