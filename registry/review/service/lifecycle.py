"""The only place that assigns the state of a nomination, an assignment or a recognition."""

from collections.abc import Sequence

from registry.audit import service as audit
from registry.campaigns.models import Stage
from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.jobs.service import announce
from registry.review import gates
from registry.review.council import CouncilSession
from registry.review.models import Assignment, Nomination, Recognition, StageVisit
from registry.review.rules import require_untied
from registry.review.states import (
    ASSIGNMENT_LIFE,
    DECIDED_STATES,
    NOMINATION_LIFE,
    RECOGNITION_LIFE,
    SESSION_LIFE,
    STAGE_OF,
    AssignmentState,
    NominationState,
    RecognitionState,
    SessionState,
)


def move_nomination(
    actor: User, nomination: Nomination, action: str, *, reason: str = "", sections: Sequence[str] = ()
) -> Nomination:
    """Follow one arrow of NOMINATION_LIFE, and note the stay in the stage that ends with it.

    The write lock is held from the first read on, and the row's version is compared when it is written:
    of two people who act at once, the second meets the state the first has left.
    """
    with transaction():
        arrow = NOMINATION_LIFE[action]
        require_untied(actor, arrow.permission, nomination)
        if nomination.campaign.state is not CampaignState.OPEN:
            raise InvalidTransition(_("The campaign is closed."))
        NOMINATION_LIFE.check(arrow, nomination)
        target = NominationState(arrow.target)
        if closed := gates.list_closed_gates(nomination, target):
            raise InvalidTransition(" ".join(closed))
        before, nomination.state = nomination.state, target
        _leave_stage(actor, nomination, action, reason, sections)
        db.session.flush()
        audit.record(
            actor, f"nomination.{_PAST[action]}", nomination,
            before=before, after=nomination.state, sections=list(sections),
            **({"personal": {"reason": reason}} if reason else {}),
        )  # fmt: skip
        announce("exemplars", nomination.exemplar.reference)
    return nomination


_PAST = {
    "ask_to_sign": "put_up_for_signing",
    "send_back": "sent_back",
    "sign": "signed",
    "return": "returned",
    "verify": "verified",
    "recognise": "recognised",
    "praise": "praised",
    "not_choose": "not_chosen",
    "refuse": "not_granted",
    "merge": "merged",
    "call_duplicate": "called_duplicate",
    "reopen": "reopened",
    "withdraw": "withdrawn",
}


def move_on(actor: User, nomination: Nomination, stage: Stage, action: str) -> None:
    """Bring a nomination into a further stage: its state stays. Part of a command, which checks and records.

    `action` is how the stay in the stage before ends.
    """
    _leave(nomination.visits[-1], actor, action, "", ())
    _enter(nomination, stage)
    # The nomination's version counts where it stands too.
    nomination.updated_at = now()
    db.session.flush()


def scoring_of(nomination: Nomination) -> Stage:
    """The stage in which a nomination is scored; raises InvalidTransition for a campaign without one."""
    stage = find_stage(nomination.campaign, StageKind.SCORING)
    if stage is None:
        raise InvalidTransition(_("The campaign has no stage of scoring."))
    return stage


def require_in(nomination: Nomination, kind: StageKind) -> None:
    """Raise InvalidTransition unless the nomination stands in a stage of this kind."""
    if nomination.stage is None or nomination.stage.kind is not kind:
        raise InvalidTransition(_("The nomination has left this stage."))


def enter_first_stage(nomination: Nomination) -> None:
    """Note where a new nomination begins."""
    _enter(nomination, find_stage(nomination.campaign, StageKind.REGISTRATION))


def move_assignment(assignment: Assignment, action: str) -> Assignment:
    """Follow one arrow of ASSIGNMENT_LIFE, inside the caller's transaction and after its checks."""
    arrow = ASSIGNMENT_LIFE[action]
    ASSIGNMENT_LIFE.check(arrow, assignment)
    assignment.state = AssignmentState(arrow.target)
    return assignment


def move_session(session: CouncilSession, action: str) -> CouncilSession:
    """Follow one arrow of SESSION_LIFE, inside the caller's transaction and after its checks."""
    arrow = SESSION_LIFE[action]
    SESSION_LIFE.check(arrow, session)
    session.state = SessionState(arrow.target)
    return session


def move_recognition(recognition: Recognition, action: str) -> Recognition:
    """Follow one arrow of RECOGNITION_LIFE, inside the caller's transaction and after its checks."""
    arrow = RECOGNITION_LIFE[action]
    RECOGNITION_LIFE.check(arrow, recognition)
    recognition.state = RecognitionState(arrow.target)
    return recognition


def _leave_stage(
    actor: User, nomination: Nomination, action: str, reason: str, sections: Sequence[str]
) -> None:
    kind = STAGE_OF.get(nomination.state)
    if nomination.visits and nomination.visits[-1].left_at is None:
        _leave(nomination.visits[-1], actor, action, reason, sections)
    if kind is None:
        return
    visit = _enter(nomination, gates.stage_to_enter(nomination, kind))
    if visit is not None and nomination.state in DECIDED_STATES:
        _leave(visit, actor, action, reason, ())


def _leave(visit: StageVisit, actor: User, action: str, reason: str, sections: Sequence[str]) -> None:
    visit.left_at = now()
    visit.outcome = action
    visit.reason = reason
    visit.sections = list(sections)
    visit.acted_by_id = actor.id


def _enter(nomination: Nomination, stage: Stage | None) -> StageVisit | None:
    if stage is None:
        return None
    visit = StageVisit(stage=stage, entered_at=now())
    nomination.visits.append(visit)
    nomination.stage = stage
    return visit
