"""Pages of a session: who came, the page everybody of the council reads, opening and locking."""

from collections.abc import Callable
from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.review import polls
from registry.review.council import CouncilSession
from registry.review.minutes import veils_of
from registry.review.queries import sessions as queries
from registry.review.service import convening
from registry.review.states import DECIDED_STATES, SessionState
from registry.web.council import present
from registry.web.council.blueprint import bp
from registry.web.council.forms import PlainForm, attendance_form
from registry.web.guard import actor, permission
from registry.web.review.forms import ReasonForm
from registry.web.telling import tell
from registry.web.words import words_of_state

Command = Callable[..., CouncilSession]


@bp.get("/dot-xet/<ref:reference>/phien-hop")
@permission(Permission.COUNCIL_READ)
def list_sessions(reference: str) -> ResponseReturnValue:
    """The sessions of a campaign, and where to call another."""
    campaign = campaigns.get_campaign(actor(), reference)
    rows = [
        {
            "reference": one.reference,
            "held_on": one.held_on,
            "place": one.place,
            "items": len(one.items),
            "quorum": present.quorum_line(one),
            "state": words_of_state(one.state),
        }
        for one in queries.list_sessions(actor(), campaign)
    ]
    if not rows:
        require(actor(), Permission.NOMINATION_RANK, campaign)
    return render_template(
        "council/list_sessions.html", campaign=campaign, rows=rows, trail=trail_of(campaign, None)
    )


@bp.get("/phien-hop/<ref:reference>")
@permission(Permission.COUNCIL_READ)
def show_session(reference: str) -> ResponseReturnValue:
    """Quorum, rules, agenda with the votes, who came. On the wall it shows no names."""
    session = queries.get_session(actor(), reference)
    return page_of(session, PlainForm.from_request(version=str(session.version)))


def page_of(session: CouncilSession, form: PlainForm) -> ResponseReturnValue:
    """The page of a session, with what was refused at a button of it."""
    convenes = allowed(actor(), Permission.COUNCIL_CONVENE, session) and polls.may_run(actor(), session)
    return render_template(
        "council/show_session.html",
        session=session,
        form=form,
        projecting=request.args.get("che-do") == "trinh-chieu",
        quorum=present.quorum_line(session),
        rules=present.rules_of(session),
        rows=present.item_rows(actor(), session),
        members=present.member_rows(session),
        convenes=convenes,
        plans=allowed(actor(), Permission.COUNCIL_CONVENE, session.campaign),
        lacking=present.missing_rows(actor(), session) if convenes else [],
        waits=present.waits_of(actor(), session),
        seen_missing=polls.mark_of_missing(actor(), session),
        missing=session.state is SessionState.VOTING and polls.is_vote_missing(session),
        confirming=request.args.get("buoc") == "khoa" or request.endpoint == "council.lock_results",
        may_agree=session.unlock_asked_by_id is not None and session.unlock_asked_by_id != actor().id,
        locked=present.is_locked(session),
        reads_minutes=polls.tie_to_agenda(actor(), session) is None,
        writes_minutes=not veils_of(actor(), session),
        trail=trail_of(session.campaign, session.reference),
    ), form.status


@bp.route("/phien-hop/<ref:reference>/diem-danh", methods=["GET", "POST"])
@permission(Permission.COUNCIL_CONVENE)
def mark_attendance(reference: str) -> ResponseReturnValue:
    """Who is there."""
    session = own_session(reference)
    form = attendance_form(session, everybody=request.args.get("tat-ca") == "co-mat")

    def act() -> str:
        convening.mark_attendance(actor(), session, form.values(), version=form.seen_version)
        there, invited = polls.count_present(session), len(session.members)
        tell(_("Attendance is noted: %(there)s of %(invited)s are there.", there=there, invited=invited))
        return show_url(session)

    if form.submitted() and (answer := form.done(act)):
        return answer
    return render_template(
        "council/mark_attendance.html", form=form, session=session,
        trail=trail_of(session.campaign, session.reference),
    ), form.status  # fmt: skip


