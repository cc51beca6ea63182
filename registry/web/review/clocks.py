"""How long a nomination has been where it is, and until when, in words."""

from datetime import date

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.identity.models import User
from registry.review import deadlines, gates, polls, queries
from registry.review.eligibility import is_in_check, is_refused
from registry.review.models import Nomination
from registry.review.queries.council_work import may_still_vote
from registry.review.rules import is_told_scored
from registry.review.states import DECIDED_STATES, STAGE_OF, WITH_THE_UNIT, NominationState


def is_scored(reader: User, nomination: Nomination) -> bool:
    """Whether all that is left is the decision, as far as somebody may know."""
    if nomination.state is not NominationState.VERIFIED or not is_told_scored(reader, nomination):
        return False
    return not queries.list_missing_ballots(nomination)


def awaits_vote(reader: User, nomination: Nomination) -> bool:
    """Whether all ballots are in and the council has not voted yet, in a campaign in which it does."""
    voting = find_stage(nomination.campaign, StageKind.COUNCIL_VOTE) is not None
    return voting and is_scored(reader, nomination) and polls.last_vote(nomination) is None


def awaited_of(reader: User, nomination: Nomination) -> str:
    """What comes before the signer's turn, for what has its ballots: the vote, the notice; else empty."""
    if awaits_vote(reader, nomination) and may_still_vote(nomination):
        return _("Waiting for the council’s vote")
    last = last_day_on_notice(nomination)
    return _("On public notice until %(day)s", day=f"{last:%d/%m/%Y}") if last is not None else ""


def last_day_on_notice(nomination: Nomination) -> date | None:
    """The last day of the public notice on which a nomination is today; None for any that is not."""
    stage = nomination.stage
    if nomination.state is not NominationState.VERIFIED or stage is None:
        return None
    last = gates.last_day_on_show(nomination, stage) if stage.kind is StageKind.PUBLIC_NOTICE else None
    return last if last is not None and today() <= last else None


def due_of(reader: User, nomination: Nomination) -> date | None:
    """The last day of what the nomination waits for."""
    clock = clock_of(reader, nomination)
    return clock.due if clock else None


def clock_of(reader: User, nomination: Nomination) -> deadlines.Clock | None:
    """How long it has been where it is, and until when; nothing once all is over."""
    kind = STAGE_OF.get(nomination.state)
    if kind is None or nomination.state in DECIDED_STATES:
        return None
    if nomination.state in WITH_THE_UNIT and nomination.submitted_at is not None:
        # What was returned comes back while the check lasts, also once it waits for its lead again.
        kind = StageKind.VERIFICATION
    elif is_in_check(nomination) and not is_refused(nomination):
        kind = StageKind.ELIGIBILITY
    elif (last := last_day_on_notice(nomination)) is not None:
        return deadlines.Clock(0, None, last)
    elif awaits_vote(reader, nomination):
        kind = StageKind.COUNCIL_VOTE
    elif is_scored(reader, nomination):
        kind = StageKind.DECISION
    return deadlines.clock_of(nomination, kind)


def clock_line(reader: User, nomination: Nomination) -> str:
    """The working days gone by of those there are, in words; empty where none are set."""
    clock = clock_of(reader, nomination)
    if clock is None or clock.allowed is None:
        return ""
    told = _n(
        "%(gone)s of %(num)s working day",
        "%(gone)s of %(num)s working days",
        clock.allowed,
        gone=clock.elapsed,
    )
    return _("%(days)s, stands while it is with the unit", days=told) if clock.is_paused else told
