"""Pages of the council secretary: the reviewers of a nomination, the ranking of a campaign."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign, Rubric
from registry.campaigns.votes import parse_share, share_in_words
from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed, require
from registry.review import queries
from registry.review.conflicts import Tie
from registry.review.eligibility import is_in_check
from registry.review.models import Assignment, Nomination
from registry.review.rules import require_untied
from registry.review.service import assigning
from registry.review.states import LIVE_ASSIGNMENTS, STILL_TO_SCORE, AssignmentState, NominationState
from registry.review.teams import list_teams, team_for
from registry.web.guard import actor, permission
from registry.web.review import present, standings
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.forms import AssignForm
from registry.web.review.reasons import ask_reason
from registry.web.review.words import of_team, told_of
from registry.web.telling import tell
from registry.web.words import word, words_of_state


@bp.route("/de-cu/<ref:reference>/phan-cong", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def assign(reference: str) -> ResponseReturnValue:
    """Who scores a nomination, who could, and why some cannot."""
    nomination = _nomination_for(reference)
    candidates = queries.list_candidates(actor(), nomination)
    form = AssignForm.from_request(version=str(nomination.version))
    form.reviewers.choices = [
        SelectChoice(
            one.user.username, one.user.name, {"disabled": True} if one.conflict or one.is_full else {}
        )
        for one in candidates
    ]
    if form.submitted():
        chosen = [one.user for one in candidates if one.user.username in (form.reviewers.data or [])]
        answer = form.done(lambda: _assigned(nomination, chosen))
        if answer:
            return answer
    return render_template(
        "review/assign.html",
        form=form,
        nomination=nomination,
        version=version_of(nomination),
        told={one.user.username: _told_of(one) for one in candidates},
        assigned=_rows_of(nomination),
        live=len(queries.live_of(nomination)),
        open=nomination.state is NominationState.VERIFIED and not is_in_check(nomination),
        facts=present.facts(nomination),
        back=url_for("review.list_nominations", reference=nomination.campaign.reference),
    ), form.status


@bp.route("/de-cu/<ref:reference>/phan-cong/<ref:assignment>/huy", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def cancel_assignment(reference: str, assignment: str) -> ResponseReturnValue:
    """Take a nomination back from a reviewer, with a reason."""
    return _with_reason(
        reference,
        assignment,
        assigning.cancel_assignment,
        heading=_("Cancel the assignment"),
        meaning=_("The reviewer no longer sees this nomination. What was scored so far does not count."),
        hint=_("The reviewer is told that the assignment was cancelled."),
        verb=_("Cancel the assignment"),
        told=_("The assignment is cancelled. Assign somebody else when a reviewer is missing."),
        danger=True,
    )


@bp.route("/de-cu/<ref:reference>/phan-cong/<ref:assignment>/mo-lai", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def give_back_ballot(reference: str, assignment: str) -> ResponseReturnValue:
    """Open a submitted ballot to its reviewer again, with a reason."""
    return _with_reason(
        reference,
        assignment,
        assigning.give_back_ballot,
        heading=_("Give the ballot back"),
        meaning=_(
            "The reviewer can change the marks and must submit again. Until then the ballot does not count."
        ),
        hint=_("The reviewer reads this reason."),
        verb=_("Give the ballot back"),
        told=_("The ballot is given back. Its reviewer has been told."),
    )


def _with_reason(
    reference: str, assignment: str, command: Any, *, told: str, **words: Any
) -> ResponseReturnValue:
    found = _assignment_of(_nomination_for(reference), assignment)
    return ask_reason(
        lambda reason: command(actor(), found, reason=reason),
        told=told,
        back=url_for("review.assign", reference=reference),
        about=found.reviewer.name,
        **words,
    )


@bp.get("/dot-xet/<ref:reference>/xep-hang")
@permission(Permission.NOMINATION_RANK)
def show_ranking(reference: str) -> ResponseReturnValue:
    """The nominations of a campaign by adjusted score or mean, with the ballots behind it."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_RANK, campaign)
    rubric, order = campaigns.rubric_of(campaign), request.args.get("order", "")
    return render_template(
        "review/show_ranking.html",
        campaign=campaign,
        rubric=rubric,
        agreement=share_in_words(parse_share(rubric.agreement)),
        top=rubric.ceiling,
        projecting=request.args.get("che-do") == "trinh-chieu",
        ranking=standings.ranking_of(actor(), campaign, order, request.args.get("trang", 1, type=int)),
        page_href=lambda n: url_for("review.show_ranking", reference=reference, order=order or None, trang=n),
        ways=_ways_on(campaign, rubric),
        trail=[
            (_("Nominations"), url_for("review.list_nominations", reference=reference)),
            (_("Ranking"), None),
        ],
    )


