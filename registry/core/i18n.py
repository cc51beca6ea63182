"""Texts people read: gettext in the reader's language, also outside a request."""

from flask_babel import gettext, lazy_gettext, ngettext

_ = gettext
_l = lazy_gettext
_n = ngettext

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
