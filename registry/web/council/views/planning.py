"""Calling the council to a session, and changing what was planned."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.identity.models import User
from registry.review.council import CouncilSession
from registry.review.models import Nomination
from registry.review.queries import sessions as queries
from registry.review.queries.discrepancies import open_in
from registry.review.queries.standings import Standing, left_out
from registry.review.service import convening
from registry.review.service.agendas import SessionPlan
from registry.review.states import VoteManner
from registry.web.council.blueprint import bp
from registry.web.council.forms import SessionForm
from registry.web.council.views.sitting import own_session, show_url, trail_of
from registry.web.filters import as_number
from registry.web.guard import actor, permission
from registry.web.review.dossier import version_of
from registry.web.review.forms import ReasonForm
from registry.web.telling import tell

ALL, NOBODY = "tat-ca", "bo-chon"
CHOOSE = {"all": ALL, "nobody": NOBODY}


@bp.route("/dot-xet/<ref:reference>/phien-hop/moi", methods=["GET", "POST"])
@permission(Permission.COUNCIL_CONVENE)
def plan_session(reference: str) -> ResponseReturnValue:
    """Call the council: day, place, members, agenda."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.COUNCIL_CONVENE, campaign)
    return _session_form(campaign, None)


@bp.route("/phien-hop/<ref:reference>/sua", methods=["GET", "POST"])
@permission(Permission.COUNCIL_CONVENE)
def change_session(reference: str) -> ResponseReturnValue:
    """Change what was planned; for those who call sessions, not for a chair."""
    session = own_session(reference)
    require(actor(), Permission.COUNCIL_CONVENE, session.campaign)
    return _session_form(session.campaign, session)


@bp.route("/phien-hop/<ref:reference>/huy", methods=["GET", "POST"])
@permission(Permission.COUNCIL_CONVENE)
def cancel_session(reference: str) -> ResponseReturnValue:
    """Call a session off, with the reason; for those who call sessions, not for a chair."""
    session = own_session(reference)
    require(actor(), Permission.COUNCIL_CONVENE, session.campaign)
    form = ReasonForm.from_request(version=str(session.version))

    def act() -> str:
        convening.cancel_session(actor(), session, reason=form.reason.data or "", version=form.seen_version)
        tell(_("The session is cancelled. The members have been told."))
        return show_url(session)

    if form.submitted() and (answer := form.done(act)):
        return answer
    return render_template(
        "review/give_reason.html", form=form, about=_("Session %(code)s", code=reference),
        back=show_url(session), heading=_("Cancel the session"), verb=_("Cancel the session"), danger=True,
        meaning=_("The session does not take place; its nominations can go on the agenda of another one."),
        hint=_("The members are told the reason."),
    ), form.status  # fmt: skip


def _session_form(campaign: Campaign, session: CouncilSession | None) -> ResponseReturnValue:
    people, votable = queries.list_eligible(actor(), campaign), queries.list_votable(actor(), campaign)
    kept, past = _further(session, campaign, {one.nomination.id for one in votable})
    elsewhere = queries.on_other_agendas(campaign, session)
    form = SessionForm.from_request(**_planned(campaign, session, people, votable, elsewhere))
    form.members.choices = [(one.username, one.name) for one in people]
    form.chair.choices = [("", _("Choose")), *form.members.choices]
    offered = [*(one.nomination for one in votable), *past]
    form.nominations.choices = [(one.reference, version_of(one).title) for one in offered]
    if kept:
        form.nominations.validators = []
    by_name = {one.username: one for one in people}

    def act() -> str:
        chosen = form.nominations.data or []
        plan = SessionPlan(
            held_on=form.held_on.data or today(),
            place=form.place.data or "",
            manner=VoteManner(form.manner.data),
            members=[by_name[name] for name in form.members.data or []],
            chair=by_name.get(form.chair.data or ""),
            nominations=[*(one for one in offered if one.reference in chosen), *kept],
        )
        if session is None:
            return show_url(convening.plan_session(actor(), campaign, plan))
        return show_url(convening.change_session(actor(), session, plan, version=form.seen_version))

    if form.submitted() and (answer := form.done(act)):
        return answer
    told = {one.nomination.reference: _standing_words(one, elsewhere) for one in votable}
    told |= {one.reference: _("Can no longer be voted on.") for one in past}
    return render_template(
        "council/plan_session.html",
        form=form, campaign=campaign, session=session, further=len(kept), told=told,
        choose={name: _chosen(word) for name, word in CHOOSE.items()},
        trail=trail_of(campaign, session.reference if session else _("New session")),
    ), form.status  # fmt: skip


def _chosen(word: str) -> str:
    """This page with all of the members ticked, or none."""
    values: dict[str, Any] = {**(request.view_args or {}), "chon": word, "_anchor": "members"}
    return url_for(str(request.endpoint), **values)


def _further(
    session: CouncilSession | None, campaign: Campaign, votable: set[int]
) -> tuple[list[Nomination], list[Nomination]]:
    """What else stands on the agenda: what the editor may not see, which stays, and what is past voting."""
    if session is None:
        return [], []
    hidden = left_out(actor(), campaign)
    others = [one.nomination for one in session.items if one.nomination_id not in votable]
    return [one for one in others if one.id in hidden], [one for one in others if one.id not in hidden]


def _planned(
    campaign: Campaign, session: CouncilSession | None, people: list[User], votable: list[Standing],
    elsewhere: dict[int, str],
) -> dict[str, Any]:  # fmt: skip
    """What the form shows first: what was planned, or who sat last and what no other session votes on."""
    names = {ALL: [one.username for one in people], NOBODY: []}.get(request.args.get("chon", ""))
    if session is None:
        last = queries.last_members(campaign, people)
        codes = [one.nomination.reference for one in votable if one.nomination.id not in elsewhere]
        sat = [one.username for one in last.members] if last else [actor().username]
        return {
            "held_on": today(), "manner": VoteManner.OPEN.value, "nominations": codes,
            "members": sat if names is None else names, "chair": last.chair if last else "",
        }  # fmt: skip
    return {
        "held_on": session.held_on,
        "place": session.place,
        "manner": session.manner.value,
        "members": [one.person.username for one in session.members] if names is None else names,
        "chair": session.chair.username,
        "nominations": [one.nomination.reference for one in session.items],
        "version": str(session.version),
    }


def _standing_words(standing: Standing, elsewhere: dict[int, str]) -> str:
    words = _(
        "Rank %(rank)s, mean %(mean)s, %(unit)s",
        rank=standing.rank or "–", mean=as_number(standing.mean), unit=standing.case.unit_name,
    )  # fmt: skip
    marks = []
    if standing.case.id in elsewhere:
        marks.append(_("On the agenda of session %(code)s", code=elsewhere[standing.case.id]))
    if standing.case.id in open_in(standing.nomination.campaign):
        marks.append(_("Ballots disagree, not settled"))
    return ". ".join([words, *marks])