@bp.post("/phien-hop/<ref:reference>/mo-bo-phieu")
@permission(Permission.COUNCIL_CONVENE)
def open_voting(reference: str) -> ResponseReturnValue:
    """Let the members vote."""
    return _pressed(reference, convening.open_voting, _("The vote has begun. The members have been told."))


@bp.post("/phien-hop/<ref:reference>/khoa")
@permission(Permission.COUNCIL_CONVENE)
def lock_results(reference: str) -> ResponseReturnValue:
    """End the vote; a second button says that it is meant although the votes that were read are missing."""
    command = partial(convening.lock_results, seen_missing=request.form.get("thieu-phieu", ""))
    return _pressed(reference, command, _("The results are locked."))


@bp.post("/phien-hop/<ref:reference>/mo-khoa/dong-y")
@permission(Permission.COUNCIL_CONVENE)
def agree_to_unlock(reference: str) -> ResponseReturnValue:
    """Open locked results again, as the second person."""
    return _pressed(reference, convening.agree_to_unlock, _("The results are open again."))


@bp.route("/phien-hop/<ref:reference>/mo-khoa", methods=["GET", "POST"])
@permission(Permission.COUNCIL_CONVENE)
def ask_to_unlock(reference: str) -> ResponseReturnValue:
    """Ask for locked results to be opened again, with the reason."""
    session = own_session(reference)
    form = ReasonForm.from_request(version=str(session.version))

    def act() -> str:
        convening.ask_to_unlock(actor(), session, reason=form.reason.data or "", version=form.seen_version)
        tell(_("Noted. The chair or another secretary has to agree."))
        return show_url(session)

    if form.submitted() and (answer := form.done(act)):
        return answer
    return render_template(
        "review/give_reason.html", form=form, about=_("Session %(code)s", code=reference),
        back=show_url(session), heading=_("Open the results again"), verb=_("Ask for it"),
        meaning=_meaning_of_unlocking(session),
        hint=_("The reason stays in the log."),
    ), form.status  # fmt: skip


def _meaning_of_unlocking(session: CouncilSession) -> str:
    """Who opens results again, and what of the session is decided already, but for what binds the reader."""
    told = _("Locked results are opened by two people: whoever asks, and somebody else who agrees.")
    decided = [
        item.nomination.reference
        for item in session.items
        if item.nomination.state in DECIDED_STATES and polls.tie_of_member(actor(), item.nomination) is None
    ]
    if not decided:
        return told
    return told + " " + _("Decided already, whatever a new vote says: %(codes)s.", codes=", ".join(decided))


def _pressed(reference: str, command: Command, told: str) -> ResponseReturnValue:
    session = own_session(reference)
    form = PlainForm.from_request()

    def act() -> str:
        command(actor(), session, version=form.seen_version)
        tell(told)
        return show_url(session)

    if form.submitted() and (answer := form.done(act)):
        return answer
    return page_of(session, form)


def own_session(reference: str) -> CouncilSession:
    """The session, for whoever runs it."""
    session = queries.get_session(actor(), reference)
    require(actor(), Permission.COUNCIL_CONVENE, session)
    if not polls.may_run(actor(), session):
        polls.require_untied_to_all(actor(), session)
    return session


def show_url(session: CouncilSession) -> str:
    """Where everything about a session leads back to."""
    return url_for("council.show_session", reference=session.reference)


def trail_of(campaign: Campaign, last: str | None) -> list[tuple[str, str | None]]:
    """The way back from a page of the council."""
    sessions = url_for("council.list_sessions", reference=campaign.reference)
    found: list[tuple[str, str | None]] = []
    if allowed(actor(), Permission.NOMINATION_RANK, campaign):
        found.append((_("Ranking"), url_for("review.show_ranking", reference=campaign.reference)))
    return [*found, (_("Council sessions"), sessions if last else None), *([(last, None)] if last else [])]
