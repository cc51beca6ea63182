"""Appeals: the unit asks that a decision be looked at again; somebody who took no part answers."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, require
from registry.review import lifted, queries
from registry.review.models import Nomination
from registry.review.queries import appeals
from registry.review.rules import require_other_people
from registry.review.service import appealing
from registry.review.states import ObjectionOutcome
from registry.web.guard import actor, permission
from registry.web.review.appeal_forms import AppealForm, FindingForm
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.words import OUTCOMES
from registry.web.telling import tell

MEANINGS = {
    ObjectionOutcome.UPHELD: _l("The decision is lifted, and a signer who did not make it decides anew."),
    ObjectionOutcome.PARTLY: _l("The decision stays; the answer says what is right about the appeal."),
    ObjectionOutcome.DISMISSED: _l("The decision stays."),
}


@bp.route("/de-cu/<ref:reference>/xem-xet-lai", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SIGN)
def appeal(reference: str) -> ResponseReturnValue:
    """The unit's lead asks that somebody else look at the decision again."""
    nomination = queries.get_nomination(actor(), reference)
    require(actor(), Permission.NOMINATION_SIGN, nomination)
    last = appeals.last_day_to_appeal(nomination)
    if last is None:
        raise NotFound(_("There is no decision that can be appealed."))
    form = AppealForm.from_request(version=str(nomination.version))

    def act() -> str:
        appealing.file_appeal(actor(), nomination, text=form.text.data or "", version=form.seen_version)
        tell(_("Sent. Somebody who took no part in the decision answers it."), "success")
        return _to_decision(nomination)

    if form.submitted() and (answer := form.done(act)):
        return answer
    if not form.is_submitted() and not appeals.may_appeal(actor(), nomination):
        return redirect(_to_decision(nomination))
    return _page("review/appeal.html", nomination, form=form, last=last), form.status


@bp.post("/de-cu/<ref:reference>/ket-qua/da-biet")
@permission(Permission.NOMINATION_SIGN)
def leave_decision(reference: str) -> ResponseReturnValue:
    """The lead has read the decision: it waits no more."""
    nomination = queries.get_nomination(actor(), reference)
    appealing.leave_decision(actor(), nomination)
    tell(_("Noted. It no longer waits for you; until the last day you can still ask for another look."))
    return redirect(_to_decision(nomination), 303)


@bp.route("/de-cu/<ref:reference>/xem-xet-lai/tra-loi", methods=["GET", "POST"])
@permission(Permission.APPEAL_DECIDE)
def answer_appeal(reference: str) -> ResponseReturnValue:
    """Read both texts, say what is found."""
    nomination = queries.get_nomination(actor(), reference)
    found = appeals.get_appeal(nomination)
    require_other_people(actor(), nomination)
    form = FindingForm.from_request(version=str(found.version))

    def act() -> str:
        appealing.answer_appeal(
            actor(), found, outcome=ObjectionOutcome(form.outcome.data), text=form.text.data or "",
            version=form.seen_version,
        )  # fmt: skip
        tell(_("The answer is recorded. %(unit)s has been told.", unit=nomination.unit_name), "success")
        return _to_decision(nomination)

    if form.submitted() and (answer := form.done(act)):
        return answer
    if not form.is_submitted() and found.outcome is not None:
        return redirect(_to_decision(nomination))
    return _page(
        "review/answer_appeal.html", nomination, form=form, appeal=found, meanings=MEANINGS
    ), form.status


def _page(template: str, nomination: Nomination, **values: object) -> str:
    before = lifted.lifted_of(nomination)
    decision = nomination.decision or (before[-1] if before else None)
    return render_template(
        template,
        nomination=nomination,
        decision=decision,
        outcome=OUTCOMES[decision.outcome][0] if decision else "",
        title=version_of(nomination).title,
        back=_to_decision(nomination),
        **values,
    )


def _to_decision(nomination: Nomination) -> str:
    return url_for("review.show_decision", reference=nomination.reference)