def _ways_on(campaign: Campaign, rubric: Rubric) -> list[tuple[str, str]]:
    """Where the council goes on from the ranking."""
    reference, ways = campaign.reference, []
    if allowed(actor(), Permission.COUNCIL_READ, campaign):
        ways.append((_("Council sessions"), url_for("council.list_sessions", reference=reference)))
    ways.append((_("Compare nominations"), url_for("council.compare", reference=reference)))
    if campaign.asks_again:
        ways.append((_("Ballots that disagree"), url_for("review.list_discrepancies", reference=reference)))
    if rubric.has_points and not rubric.ranks_only:
        ways.append((_("With other weights"), url_for("review.show_what_if", reference=reference)))
    return [*ways, (_("Projector view"), "?che-do=trinh-chieu")]


def _nomination_for(reference: str) -> Nomination:
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_ASSIGN, nomination)
    return nomination


def _told_of(candidate: queries.Candidate) -> str:
    if candidate.conflict:
        return _("Cannot be chosen: %(tie)s.", tie=candidate.conflict)
    if candidate.is_full:
        return _("Cannot be chosen: %(tie)s.", tie=told_of(candidate.load, candidate.most))
    load = told_of(candidate.load, candidate.most, candidate.is_field)
    if not candidate.is_field:
        unknown = _("Has not stated this field")
        load = f"{load}. {unknown}"
    team = of_team(candidate.team, candidate.is_in_team)
    return f"{load}. {team}" if team else load


def _row_of(assignment: Assignment, ties: dict[int, Tie]) -> dict[str, Any]:
    tie = ties.get(assignment.id)
    recusal = queries.recusal_of(assignment.reviewer, assignment.nomination)
    undecided = assignment.nomination.state is NominationState.VERIFIED
    may_give_back = undecided and assignment.state is AssignmentState.SUBMITTED
    may_cancel = assignment.state in STILL_TO_SCORE
    return {
        "name": assignment.reviewer.name,
        "state": words_of_state(assignment.state),
        "reason": f"{word(recusal.kind)}: {recusal.detail}" if recusal else assignment.declined_reason,
        "tie": _("Does not count any more: %(tie)s.", tie=tie.sentence) if tie else "",
        "since": assignment.assigned_at,
        "substitute": url_for(
            "review.substitute",
            reference=assignment.nomination.reference,
            assignment=assignment.reference,
        )
        if may_cancel
        else "",
        "cancel": url_for(
            "review.cancel_assignment",
            reference=assignment.nomination.reference,
            assignment=assignment.reference,
        )
        if may_cancel
        else "",
        "give_back": url_for(
            "review.give_back_ballot",
            reference=assignment.nomination.reference,
            assignment=assignment.reference,
        )
        if may_give_back
        else "",
    }


def _rows_of(nomination: Nomination) -> list[dict[str, Any]]:
    ties, outside = queries.ties_of(nomination), _outside_team(nomination)
    given = queries.list_assignments_of(actor(), nomination)
    return [_row_of(one, ties) | {"outside": one.id in outside} for one in given]


def _outside_team(nomination: Nomination) -> set[int]:
    """The assignments of people who are not in the team of the field, where it has one."""
    team = team_for(list_teams(nomination.campaign), version_of(nomination).field_id)
    live = [one for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS]
    return {one.id for one in live if team is not None and one.reviewer_id not in team.reviewers}


def _assignment_of(nomination: Nomination, reference: str) -> Assignment:
    found = [one for one in nomination.assignments if one.reference == reference]
    if not found:
        raise NotFound(_("There is no such assignment."))
    return found[0]


def _assigned(nomination: Nomination, chosen: list[Any]) -> str:
    assigning.assign_reviewers(actor(), nomination, chosen)
    tell(
        _n(
            "%(num)s reviewer is assigned and has been told.",
            "%(num)s reviewers are assigned and have been told.",
            len(chosen),
        ),
        "success",
    )
    return url_for("review.assign", reference=nomination.reference)
