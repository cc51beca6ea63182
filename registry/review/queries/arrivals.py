"""Since when a nomination waits where it is: for a vote or a decision it may wait in no stay of its own."""

from datetime import datetime, time, timedelta

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import HERE, today
from registry.review import gates, polls
from registry.review.eligibility import find_check, is_refused
from registry.review.models import Nomination
from registry.review.queries.ranking import counted_of, list_missing_ballots
from registry.review.states import NominationState


def arrived_at(nomination: Nomination, *, knows_ballots: bool) -> datetime | None:
    """When it came to where it stands: with its last ballot to the council's vote, with that to the signer.

    Who may not know how far its ballots are is told when it came to the council.
    """
    visits = nomination.visits
    entered = visits[-1].entered_at if visits else nomination.submitted_at
    if nomination.state is not NominationState.VERIFIED or not knows_ballots:
        return entered
    if is_refused(nomination):
        check = find_check(nomination)
        return check.checked_at if check is not None else entered
    if list_missing_ballots(nomination):
        return entered
    moments = [entered, _last_ballot(nomination), _vote_locked(nomination), _notice_over(nomination)]
    return max((one for one in moments if one is not None), default=None)


def _last_ballot(nomination: Nomination) -> datetime | None:
    given = (one.submitted_at for one in counted_of(nomination))
    return max((at for at in given if at is not None), default=None)


def _vote_locked(nomination: Nomination) -> datetime | None:
    """When the vote that counts was locked; where no stage waits for a vote, nothing waited for it."""
    if find_stage(nomination.campaign, StageKind.COUNCIL_VOTE) is None:
        return None
    vote = polls.last_vote(nomination)
    return vote.session.locked_at if vote is not None else None


def _notice_over(nomination: Nomination) -> datetime | None:
    """The first moment after the public notice it is or was on."""
    stage = nomination.stage
    if stage is None or stage.kind is not StageKind.PUBLIC_NOTICE:
        return None
    last = gates.last_day_on_show(nomination, stage)
    if last is None or last >= today():
        return None
    return datetime.combine(last + timedelta(days=1), time(), HERE)
