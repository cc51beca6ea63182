"""Forms sent after their session: what was typed waits for its person, who signs in and goes on."""

from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from registry.core.db import db
from registry.core.i18n import _
from registry.core.permissions import PUBLIC
from registry.identity import queries
from registry.identity.models import KeptBecause, User
from registry.identity.service.keeping import NEVER, keep_text
from registry.web.telling import tell

# In an address: the number of what was put aside, with which its form is filled again.
RESUME = "tiep"
# In a form: in which session it was opened. It opens nothing; a cookie that was lost leaves it behind.
MARK = "of_session"
# Pages whose forms hold passwords: nothing of them is ever put aside or shown again.
SECRET = frozenset({"identity", "admin"})


def session_mark() -> str:
    """The mark of the present session for a form; nobody else can make one."""
    return _signer().dumps(queries.token_hash(current_user.token)) if current_user.is_authenticated else ""  # type: ignore[return-value]


def to_sign_in() -> ResponseReturnValue:
    """The way to the sign-in page and back to where somebody was, with what they typed."""
    if "Tus-Resumable" in request.headers or request.path.startswith("/api/"):
        # A program would follow the way to the page and take it for an answer.
        return {"status": 401, "detail": _("Please sign in")}, 401
    if request.method in {"GET", "HEAD"}:
        session["next"] = request.script_root + request.full_path.rstrip("?")
        return redirect(url_for("identity.sign_in"), 303)
    back, kept = _page_of_form(), _keep_for(_last_owner())
    session["next"] = request.script_root + (back or "/") + kept
    if not kept and (texts := _typed()):
        return _show_typed(texts), 401
    return redirect(url_for("identity.sign_in", ended="1"), 303)


def go_on_without_token() -> ResponseReturnValue | None:
    """What to answer to a form whose token belongs to an earlier session; None when it is to be refused.

    Nothing the form asks for is done: its text is put aside for the person in whose session it was opened.
    """
    if request.endpoint is None or request.path.startswith("/api/") or "Tus-Resumable" in request.headers:
        return None
    view = current_app.view_functions[request.endpoint]
    if not current_user.is_authenticated:
        access = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
        return None if access == PUBLIC else to_sign_in()
    owner = _marked_owner()
    if owner is not None and owner.id == current_user.user.id and (kept := _keep_for(owner)):
        tell(_("You signed in again meanwhile. What you had typed is here: look through it, then save."))
        return redirect(request.script_root + _page_of_form() + kept, 303)
    texts = _typed()
    return (_show_typed(texts), 400) if texts else None


def _page_of_form() -> str:
    """A page that can be opened: where the form stood, or the page it was sent to."""
    if _opens():
        return request.path
    return urlsplit(request.referrer or "").path.removeprefix(request.script_root)


def _opens() -> bool:
    rule = request.url_rule
    return rule is not None and "GET" in (rule.methods or ())


def _keep_for(owner: User | None) -> str:
    """Put the form aside for a person; returns what the address needs to fill it again."""
    view = current_app.view_functions[request.endpoint or ""]
    belongs = _opens() or hasattr(view, "keeps_typed")
    if owner is None or not belongs or not _form() or request.blueprint in SECRET:
        return ""
    fields = _form().items(multi=True)
    try:
        kept = keep_text(owner, _page_of_form(), fields, KeptBecause.SESSION_ENDED)
    except OperationalError:
        # Nothing can be stored just now: the page shows the text instead, to be copied.
        db.session.rollback()
        return ""
    return f"?{RESUME}={kept.id}" if kept else ""


def _form() -> MultiDict[str, str]:
    """What was sent, unless it is a file too large to be read for a stranger."""
    try:
        return request.form
    except RequestEntityTooLarge:
        return MultiDict()


def _last_owner() -> User | None:
    """Whose the form is: in whose session it was opened, or else whose ran out lately."""
    return _marked_owner() or queries.find_last_owner(session.get("_user_id") or "")


def _marked_owner() -> User | None:
    try:
        digest = _signer().loads(_form().get(MARK, ""))
    except BadData:
        return None
    return queries.find_owner(str(digest))


def _typed() -> list[str]:
    """The texts of the form that somebody may want to copy."""
    if request.blueprint in SECRET:
        return []
    fields = _form().items(multi=True)
    known = (value.strip() for name, value in fields if name not in NEVER and "password" not in name)
    return [text for text in known if " " in text or "\n" in text]


def _show_typed(texts: list[str]) -> str:
    return render_template("errors/show_typed.html", texts=texts, back=_page_of_form() if _opens() else "")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="session-of-a-form")
