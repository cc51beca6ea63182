"""Pages on who scores what: several at once by hand, a substitute, what reviewers know and can take on."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.catalogue.queries import list_fields
from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import User
from registry.review import queries
from registry.review.eligibility import is_in_check
from registry.review.models import Assignment
from registry.review.rules import require_untied
from registry.review.service import assigning, profiling
from registry.review.states import STILL_TO_SCORE, NominationState
from registry.web.catalogue.words import field_name
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.forms import EachForm, ProfileForm, SubstituteForm
from registry.web.review.words import of_team, told_of
from registry.web.telling import tell


@bp.route("/dot-xet/<ref:reference>/phan-cong/chon-tay", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def assign_by_hand(reference: str) -> ResponseReturnValue:
    """Tick nominations and reviewers: each of these gets each of those."""
    campaign = _campaign_for(reference)
    waiting = [
        one
        for one in queries.list_in_state(campaign, NominationState.VERIFIED)
        if not is_in_check(one) and allowed(actor(), Permission.NOMINATION_ASSIGN, one)
    ]
    people = queries.list_capacities(actor(), campaign)
    form = EachForm.from_request()
    form.nominations.choices = [SelectChoice(one.reference, version_of(one).title) for one in waiting]
    form.reviewers.choices = [SelectChoice(one.person.username, one.person.name) for one in people]

    def act() -> str:
        chosen = [one for one in waiting if one.reference in (form.nominations.data or [])]
        reviewers = [one.person for one in people if one.person.username in (form.reviewers.data or [])]
        return _told(campaign, len(assigning.assign_each(actor(), chosen, reviewers)))

    if form.submitted() and (answer := form.done(act)):
        return answer
    return render_template(
        "review/assign_by_hand.html",
        campaign=campaign,
        form=form,
        of_nominations={one.reference: _progress(one) for one in waiting},
        of_people={one.person.username: told_of(one.load, one.most) for one in people},
        trail=_trail(campaign, _("Assign by hand")),
    ), form.status


@bp.route("/de-cu/<ref:reference>/phan-cong/<ref:assignment>/thay", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def substitute(reference: str, assignment: str) -> ResponseReturnValue:
    """Somebody else scores in place of a reviewer: taken back and given in one step."""
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_ASSIGN, nomination)
    found = next((one for one in nomination.assignments if one.reference == assignment), None)
    if found is None or found.state not in STILL_TO_SCORE:
        raise NotFound(_("There is no such assignment."))
    people = [one for one in queries.list_candidates(actor(), nomination) if not one.conflict]
    form, back = SubstituteForm.from_request(), url_for("review.assign", reference=reference)
    form.reviewers.choices = [SelectChoice(one.user.username, one.user.name) for one in people]
    if form.submitted() and (answer := form.done(lambda: _substituted(found, form, people, back))):
        return answer
    return render_template(
        "review/substitute.html",
        form=form,
        of=found.reviewer.name,
        about=version_of(nomination).title,
        back=back,
        told={one.user.username: _told_of(one) for one in people},
    ), form.status


@bp.get("/dot-xet/<ref:reference>/nguoi-cham")
@permission(Permission.NOMINATION_ASSIGN)
def list_reviewers(reference: str) -> ResponseReturnValue:
    """The council's reviewers: what each knows, has open and can take on."""
    campaign = _campaign_for(reference)
    names = {one.id: field_name(one) for one in list_fields()}
    rows = [
        {
            "name": one.person.name,
            "fields": ", ".join(names[field] for field in one.fields if field in names),
            "load": one.load,
            "most": one.most,
            "href": url_for("review.set_profile", reference=reference, person=one.person.reference),
        }
        for one in queries.list_capacities(actor(), campaign)
    ]
    trail = _trail(campaign, _("Reviewers"))
    return render_template("review/list_reviewers.html", campaign=campaign, rows=rows, trail=trail)


@bp.route("/dot-xet/<ref:reference>/nguoi-cham/<ref:person>", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def set_profile(reference: str, person: str) -> ResponseReturnValue:
    """The secretary says what a reviewer knows and can take on."""
    campaign = _campaign_for(reference)
    reviewer = queries.get_reviewer(actor(), campaign, person)
    back = url_for("review.list_reviewers", reference=reference)

    def act(form: ProfileForm) -> str:
        profiling.set_profile(actor(), campaign, reviewer, **_values_of(form))
        tell(_("Saved. The next proposal of reviewers goes by it."), "success")
        return back

    return _profile_page(reviewer, act, back, reviewer.name)


@bp.route("/cham-diem/nang-luc", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def state_profile() -> ResponseReturnValue:
    """A reviewer says what they know and can take on."""
    back = url_for("review.list_assignments")

    def act(form: ProfileForm) -> str:
        profiling.state_own_profile(actor(), **_values_of(form))
        tell(_("Saved. The next proposal of reviewers goes by it."), "success")
        return back

    return _profile_page(actor(), act, back, _("My fields and my load"))


def _told_of(one: queries.Candidate) -> str:
    team = of_team(one.team, one.is_in_team)
    return ". ".join(text for text in (told_of(one.load, one.most, one.is_field), team) if text)


def _profile_page(person: User, act: Any, back: str, heading: str) -> ResponseReturnValue:
    profile, fields = queries.find_profile(person), list_fields()
    known = profile.fields if profile else []
    form = ProfileForm.from_request(
        known_fields=[one.code for one in fields if one.id in known],
        most_open=profile.most_open if profile else None,
        version=str(profile.version if profile else 0),
    )
    form.known_fields.choices = [SelectChoice(one.code, field_name(one)) for one in fields]
    if form.submitted() and (answer := form.done(lambda: act(form))):
        return answer
    return render_template("review/edit_profile.html", form=form, heading=heading, back=back), form.status


def _values_of(form: ProfileForm) -> dict[str, Any]:
    return {
        "fields": form.known_fields.data or [],
        "most_open": form.most_open.data,
        "version": form.seen_version,
    }


def _campaign_for(reference: str) -> Campaign:
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_ASSIGN, campaign)
    return campaign


def _progress(nomination: Any) -> str:
    given, wanted = len(queries.live_of(nomination)), nomination.campaign.reviews_wanted
    counted = _("%(given)s of %(wanted)s reviewers", given=given, wanted=wanted)
    return f"{nomination.reference}. {nomination.unit_name}. {counted}"


def _told(campaign: Campaign, count: int) -> str:
    tell(
        _n(
            "%(num)s assignment is made; its reviewer has been told.",
            "%(num)s assignments are made; the reviewers have been told.",
            count,
        ),
        "success",
    )
    return url_for("review.list_nominations", reference=campaign.reference)


def _substituted(found: Assignment, form: SubstituteForm, people: list[Any], back: str) -> str:
    chosen = next(one.user for one in people if one.user.username == form.reviewers.data)
    assigning.substitute_reviewer(actor(), found, chosen, reason=form.reason.data or "")
    tell(_("%(name)s takes over. Both have been told.", name=chosen.name), "success")
    return back


def _trail(campaign: Campaign, here: str) -> list[tuple[str, str | None]]:
    nominations = url_for("review.list_nominations", reference=campaign.reference)
    return [(_("Nominations"), nominations), (here, None)]
