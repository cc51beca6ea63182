"""The reader's language stands in front of the address: none for Vietnamese, /en for English."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from registry.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, TEXTS, as_count

NAMES = {"vi": "Tiếng Việt", "en": "English"}
RIGHT_TO_LEFT = frozenset({"ar"})
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
KEY = "registry.language"


class LanguagePrefix:
    """Moves /en from the path to the root of the application, so that every link made keeps it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        first = path[1:].partition("/")[0]
        if first in LANGUAGES and first != DEFAULT_LANGUAGE:
            environ[KEY] = first
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + f"/{first}"
            environ["PATH_INFO"] = path[len(first) + 1 :] or "/"
        return self.application(environ, start_response)


def init(app: Flask) -> None:
    """Read the language from the address."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign, assignment]
    Babel(app, locale_selector=language, timezone_selector=lambda: "Asia/Ho_Chi_Minh")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: TEXTS.get_translations().ugettext(text),
        ngettext=lambda one, many, count: TEXTS.get_translations().ungettext(one, many, count),
        newstyle=True,
    )
    _say_at_once(app)
    _write_counts(app)


def _say_at_once(app: Flask) -> None:
    """Have a sentence without anything to fill in ready for every page: most of a page are such sentences."""
    filled: Callable[..., Any] = app.jinja_env.globals["gettext"]  # type: ignore[assignment]
    known: dict[tuple[int, str], Markup] = {}

    @pass_context
    def gettext(context: Context, text: str, /, **values: Any) -> Any:
        if values or not context.eval_ctx.autoescape:
            return filled(context, text, **values)
        # Catalogues are read once and stay.
        key = id(TEXTS.get_translations()), text
        said = known.get(key)
        if said is None:
            said = known[key] = filled(context, text)
        return said

    app.jinja_env.globals |= {"gettext": gettext, "_": gettext}


def _write_counts(app: Flask) -> None:
    """Have a count inside a sentence written like every number: 1.276 in Vietnamese."""
    plural: Callable[..., Any] = app.jinja_env.globals["ngettext"]  # type: ignore[assignment]

    @pass_context
    def ngettext(context: Context, one: str, many: str, /, num: int, **values: Any) -> Any:
        return plural(context, one, many, num, **{"num": as_count(num), **values})

    app.jinja_env.globals["ngettext"] = ngettext


def language() -> str:
    """The language of this request; Vietnamese outside one."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    return str(request.environ.get(KEY, DEFAULT_LANGUAGE))


def direction() -> str:
    """`rtl` or `ltr`."""
    return "rtl" if language() in RIGHT_TO_LEFT else "ltr"


def page_url(code: str, *, plain: bool = False) -> str:
    """This page in another language; `plain` without what was asked behind the question mark."""
    root = request.script_root
    current = language()
    if current != DEFAULT_LANGUAGE:
        root = root.removesuffix(f"/{current}")
    prefix = "" if code == DEFAULT_LANGUAGE else f"/{code}"
    query = request.query_string.decode("utf-8", "replace")
    return f"{root}{prefix}{request.path}" + (f"?{query}" if query and not plain else "")


def choices() -> list[tuple[str, str, str, bool]]:
    """(code, name, address of this page, whether current) for every language."""
    return [(code, NAMES[code], page_url(code), code == language()) for code in LANGUAGES]
