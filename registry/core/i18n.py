"""Texts people read: gettext in the reader's language, also outside a request."""

from typing import Any

from flask_babel import Domain, get_locale


class Texts(Domain):  # type: ignore[misc]  # the library has no types
    """The catalogues, found with one look at the language: a page asks for hundreds of texts."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str | None], Any] = {}

    def get_translations(self) -> Any:
        """The catalogue of the reader's language; an empty one outside an application."""
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        key = (locale.language, locale.territory)
        if key not in self._known:
            self._known[key] = super().get_translations()
        return self._known[key]


TEXTS = Texts()
_ = TEXTS.gettext
_l = TEXTS.lazy_gettext
_n = TEXTS.ngettext

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
