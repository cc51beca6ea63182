"""Pages on what the council says about a nomination after the ballots, and on marks changed since."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.review import blindness, queries
from registry.review.models import Assignment, Mark
from registry.review.queries.discussion import Changed
from registry.review.rules import require_untied
from registry.review.service import discussing
from registry.review.states import AssignmentState, NominationState
from registry.review.talk import why_silent
from registry.web.guard import actor, permission
from registry.web.review import standings
from registry.web.review.ballot import label_of
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_judged
from registry.web.review.forms import ChangeMarkForm, RemarkForm
from registry.web.review.reasons import ask_reason
from registry.web.telling import tell


@bp.route("/de-cu/<ref:reference>/thao-luan", methods=["GET", "POST"])
@permission(Permission.NOMINATION_READ)
def discuss(reference: str) -> ResponseReturnValue:
    """The spread of the ballots, what was said about them, what was changed since."""
    nomination = queries.get_nomination(actor(), reference)
    remarks = queries.list_remarks(actor(), nomination)
    form, here = RemarkForm.from_request(), url_for("review.discuss", reference=reference)

    def act() -> str:
        discussing.say(actor(), nomination, text=form.text.data or "")
        tell(_("Said. The others read it here."), "success")
        return here

    if form.submitted() and (answer := form.done(act)):
        return answer
    own = queries.own_ballot(actor(), nomination)
    rubric = nomination.campaign.rubric
    return render_template(
        "review/discuss.html",
        form=form,
        nomination=blindness.seen(actor(), nomination),
        about=version_judged(actor(), nomination).title,
        back=url_for("review.score", reference=own.reference) if own else _to(reference),
        remarks=remarks,
        changes=[_row_of(one) for one in queries.list_changes(actor(), nomination)],
        matrix=standings.matrix_of(actor(), nomination),
        totals=sorted(one.total for one in queries.list_ballots(actor(), nomination) if one.gives_total),
        mean=queries.figures_of(nomination).mean,
        top=rubric.ceiling if rubric else 100,
        open=nomination.state is NominationState.VERIFIED,
        silent=why_silent(nomination),
    ), form.status


@bp.route("/de-cu/<ref:reference>/thao-luan/<ref:remark>/an", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def hide_remark(reference: str, remark: str) -> ResponseReturnValue:
    """The secretary takes a remark out of sight, with a reason."""
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_ASSIGN, nomination)
    found = queries.get_remark(actor(), nomination, remark)
    return ask_reason(
        lambda reason: discussing.hide(actor(), found, reason=reason),
        told=_("The remark is hidden. The others read why."),
        back=url_for("review.discuss", reference=reference),
        about=_("Discussion of %(code)s", code=reference),
        heading=_("Hide the remark"),
        meaning=found.text,
        hint=_("Everybody who takes part reads this reason. The remark itself is kept."),
        verb=_("Hide the remark"),
    )


@bp.route("/cham-diem/<ref:reference>/sua/<int:position>", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def change_mark(reference: str, position: int) -> ResponseReturnValue:
    """Other points for one criterion after the ballot was handed in; the old ones stay on record."""
    assignment = queries.get_assignment(actor(), reference)
    mark = _mark_at(assignment, position)
    criterion = mark.criterion
    form = ChangeMarkForm.from_request(
        points=mark.points, comment=mark.comment, version=str(assignment.version)
    )
    back = url_for("review.score", reference=reference)

    def check() -> None:
        discussing.check_change(assignment, mark, form.points.data, form.comment.data or "")

    if form.submitted(check) and (
        answer := form.done(lambda: _changed(assignment, criterion.id, form, back))
    ):
        return answer
    page = render_template(
        "review/change_mark.html", form=form, label=label_of(criterion), most=criterion.max_points,
        code=assignment.nomination.reference, back=back, theirs={"comment": f"comment_{criterion.id}"},
    )  # fmt: skip
    return page, form.status


def _changed(assignment: Assignment, criterion_id: int, form: ChangeMarkForm, back: str) -> str:
    discussing.change_mark(
        actor(), assignment, criterion_id, points=form.points.data, comment=form.comment.data or "",
        reason=form.reason.data or "", version=form.seen_version,
    )  # fmt: skip
    tell(_("Changed. What it was before, and why, stays on record."), "success")
    return back


def _mark_at(assignment: Assignment, position: int) -> Mark:
    found = (one for one in assignment.marks if one.criterion.position == position)
    mark = next(found, None)
    if mark is None or assignment.state is not AssignmentState.SUBMITTED:
        raise NotFound(_("There is no such assignment."))
    return mark


def _row_of(one: Changed) -> dict[str, Any]:
    change = one.change
    return {
        "who": one.who,
        "label": label_of(change.criterion),
        "before": change.points_before,
        "after": change.points_after,
        "reason": change.reason,
        "on": change.at,
        "after_discussion": change.after_discussion,
    }


def _to(reference: str) -> str:
    return url_for("review.show_nomination", reference=reference)
