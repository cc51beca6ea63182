"""Objections as anybody meets them: filing one, and following it by its receipt."""

from typing import Any

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.queries import get_campaign
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.identity.throttle import Limit, TooManyTries, key_of
from registry.review.models import Nomination
from registry.review.objections import Objection
from registry.review.queries.notice import get_under_notice
from registry.review.queries.objections import find_by_code
from registry.review.service import objecting
from registry.web.forms import Form
from registry.web.guard import actor_or_none, public
from registry.web.review.blueprint import bp
from registry.web.review.objection_forms import FollowForm, ObjectionForm
from registry.web.review.sheets import shown_row
from registry.web.telling import tell

# The receipt this browser may read: kept in its own cookie, so that no address holds the code.
RECEIPT = "objection"
# Guesses at codes from one address.
GUESSES = Limit(20, 3600)


@bp.route("/dot-xet/<ref:reference>/cong-khai/<ref:code>/phan-anh", methods=["GET", "POST"])
@public
def file_objection(reference: str, code: str) -> ResponseReturnValue:
    """Object to a model on public notice, with or without a name."""
    campaign = get_campaign(actor_or_none(), reference)
    shown = get_under_notice(campaign, code)
    form = ObjectionForm.from_request()
    answer, headers = None, {}
    if form.submitted():
        try:
            answer = form.done(lambda: _file(shown.nomination, form))
        except TooManyTries as refusal:
            headers = _too_many(form, refusal)
    if answer is not None:
        return answer
    page = render_template(
        "review/file_objection.html", form=form, campaign=campaign, one=shown_row(actor_or_none(), shown)
    )
    return page, form.status, headers


@bp.route("/phan-anh", methods=["GET", "POST"])
@public
def follow_objection() -> ResponseReturnValue:
    """What became of an objection, for whoever has its number and code."""
    form, headers = FollowForm.from_request(), {}
    if form.submitted():
        try:
            # Counted by itself: what is refused must not take its own count back.
            GUESSES.take(key_of("objection-code", request.remote_addr or ""))
            if answer := form.done(lambda: _open(form)):
                return answer
        except TooManyTries as refusal:
            headers = _too_many(form, refusal)
    objection, code = _receipt()
    page = make_response(
        render_template("review/follow_objection.html", form=form, objection=objection, code=code),
        form.status,
    )
    page.headers.extend(headers)
    return page


@bp.post("/phan-anh/xoa")
@public
def forget_objection() -> ResponseReturnValue:
    """Take number and code out of this browser; the objection stays as it is."""
    session.pop(RECEIPT, None)
    tell(_("The number and the code are deleted from this browser."), "success")
    return redirect(url_for("review.follow_objection"), 303)


def _file(nomination: Nomination, form: ObjectionForm) -> str:
    objection, code = objecting.file_objection(nomination, form.filing(), address=request.remote_addr or "")
    session[RECEIPT] = [objection.reference, code]
    return url_for("review.follow_objection")


def _open(form: FollowForm) -> str:
    reference, code = (form.reference.data or "").strip().upper(), form.code.data or ""
    if find_by_code(reference, objecting.digest_of_code(code)) is None:
        raise InvalidInput("code", _("The number and the code do not fit together."))
    session[RECEIPT] = [reference, code]
    return url_for("review.follow_objection")


def _receipt() -> tuple[Objection | None, str]:
    kept = session.get(RECEIPT)
    if not isinstance(kept, list) or len(kept) != 2 or not all(isinstance(one, str) for one in kept):
        return None, ""
    found = find_by_code(kept[0], objecting.digest_of_code(kept[1]))
    return found, kept[1] if found is not None else ""


def _too_many(form: Form, refusal: TooManyTries) -> dict[str, Any]:
    form.show(refusal)
    return {"Retry-After": str(refusal.wait)}
