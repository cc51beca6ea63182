"""A lost password, or the first one: asking for a link by mail, and the page behind it."""

import re

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.identity.service import links
from registry.identity.throttle import TooManyTries
from registry.web.guard import public
from registry.web.identity.blueprint import bp
from registry.web.identity.forms import LostPasswordForm, NewPasswordForm
from registry.web.telling import tell

# Where this browser keeps the token between opening the link and choosing: no address of a page holds it,
# so none stays in the history, and none is told to another site (abuse case L04).
OPENED = "link"
LINK = re.compile(r"[A-Za-z0-9_-]{43}")
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


@bp.route("/quen-mat-khau", methods=["GET", "POST"])
@public
def ask_link() -> ResponseReturnValue:
    """The same answer for a name that somebody has and for one that nobody has."""
    form, headers = LostPasswordForm.from_request(), {}
    if form.submitted():
        try:
            links.ask_reset(form.who.data or "", address=request.remote_addr or "")
        except TooManyTries as refusal:
            form.show(refusal)
            headers["Retry-After"] = str(refusal.wait)
        else:
            return redirect(url_for("identity.ask_link", sent=1), 303)
    is_sent = request.args.get("sent") == "1" and not form.is_submitted()
    return render_template("identity/ask_link.html", form=form, is_sent=is_sent), form.status, headers


@bp.get("/mat-khau-moi/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Opening uses nothing up: programs that look through mail open links, too."""
    if not LINK.fullmatch(token):
        abort(404)
    session[OPENED] = token
    return redirect(url_for("identity.choose_password"), 303)


@bp.route("/mat-khau-moi", methods=["GET", "POST"])
@public
def choose_password() -> ResponseReturnValue:
    """Choose a password with the link that was opened in this browser."""
    token, form = str(session.get(OPENED, "")), NewPasswordForm.from_request()
    try:
        owner = links.owner_of(token)
        if form.submitted():
            links.choose_password(token, form.new.data or "")
            session.clear()
            tell(_("Your password is set. Sign in with it."), "success")
            return redirect(url_for("identity.sign_in"), 303)
    except links.LinkOver as over:
        session.pop(OPENED, None)
        return render_template("identity/link_over.html"), over.status, PRIVATE
    except InvalidInput as refusal:
        form.show(refusal)
    return render_template("identity/choose_password.html", form=form, owner=owner), form.status, PRIVATE
