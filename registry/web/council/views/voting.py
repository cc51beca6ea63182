"""A member's vote, and moving a nomination across the line."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.catalogue.masking import version_as_read_by
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.review import blindness, polls
from registry.review.council import AgendaItem
from registry.review.queries import get_nomination
from registry.review.queries import sessions as queries
from registry.review.queries.sessions import list_moves
from registry.review.rules import require_untied
from registry.review.service import voting
from registry.review.states import Side, VoteChoice, VoteManner
from registry.web.council.blueprint import bp
from registry.web.council.forms import MoveForm, VoteForm
from registry.web.council.present import given_for
from registry.web.council.views.sitting import show_url, trail_of
from registry.web.guard import actor, permission
from registry.web.review import standings
from registry.web.review.dossier import dossier_of, version_judged, version_of
from registry.web.telling import tell
from registry.web.words import word


@bp.route("/phien-hop/<ref:reference>/bieu-quyet/<ref:nomination>", methods=["GET", "POST"])
@permission(Permission.COUNCIL_VOTE)
def cast_vote(reference: str, nomination: str) -> ResponseReturnValue:
    """One nomination, three answers: chosen, read again, cast. A vote cannot be taken back."""
    session = queries.get_session(actor(), reference)
    item = queries.get_item(actor(), session, nomination)
    form, step = VoteForm.from_request(), request.form.get("step", "")
    secret = session.manner is VoteManner.SECRET

    def act() -> str:
        voting.cast_vote(actor(), item, choice=VoteChoice(form.choice.data), reason=form.reason.data or "")
        tell(_("Your vote is counted."))
        return show_url(session)

    sound = form.submitted()
    if sound and step == "confirm" and (answer := form.done(act)):
        return answer
    return render_template(
        "council/cast_vote.html",
        form=form,
        chosen=word(form.choice.data, "vote_choice") if sound and not step else "",
        session=session,
        secret=secret,
        nomination=item.nomination,
        unit=blindness.seen(actor(), item.nomination).unit_name,
        version=version_judged(actor(), item.nomination),
        warnings=given_for(actor(), [item]).get(item.nomination_id, []),
        dossier_url=_dossier_url(item),
        back=show_url(session),
        trail=trail_of(session.campaign, session.reference),
    ), form.status


@bp.get("/phien-hop/<ref:reference>/ho-so/<ref:nomination>")
@permission(Permission.COUNCIL_VOTE)
def read_dossier(reference: str, nomination: str) -> ResponseReturnValue:
    """The signed version of what is on the agenda, for whoever is there to vote on it."""
    session = queries.get_session(actor(), reference)
    item = queries.get_item(actor(), session, nomination)
    if not queries.may_read_dossier(actor(), item):
        raise NotFound(_("There is no such nomination."))
    version = version_as_read_by(actor(), version_of(item.nomination))
    return render_template(
        "council/read_dossier.html",
        nomination=blindness.seen(actor(), item.nomination),
        version=version,
        d=dossier_of(actor(), version),
        trail=[*trail_of(session.campaign, None), (session.reference, show_url(session)), (_("Dossier"), "")],
    )


@bp.route("/de-cu/<ref:reference>/chuyen-vach", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ANNOUNCE)
def move_across_line(reference: str) -> ResponseReturnValue:
    """The council puts a nomination above or below the line, with its reason."""
    nomination = get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_ANNOUNCE, nomination)
    form = MoveForm.from_request(version=str(nomination.version))
    here = polls.side_of(nomination)
    form.side.choices = [SelectChoice(side.value, word(side)) for side in Side if side is not here]
    back = url_for("review.show_ranking", reference=nomination.campaign.reference)

    def act() -> str:
        voting.move_across_line(
            actor(), nomination,
            side=Side(form.side.data), reason=form.reason.data or "", version=form.seen_version,
        )  # fmt: skip
        tell(_("Noted. The ranking shows the mark and the reason."))
        return back

    if form.submitted() and (answer := form.done(act)):
        return answer
    standing, _sure = standings.standing_of(actor(), nomination)
    return render_template(
        "council/move_across_line.html",
        form=form,
        nomination=nomination,
        version=version_of(nomination),
        standing=standing,
        proposal=standings.proposal_words(standing),
        moves=[_move_row(one) for one in list_moves(actor(), nomination)],
        back=back,
    ), form.status


def _dossier_url(item: AgendaItem) -> str:
    code = item.nomination.reference
    if allowed(actor(), Permission.NOMINATION_READ, item.nomination):
        return url_for("review.show_dossier", reference=code)
    if queries.may_read_dossier(actor(), item):
        return url_for("council.read_dossier", reference=item.session.reference, nomination=code)
    return ""


def _move_row(move: Any) -> dict[str, Any]:
    return {"side": word(move.side), "reason": move.reason, "by": move.moved_by.name, "at": move.at}
