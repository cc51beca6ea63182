"""Pages on ballots that disagree: read again, look at, conclude; and those of a campaign."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.review import queries
from registry.review.disagreements import DISCREPANCY_LIFE, DiscrepancyState, Holds
from registry.review.discrepancy import Discrepancy
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.service import differing, rereading
from registry.web.guard import actor, permission
from registry.web.review import disputes
from registry.web.review.ballot import label_of
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.forms import ChangeMarkForm, ConcludeForm
from registry.web.review.matrix import matrix_of
from registry.web.review.reasons import ask_reason
from registry.web.telling import tell


@bp.route("/cham-diem/<ref:reference>/doc-lai", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def reread(reference: str) -> ResponseReturnValue:
    """A reviewer reads one criterion again and keeps the mark or changes it, with the reason."""
    assignment = queries.get_assignment(actor(), reference)
    found = queries.pending_of(assignment)
    if found is None:
        raise NotFound(_("Nothing is to be read again here."))
    mark = rereading.mark_of(found)
    form = ChangeMarkForm.from_request(
        points=mark.points, comment=mark.comment, version=str(assignment.version)
    )
    back = url_for("review.score", reference=reference)

    def act() -> str:
        rereading.answer(
            actor(), found, points=form.points.data, comment=form.comment.data or "",
            reason=form.reason.data or "", version=form.seen_version,
        )  # fmt: skip
        tell(_("Thank you. Your answer is kept with its reason."), "success")
        return back

    if form.submitted() and (answer := form.done(act)):
        return answer
    return render_template(
        "review/reread.html",
        form=form, label=label_of(mark.criterion), bands=mark.criterion.bands,
        most=mark.criterion.max_points, code=assignment.nomination.reference,
        back=back, theirs={"comment": f"comment_{mark.criterion_id}"},
    ), form.status  # fmt: skip


@bp.get("/dot-xet/<ref:reference>/diem-lech")
@permission(Permission.NOMINATION_RANK)
def list_discrepancies(reference: str) -> ResponseReturnValue:
    """Where ballots of a campaign disagree or did, the open ones first."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_RANK, campaign)
    return render_template(
        "review/list_discrepancies.html",
        campaign=campaign,
        rules=disputes.rules_of(campaign),
        rows=[disputes.row_of(one) for one in queries.list_discrepancies(actor(), campaign)],
        trail=[
            (_("Ranking"), url_for("review.show_ranking", reference=reference)),
            (_("Ballots that disagree"), None),
        ],
    )


@bp.route("/de-cu/<ref:reference>/diem-lech", methods=["GET", "POST"])
@permission(Permission.NOMINATION_RANK)
def show_discrepancy(reference: str) -> ResponseReturnValue:
    """How ballots of a nomination disagree, what was done about it, and the conclusion."""
    nomination, found = _found(reference)
    form = ConcludeForm.from_request(version=str(found.version))
    here = url_for("review.show_discrepancy", reference=reference)

    def act() -> str:
        differing.conclude(
            actor(), found, holds=Holds(form.holds.data), number=form.number.data,
            text=form.text.data or "", version=form.seen_version,
        )  # fmt: skip
        tell(_("The conclusion is kept. The ballots stay as they are."), "success")
        return here

    if form.submitted() and (answer := form.done(act)):
        return answer
    handles = allowed(actor(), Permission.NOMINATION_ASSIGN, nomination)
    may_conclude = handles and found.state in DISCREPANCY_LIFE["conclude"].sources
    return render_template(
        "review/show_discrepancy.html",
        form=form, found=found, nomination=nomination, campaign=nomination.campaign,
        title=version_of(nomination).title,
        d=disputes.told_of(found),
        matrix=matrix_of(actor(), nomination),
        numbers=disputes.numbers_of(found) if may_conclude else {},
        may_conclude=may_conclude or form.is_submitted(),
        waits=handles and found.state is DiscrepancyState.REREADING,
        wants_third=handles and found.state is DiscrepancyState.THIRD_WANTED,
    ), form.status  # fmt: skip


@bp.route("/de-cu/<ref:reference>/diem-lech/khong-cho", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def stop_waiting(reference: str) -> ResponseReturnValue:
    """The secretary waits no longer for those who have not read again."""
    nomination, found = _found(reference)
    require_untied(actor(), Permission.NOMINATION_ASSIGN, nomination)
    return ask_reason(
        lambda reason: differing.stop_waiting(actor(), found, reason=reason),
        told=_("Nobody is waited for any more."),
        back=url_for("review.show_discrepancy", reference=reference),
        about=_("Ballots that disagree"),
        heading=_("Wait no longer"),
        meaning=_("Marks that were not looked at again stay as they are, and the next step follows."),
        hint=_("It is kept beside the names of those who have not answered."),
        verb=_("Wait no longer"),
    )


def _found(reference: str) -> tuple[Nomination, Discrepancy]:
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_RANK, nomination)
    found = queries.latest_of(nomination)
    if found is None:
        raise NotFound(_("The ballots of this nomination do not disagree."))
    return nomination, found
