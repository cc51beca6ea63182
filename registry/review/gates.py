"""When a nomination is through with a stage that is none of the four every review has.

Such a stage moves no state of its own: it stands between two of the four, and the arrow that would lead
past it asks its gate. A further kind adds one function to `GATES`.
"""

from collections.abc import Callable

from registry.campaigns.models import Stage
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.i18n import _
from registry.review.models import Nomination
from registry.review.queries.ranking import list_missing_ballots
from registry.review.states import STAGE_OF, NominationState

# Answers with the sentence that says what still keeps a nomination in a stage, or with nothing.
Gate = Callable[[Nomination, Stage], str]


def notice_has_run(nomination: Nomination, stage: Stage) -> str:
    """A public notice lasts until the end of its last day, whatever was said meanwhile."""
    if today() > stage.ends_on:
        return ""
    return _(
        "The public notice lasts until the end of %(day)s: a decision comes after it.",
        day=f"{stage.ends_on:%d/%m/%Y}",
    )


GATES: dict[StageKind, Gate] = {StageKind.PUBLIC_NOTICE: notice_has_run}


def stages_between(nomination: Nomination, target: NominationState) -> list[Stage]:
    """The stages that lie on the way from where a nomination is to where a state would bring it.

    Empty on a way back, and for a state that belongs to no stage.
    """
    goal = find_stage(nomination.campaign, STAGE_OF[target]) if target in STAGE_OF else None
    here = nomination.stage
    if goal is None or here is None:
        return []
    return [stage for stage in nomination.campaign.stages if here.position < stage.position < goal.position]


def list_closed_gates(nomination: Nomination, target: NominationState) -> list[str]:
    """The sentences that say which stages on the way still keep the nomination."""
    told = (GATES[s.kind](nomination, s) for s in stages_between(nomination, target) if s.kind in GATES)
    return [sentence for sentence in told if sentence]


def list_hindrances(nomination: Nomination) -> list[str]:
    """The sentences that say what must come before a decision: ballots, and stages that still keep it."""
    closed = list_closed_gates(nomination, NominationState.RECOGNISED)
    return [*list_missing_ballots(nomination), *closed]
