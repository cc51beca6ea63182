"""Pages of the registry staff: the board of a campaign, the check of a dossier."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.campaigns.states import StageKind
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.review import queries
from registry.review.eligibility import is_in_check
from registry.review.gaps import list_gaps
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.service import verifying
from registry.review.states import NominationState
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.review import asked_for, board, boards, mended, present
from registry.web.review.blueprint import bp
from registry.web.review.clocks import due_of
from registry.web.review.dossier import dossier_of, version_of
from registry.web.review.forms import ReadyForm, ReturnForm
from registry.web.telling import tell
from registry.web.words import word


@bp.get("/binh-xet")
@permission(Permission.NOMINATION_READ)
def list_boards() -> ResponseReturnValue:
    """The campaigns this person helps to run."""
    run = [one for one in campaigns.list_campaigns(actor()) if boards.is_run_by(actor(), one)]
    if not run:
        require(actor(), Permission.NOMINATION_VERIFY)
    rows = [board.campaign_row(actor(), one) for one in run]
    found = {look for row in rows for look in row["looks"]}
    looks = [(look.value, word(look)) for look in queries.Look if look.value in found]
    heads = [(label, "r") for _look, label in looks]
    return render_template("review/list_boards.html", rows=rows, looks=looks, heads=heads)


@bp.get("/dot-xet/<ref:reference>/ho-so")
@permission(Permission.NOMINATION_READ)
def list_nominations(reference: str) -> ResponseReturnValue:
    """The board of each stage, and every submitted nomination or those of one board."""
    campaign = _managed_campaign(reference)
    chosen = next((s for s in board.SHOWN_STATES if s.value == request.args.get("trang-thai")), None)
    asked = request.args.get("trang", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    narrow = boards.chosen(actor(), campaign)
    only = None if narrow is None else narrow.ids
    stages = boards.stages_of(actor(), campaign)
    page = queries.list_nominations(actor(), campaign, state=chosen, only=only, page=number)
    kept = _kept(chosen) if narrow is None else narrow.values
    return render_template(
        "review/list_nominations.html",
        campaign=campaign,
        page=page,
        rows=board.rows_of(actor(), page.items, stages),
        board=boards.page_of(actor(), campaign, narrow),
        choices=board.choices_of(campaign, chosen) if narrow is None else [],
        page_href=lambda n: url_for("review.list_nominations", reference=reference, **kept, trang=n),
        trail=[(_("Campaigns"), url_for("review.list_boards")), (campaign.title, None)],
    )


@bp.route("/de-cu/<ref:reference>/tham-tra", methods=["GET", "POST"])
@permission(Permission.NOMINATION_VERIFY)
def verify(reference: str) -> ResponseReturnValue:
    """Read the dossier and accept it for scoring."""
    nomination = _nomination_for(reference)
    ready = ReadyForm.from_request(version=str(nomination.version))
    if ready.submitted():
        answer = ready.done(lambda: _verified(nomination, ready))
        if answer:
            return answer
    return _check_page(nomination, ready, _return_form(nomination, empty=True), ready)


@bp.route("/de-cu/<ref:reference>/tra-lai", methods=["GET", "POST"])
@permission(Permission.NOMINATION_VERIFY)
def return_to_unit(reference: str) -> ResponseReturnValue:
    """Give a dossier back with the sections to complete."""
    nomination = _nomination_for(reference)
    form = _return_form(nomination)
    if form.submitted() and (answer := form.done(lambda: _returned(nomination, form))):
        return answer
    return _check_page(nomination, ReadyForm(formdata=None, version=str(nomination.version)), form, form)


def _verified(nomination: Nomination, form: ReadyForm) -> str:
    verifying.verify(
        actor(), nomination, accepts_gaps=bool(form.accepts_gaps.data), version=form.seen_version
    )
    if is_in_check(nomination):
        tell(_("Verified. Its eligibility is checked next."), "success")
    else:
        tell(_("Verified. The council’s secretary assigns reviewers next."), "success")
    return _to_board(nomination)


def _returned(nomination: Nomination, form: ReturnForm) -> str:
    verifying.return_to_unit(
        actor(),
        nomination,
        reason=form.reason.data or "",
        sections=form.sections.data or [],
        items=form.items.data or [],
        version=form.seen_version,
    )
    tell(_("Returned to %(unit)s, which completes it and signs again.", unit=nomination.unit_name), "success")
    return _to_board(nomination)


def _managed_campaign(reference: str) -> Campaign:
    campaign = campaigns.get_campaign(actor(), reference)
    if not boards.is_run_by(actor(), campaign):
        require(actor(), Permission.NOMINATION_VERIFY, campaign)
    return campaign


def _nomination_for(reference: str) -> Nomination:
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_VERIFY, nomination)
    return nomination


def _return_form(nomination: Nomination, *, empty: bool = False) -> ReturnForm:
    values: dict[str, Any] = {"version": str(nomination.version)}
    form = ReturnForm(formdata=None, **values) if empty else ReturnForm.from_request(**values)
    parts = asked_for.parts_to_ask(actor(), nomination)
    form.sections.choices = [SelectChoice(part["code"], part["label"]) for part in parts]
    form.items.choices = [SelectChoice(*item) for part in parts for item in part["items"]]
    return form


def _check_page(
    nomination: Nomination, ready: ReadyForm, form: ReturnForm, sent: Form
) -> ResponseReturnValue:
    version = version_of(nomination)
    due = due_of(actor(), nomination)
    return render_template(
        "review/verify.html",
        nomination=nomination,
        version=version,
        d=dossier_of(actor(), version),
        gaps=list_gaps(version),
        followup=mended.followup(actor(), nomination),
        returns_left=queries.returns_left(nomination),
        ready=ready,
        form=form,
        parts=asked_for.parts_to_ask(actor(), nomination),
        returning=request.endpoint == "review.return_to_unit",
        open=nomination.state is NominationState.SUBMITTED,
        due=due,
        out_of_days=present.out_of_days(nomination.campaign, StageKind.VERIFICATION, nomination.unit_id),
        left=present.days_left(due)[0],
        back=url_for("review.list_nominations", reference=nomination.campaign.reference),
    ), sent.status


def _to_board(nomination: Nomination) -> str:
    return url_for("review.list_nominations", reference=nomination.campaign.reference)


def _kept(chosen: NominationState | None) -> dict[str, Any]:
    return {"trang-thai": chosen.value} if chosen else {}
