"""When a nomination is through with a stage that is none of the four every review has.

Such a stage moves no state of its own: it stands between two of the four, and the arrow that would lead
past it asks its gate. A further kind adds a function to `GATES`, its words and who acts in it.
"""

from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy import func, select

from registry.audit.unchanged import while_unchanged
from registry.campaigns.models import Stage
from registry.campaigns.queries import find_stage, last_day_of
from registry.campaigns.states import ESSENTIAL, StageKind
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.i18n import _, _n
from registry.review import eligibility, polls
from registry.review.models import Nomination, StageVisit
from registry.review.objections import Objection
from registry.review.states import (
    JUDGED_STATES,
    OPEN_OBJECTIONS,
    POINTING_STATES,
    SCORE_AGAIN,
    STAGE_OF,
    TAKE_OFF,
    NominationState,
)

_OPEN = "review_open_objections"
# Answers with the sentence that says what still keeps a nomination from a state, or with nothing.
Gate = Callable[[Nomination, Stage, NominationState], str]


def notice_has_run(nomination: Nomination, stage: Stage, target: NominationState) -> str:
    """Nothing is recognised that everybody could not read about as long as the notice was planned to last.

    What is praised or not chosen was not proposed, so there is nothing to wait for; an objection is answered
    first whatever is decided.
    """
    if open_now := count_open_objections(nomination):
        return _n(
            "%(num)s objection is not answered yet: nothing is decided before it is.",
            "%(num)s objections are not answered yet: nothing is decided before they are.",
            open_now,
        )
    if target is not NominationState.RECOGNISED:
        return ""
    if was_taken_off(nomination):
        return _("It was taken off the list of proposals after an objection: it is not recognised.")
    last = last_day_on_show(nomination, stage)
    if last is None:
        return _("It has not been on public notice: the council secretary puts it there first.")
    if today() > last:
        return ""
    return _(
        "The public notice lasts until the end of %(day)s: a decision comes after it.", day=f"{last:%d/%m/%Y}"
    )


def council_has_agreed(nomination: Nomination, stage: Stage, target: NominationState) -> str:
    """Nothing is recognised that the council has not voted for, by the share the campaign asks for.

    A council advises (Law 06/2022, art. 90.4): what it voted for the signer may still not grant.
    """
    if target is not NominationState.RECOGNISED:
        return ""
    item = polls.last_vote(nomination)
    if item is None:
        return _("The council has not voted on it yet.")
    if item.carried:
        return ""
    return _(
        "It did not pass the council’s vote: %(count)s of all %(members)s members agree.",
        count=item.agree, members=len(item.session.members),
    )  # fmt: skip


def discussion_is_over(nomination: Nomination, stage: Stage, target: NominationState) -> str:
    """Nothing is decided on ballots that may still change; what has not been scored waits for nobody."""
    last = last_day_of(stage, nomination.unit_id)
    is_scored = nomination.stage is not None and nomination.stage.kind is StageKind.SCORING
    if not is_scored or target not in JUDGED_STATES or today() > last:
        return ""
    return _(
        "The council discusses it until the end of %(day)s: a decision comes after it.",
        day=f"{last:%d/%m/%Y}",
    )


def is_found_eligible(nomination: Nomination, stage: Stage, target: NominationState) -> str:
    """Nothing is decided on what was not checked; what was found not eligible can only be not chosen."""
    if target is NominationState.VERIFIED or target in POINTING_STATES:
        return ""
    check = eligibility.find_check(nomination)
    if check is None:
        return _("Its eligibility has not been checked yet.")
    if check.is_eligible or target is NominationState.NOT_CHOSEN:
        return ""
    return _("It was found not eligible, so it is not chosen. %(why)s", why=" ".join(check.faults))


# Where a nomination stays on its way until somebody there brings it further.
STOPS = frozenset({StageKind.ELIGIBILITY})
GATES: dict[StageKind, Gate] = {
    StageKind.ELIGIBILITY: is_found_eligible,
    StageKind.DISCUSSION: discussion_is_over,
    StageKind.COUNCIL_VOTE: council_has_agreed,
    StageKind.PUBLIC_NOTICE: notice_has_run,
}


def last_day_on_show(nomination: Nomination, stage: Stage) -> date | None:
    """The last day of a nomination's own notice: as it was told, or as many days as planned."""
    visit = visit_of(nomination, stage)
    if visit is None or visit.outcome == SCORE_AGAIN:
        return None
    if visit.sheet is not None:
        return visit.sheet.until
    return max(stage.ends_on, visit.entered_at.astimezone(HERE).date() + (stage.ends_on - stage.starts_on))


def visit_of(nomination: Nomination, stage: Stage) -> StageVisit | None:
    """The nomination's latest stay in a stage."""
    stays = [visit for visit in nomination.visits if visit.stage_id == stage.id]
    return stays[-1] if stays else None


def was_taken_off(nomination: Nomination) -> bool:
    """Whether an objection ended the nomination's stay on notice for good."""
    return any(visit.outcome == TAKE_OFF for visit in nomination.visits)


def count_open_objections(nomination: Nomination) -> int:
    """How many objections to a nomination wait for an answer; read once in a database transaction."""
    session = db.session()
    known = session.info.get(_OPEN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        found = while_unchanged(_OPEN, _count_by_nomination)
        known = session.info[_OPEN] = (session.get_transaction(), found)
    counts: dict[int, int] = known[1]
    return counts.get(nomination.id, 0)


def _count_by_nomination() -> dict[int, int]:
    query = (
        select(Objection.nomination_id, func.count())
        .where(Objection.state.in_(OPEN_OBJECTIONS))
        .group_by(Objection.nomination_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def stages_ahead(nomination: Nomination, target: NominationState) -> list[Stage]:
    """The further stages between where a nomination is and where a state would bring it, its own included.

    Empty on a way back, and for a state that belongs to no stage.
    """
    goal = find_stage(nomination.campaign, STAGE_OF[target]) if target in STAGE_OF else None
    here = nomination.stage
    if goal is None or here is None:
        return []
    return [
        stage
        for stage in nomination.campaign.stages
        if here.position <= stage.position < goal.position and stage.kind not in ESSENTIAL
    ]


def stage_to_enter(nomination: Nomination, kind: StageKind) -> Stage | None:
    """Where a nomination on its way to a kind of stage goes now: there, or to the first stop before it."""
    goal, here = find_stage(nomination.campaign, kind), nomination.stage
    if goal is None or here is None:
        return goal
    between = (one for one in nomination.campaign.stages if here.position < one.position < goal.position)
    return next((one for one in between if one.kind in STOPS), goal)


def list_closed_before(nomination: Nomination, stage: Stage) -> list[str]:
    """The sentences of the further stages ahead of one, for a nomination on its way to recognition."""
    target = NominationState.RECOGNISED
    ahead = [one for one in stages_ahead(nomination, target) if one.position < stage.position]
    told = (GATES[one.kind](nomination, one, target) for one in ahead if one.kind in GATES)
    return [sentence for sentence in told if sentence]


def list_closed_gates(
    nomination: Nomination, target: NominationState, *, untold: Collection[StageKind] = ()
) -> list[str]:
    """The sentences that say which stages on the way still keep the nomination, but for those `untold`."""
    asked = GATES.keys() - set(untold)
    told = (GATES[s.kind](nomination, s, target) for s in stages_ahead(nomination, target) if s.kind in asked)
    return [sentence for sentence in told if sentence]
