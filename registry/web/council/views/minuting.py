"""The minutes of a session: edited, frozen, printed."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.review import blindness, papers, polls
from registry.review.council import CouncilSession
from registry.review.minutes import draft_of, require_unveiled, veils_of
from registry.review.queries import sessions as queries
from registry.review.service import minuting
from registry.review.states import SessionState
from registry.web.council.blueprint import bp
from registry.web.council.forms import MinutesForm
from registry.web.council.views.sitting import own_session, show_url, trail_of
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/phien-hop/<ref:reference>/bien-ban", methods=["GET", "POST"])
@permission(Permission.COUNCIL_CONVENE)
def edit_minutes(reference: str) -> ResponseReturnValue:
    """The draft put together from the record; the secretary completes it and, in the end, freezes it."""
    session = own_session(reference)
    if session.state is not SessionState.LOCKED and request.method == "GET":
        raise NotFound(_("There are no minutes to edit."))
    polls.require_untied_to_all(actor(), session)
    require_unveiled(actor(), session)
    form = MinutesForm.from_request(
        minutes=session.minutes or draft_of(session), version=str(session.version)
    )
    if form.submitted() and (answer := form.done(lambda: _kept(session, form))):
        return answer
    return render_template(
        "council/edit_minutes.html", form=form, session=session, is_kept=bool(session.minutes),
        trail=trail_of(session.campaign, session.reference),
    ), form.status  # fmt: skip


def _kept(session: CouncilSession, form: MinutesForm) -> str:
    closes = request.form.get("act") == "close"
    command = minuting.close_session if closes else minuting.save_minutes
    command(actor(), session, text=form.minutes.data or "", version=form.seen_version)
    tell(_("The session is closed; its minutes are frozen.") if closes else _("The minutes are saved."))
    return show_url(session)


@bp.get("/phien-hop/<ref:reference>/bien-ban/in")
@permission(Permission.COUNCIL_READ)
def print_minutes(reference: str) -> ResponseReturnValue:
    """The minutes as they are printed and signed."""
    session = queries.get_session(actor(), reference)
    if not session.minutes:
        raise NotFound(_("There are no minutes yet."))
    polls.require_untied_to_all(actor(), session)
    shown = blindness.text_for(actor(), (item.nomination for item in session.items), session.minutes)
    title, *lines = shown.split("\n")
    return render_template(
        "council/print_minutes.html",
        session=session,
        is_party=papers.STYLES.get(session.campaign.unit.kind) is papers.NumberStyle.PARTY,
        is_veiled=veils_of(actor(), session),
        heading=title,
        text="\n".join(lines).strip(),
        back=show_url(session),
    )
