"""What waits for those who run a review, out of thousands of nominations: plain rows, few statements."""

from collections.abc import Iterator

from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage, last_day_of
from registry.campaigns.states import ESSENTIAL, StageKind
from registry.core.clock import today
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review import gates, lifted, polls
from registry.review.eligibility import checks_of, stop_of
from registry.review.lookers import has_looked
from registry.review.models import Nomination
from registry.review.queries.discrepancies import open_in
from registry.review.queries.notice import is_ready_for_notice
from registry.review.queries.picture import Case, picture_of
from registry.review.queries.ranking import load, proposal_of
from registry.review.queries.standings import Scored, scored
from registry.review.states import STILL_TO_SCORE, AssignmentState, NominationState
from registry.review.tied import Tied
from registry.review.verifiers import bodies_for
from registry.units.rules import has_role_at

N = NominationState
# What is to be done, with which nomination, in which kind of stage.
Work = tuple[str, Case, StageKind]


def work_of_the_council(actor: User, campaigns: list[Campaign]) -> Iterator[Work]:
    """What somebody is to check, to find reviewers for, to put on notice and to decide, by campaign."""
    for campaign in campaigns:
        secretary, signer = (
            has_role_at(actor, campaign.unit, role) for role in (Role.COUNCIL_SECRETARY, Role.SIGNER)
        )
        if allowed(actor, Permission.NOMINATION_VERIFY, campaign):
            for case in _to_verify(actor, campaign):
                yield "verify", case, StageKind.VERIFICATION
        stop = stop_of(campaign)
        checks = stop is not None and has_role_at(actor, campaign.unit, Role.REGISTRY_STAFF)
        if not secretary and not signer and not checks:
            continue
        verified = picture_of(campaign, [N.VERIFIED])
        yield from _at_the_check(actor, campaign, verified, checks=checks, signer=signer)
        cases = [case for case in verified if stop is None or case.stage_id != stop]
        tied = Tied(campaign, {actor.id, *(one.reviewer_id for case in cases for one in case.given)})
        untied = [case for case in cases if not tied.council(actor.id, case)]
        standings = [scored(case, tied) for case in untied]
        if secretary:
            # Beyond scoring nobody can be asked any more, whatever ballot falls away then.
            stage = find_stage(campaign, StageKind.SCORING)
            scored_now = [one for one in standings if stage is not None and one.case.stage_id == stage.id]
            lacking = (one.case for one in scored_now if one.live < campaign.reviews_wanted)
            yield from (("assign", case, StageKind.SCORING) for case in lacking)
            for case in _to_announce(actor, campaign, standings):
                yield "announce", case, StageKind.PUBLIC_NOTICE
        if signer:
            for case in _to_decide(actor, campaign, standings):
                yield "decide", case, StageKind.DECISION


def _to_verify(actor: User, campaign: Campaign) -> Iterator[Case]:
    """What has come in for the bodies at which the actor checks, without what the actor is tied to."""
    bodies: dict[int, bool] = {}
    tied = Tied(campaign, {actor.id})
    for case in picture_of(campaign, [N.SUBMITTED]):
        if case.unit_id not in bodies:
            checking = bodies_for(campaign, case.unit_id)
            bodies[case.unit_id] = any(has_role_at(actor, one, Role.REGISTRY_STAFF) for one in checking)
        if bodies[case.unit_id] and not tied.council(actor.id, case):
            yield case


def _at_the_check(
    actor: User, campaign: Campaign, verified: list[Case], *, checks: bool, signer: bool
) -> Iterator[Work]:
    """What is to be checked for eligibility, and what was found not eligible and is to be decided."""
    stop = stop_of(campaign)
    here = [case for case in verified if case.stage_id == stop] if stop is not None else []
    tied = Tied(campaign, {actor.id}) if here else None
    for case in here:
        check = checks_of(campaign).get(case.id)
        if tied is None or tied.council(actor.id, case):
            continue
        if check is None and checks:
            yield "eligibility", case, StageKind.ELIGIBILITY
        judged = has_looked(actor.id, campaign, case.id)
        if check is not None and not check.is_eligible and signer and not judged:
            yield "decide", case, StageKind.DECISION


def _to_announce(actor: User, campaign: Campaign, standings: list[Scored]) -> Iterator[Case]:
    notice = find_stage(campaign, StageKind.PUBLIC_NOTICE)
    if notice is None or today() < notice.starts_on:
        return
    whole = [one for one in standings if not any(g.state in STILL_TO_SCORE for g in one.case.given)]
    ready = {nomination.id for nomination in load(whole) if is_ready_for_notice(nomination)}
    yield from (one.case for one in whole if one.case.id in ready)


def _to_decide(actor: User, campaign: Campaign, standings: list[Scored]) -> Iterator[Case]:
    """What has its ballots, that the actor did not judge, and that no further stage still keeps."""
    found = [
        one
        for one in standings
        if len(one.ballots) >= campaign.reviews_wanted
        and not has_looked(actor.id, campaign, one.case.id)
        and not lifted.has_decided(actor.id, campaign, one.case.id)
        and not any(
            (given.reviewer_id == actor.id and given.state is not AssignmentState.CANCELLED)
            or given.assigned_by_id == actor.id
            for given in one.case.given
        )
    ]
    if campaign.settles_first:
        disputed = open_in(campaign)
        found = [one for one in found if one.case.id not in disputed]
    if any(stage.kind not in ESSENTIAL for stage in campaign.stages):
        free = {nomination.id for nomination in load(found) if _is_free(nomination)}
        found = [one for one in found if one.case.id in free]
    yield from (one.case for one in found)


def _is_free(nomination: Nomination) -> bool:
    """Whether nothing keeps a nomination from what its ballots propose."""
    if gates.was_taken_off(nomination):
        return not gates.list_closed_gates(nomination, N.NOT_CHOSEN)
    if may_still_vote(nomination):
        return False
    proposal = proposal_of(nomination)
    return proposal is None or not gates.list_closed_gates(nomination, NominationState(proposal.value))


def may_still_vote(nomination: Nomination) -> bool:
    """Whether the council may still vote on a nomination, and has not yet."""
    stage = find_stage(nomination.campaign, StageKind.COUNCIL_VOTE)
    return (
        stage is not None
        and polls.last_vote(nomination) is None
        and today() <= last_day_of(stage, nomination.unit_id)
    )
