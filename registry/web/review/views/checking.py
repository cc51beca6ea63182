"""The page on which the registry staff answer the checklist of eligibility."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.states import StageKind
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.review import queries
from registry.review.eligibility import EligibilityCheck, find_check, is_in_check
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.service import checking
from registry.review.states import NominationState
from registry.web.guard import actor, permission
from registry.web.review import present
from registry.web.review.blueprint import bp
from registry.web.review.check_forms import NO, YES, EligibilityForm
from registry.web.review.clocks import due_of
from registry.web.review.dossier import dossier_of, version_of
from registry.web.telling import tell


@bp.route("/de-cu/<ref:reference>/dieu-kien", methods=["GET", "POST"])
@permission(Permission.NOMINATION_CHECK)
def check_eligibility(reference: str) -> ResponseReturnValue:
    """Yes or no to each point, with the reason for a no."""
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_CHECK, nomination)
    points, check = _points(nomination), find_check(nomination)
    form = EligibilityForm.from_request(version=str(nomination.version), points=_given(points, check))
    form.points.entries[len(points) :] = []
    for number, (point, entry) in enumerate(zip(points, form.points, strict=False), 1):
        entry.form.met.label.text = f"{number}. {point}"
    if form.submitted() and (answer := form.done(lambda: _checked(nomination, form))):
        return answer
    version, due = version_of(nomination), due_of(actor(), nomination)
    return render_template(
        "review/check_eligibility.html",
        nomination=nomination,
        version=version,
        d=dossier_of(actor(), version),
        form=form,
        rows=form.points,
        again=check is not None,
        open=is_in_check(nomination) and nomination.state is NominationState.VERIFIED,
        due=due,
        left=present.days_left(due)[0],
        out_of_days=present.out_of_days(nomination.campaign, StageKind.ELIGIBILITY, nomination.unit_id),
        back=url_for("review.list_nominations", reference=nomination.campaign.reference),
    ), form.status


def _points(nomination: Nomination) -> list[str]:
    """The checklist of the stage the nomination stands in; none where there is nothing to check."""
    return list(nomination.stage.checklist) if nomination.stage is not None else []


def _given(points: list[str], check: EligibilityCheck | None) -> list[dict[str, Any]]:
    """A row for each point, with what was answered before."""
    if check is None:
        return [{} for _point in points]
    return [{"met": YES if one["met"] else NO, "reason": one["reason"]} for one in check.answers]


def _checked(nomination: Nomination, form: EligibilityForm) -> str:
    check = checking.check_eligibility(actor(), nomination, form.answers(), version=form.seen_version)
    if check.is_eligible:
        tell(_("Eligible. The council’s secretary assigns reviewers next."), "success")
    else:
        tell(_("Not eligible. The unit is told why, and the signer decides."), "success")
    return url_for("review.list_nominations", reference=nomination.campaign.reference)
