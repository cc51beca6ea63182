"""Pages on conflicts of interest: stepping aside from a nomination, and who did so in a campaign."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.review import queries
from registry.review.models import Nomination, Recusal
from registry.review.service import recusing
from registry.review.states import ConflictKind
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.forms import StepAsideForm
from registry.web.telling import tell
from registry.web.words import word


@bp.route("/de-cu/<ref:reference>/tranh-xet", methods=["GET", "POST"])
@permission(Permission.NOMINATION_RECUSE)
def step_aside(reference: str) -> ResponseReturnValue:
    """Somebody of the council says what binds them to a nomination, and acts on it no more."""
    nomination = queries.get_nomination(actor(), reference)
    require(actor(), Permission.NOMINATION_RECUSE, nomination)
    form = StepAsideForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _stepped_aside(nomination, form))):
        return answer
    return render_template(
        "review/step_aside.html",
        form=form,
        about=version_of(nomination).title,
        back=url_for("review.show_nomination", reference=reference),
    ), form.status


@bp.get("/dot-xet/<ref:reference>/tranh-xet")
@permission(Permission.NOMINATION_ASSIGN)
def list_recusals(reference: str) -> ResponseReturnValue:
    """The ledger of a campaign: who stepped aside from what, why and when."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_ASSIGN, campaign)
    return render_template(
        "review/list_recusals.html",
        campaign=campaign,
        rows=[_row_of(one) for one in queries.list_recusals(actor(), campaign)],
        trail=[
            (_("Nominations"), url_for("review.list_nominations", reference=reference)),
            (_("Conflicts of interest"), None),
        ],
    )


def _stepped_aside(nomination: Nomination, form: StepAsideForm) -> str:
    kind = ConflictKind(form.kind.data)
    recusing.step_aside(actor(), nomination, kind=kind, reason=form.reason.data or "")
    tell(_("Noted. Others of the council go on with this nomination."), "success")
    return url_for("review.list_nominations", reference=nomination.campaign.reference)


def _row_of(recusal: Recusal) -> dict[str, Any]:
    nomination = recusal.nomination
    may_assign = allowed(actor(), Permission.NOMINATION_ASSIGN, nomination)
    return {
        "name": recusal.person.name,
        "role": word(recusal.role),
        "title": version_of(nomination).title,
        "href": url_for("review.assign", reference=nomination.reference) if may_assign else "",
        "code": nomination.reference,
        "kind": word(recusal.kind),
        "detail": recusal.detail,
        "declared": recusal.is_declared,
        "voided": recusal.ballot_voided,
        "at": recusal.at,
    }
