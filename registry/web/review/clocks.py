"""How long a nomination has been where it is, and until when, in words."""

from datetime import date

from registry.campaigns.states import StageKind
from registry.core.i18n import _, _n
from registry.review import deadlines, queries
from registry.review.eligibility import is_in_check, is_refused
from registry.review.models import Nomination
from registry.review.states import DECIDED_STATES, STAGE_OF, NominationState


def is_scored(nomination: Nomination) -> bool:
    """Whether all that is left is the decision."""
    return nomination.state is NominationState.VERIFIED and not queries.list_missing_ballots(nomination)


def due_of(nomination: Nomination) -> date | None:
    """The last day of what the nomination waits for."""
    clock = clock_of(nomination)
    return clock.due if clock else None


def clock_of(nomination: Nomination) -> deadlines.Clock | None:
    """How long it has been where it is, and until when; nothing once all is over."""
    kind = STAGE_OF.get(nomination.state)
    if kind is None or nomination.state in DECIDED_STATES:
        return None
    if nomination.state is NominationState.RETURNED:
        kind = StageKind.VERIFICATION
    elif is_in_check(nomination) and not is_refused(nomination):
        kind = StageKind.ELIGIBILITY
    elif is_scored(nomination):
        kind = StageKind.DECISION
    return deadlines.clock_of(nomination, kind)


def clock_line(nomination: Nomination) -> str:
    """The working days gone by of those there are, in words; empty where none are set."""
    clock = clock_of(nomination)
    if clock is None or clock.allowed is None:
        return ""
    told = _n(
        "%(gone)s of %(num)s working day",
        "%(gone)s of %(num)s working days",
        clock.allowed,
        gone=clock.elapsed,
    )
    return _("%(days)s, stands while it is with the unit", days=told) if clock.is_paused else told
