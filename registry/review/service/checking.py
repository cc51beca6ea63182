"""The check of eligibility: a checklist is answered, and a nomination goes to scoring or stays behind."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from registry.audit import service as audit
from registry.campaigns.models import Stage
from registry.campaigns.states import StageKind
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review import eligibility, lookers, notices_of_checks
from registry.review.eligibility import EligibilityCheck
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.service import lifecycle
from registry.review.states import NominationState

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Answer:
    """What the staff say to one point of the checklist; a reason belongs to what is not met."""

    point: str
    met: bool
    reason: str = ""


def check_eligibility(
    actor: User, nomination: Nomination, answers: Sequence[tuple[bool, str]], *, version: int | None = None
) -> EligibilityCheck:
    """Answer every point of the stage, in its order, by whether it is met and why not.

    Whatever meets all of them goes to scoring. The rest stays in the check: its unit is told why, the signer
    says that it is not chosen, and until then the staff may answer anew.
    """
    with transaction():
        require_untied(actor, Permission.NOMINATION_CHECK, nomination)
        require_version(nomination, version)
        stage = _stage_of(nomination)
        given = _checked(stage, answers)
        check = _write(actor, nomination, given)
        audit.record(
            actor, "nomination.eligibility_checked", nomination,
            eligible=check.is_eligible, points=len(given), met=sum(one.met for one in given),
            **({"personal": {"reason": "\n".join(check.faults)}} if check.faults else {}),
        )  # fmt: skip
        if check.is_eligible:
            lifecycle.move_on(actor, nomination, lifecycle.scoring_of(nomination), "eligible")
            notices_of_checks.tell_eligible(nomination)
        else:
            nomination.updated_at = check.checked_at
            notices_of_checks.tell_not_eligible(nomination, check)
    return check


def _stage_of(nomination: Nomination) -> Stage:
    lifecycle.require_in(nomination, StageKind.ELIGIBILITY)
    if nomination.state is not NominationState.VERIFIED or nomination.stage is None:
        raise InvalidTransition(_("The nomination has left this stage."))
    return nomination.stage


def _checked(stage: Stage, answers: Sequence[tuple[bool, str]]) -> list[Answer]:
    if len(answers) != len(stage.checklist):
        raise InvalidInput("points", _("Answer every point of the checklist."))
    given, faults = [], Faults()
    for number, (point, (met, why)) in enumerate(zip(stage.checklist, answers, strict=True)):
        reason = clean_text(why)
        with faults.gathered():
            if not met and not reason:
                raise InvalidInput(f"points-{number}-reason", _("Give the reason"))
            if len(reason) > LONGEST_REASON:
                told = _("Use at most %(most)s characters.", most=LONGEST_REASON)
                raise InvalidInput(f"points-{number}-reason", told)
        given.append(Answer(point, met, "" if met else reason))
    faults.refuse()
    return given


def _write(actor: User, nomination: Nomination, given: list[Answer]) -> EligibilityCheck:
    """The one check of this stay; answered again, it is written over, and the log keeps what it was."""
    check = db.session.get(EligibilityCheck, nomination.visits[-1].id)
    if check is None:
        check = EligibilityCheck(visit=nomination.visits[-1])
        db.session.add(check)
    else:
        check.earlier_checkers = sorted({*check.earlier_checkers, check.checked_by_id})
    check.is_eligible = all(one.met for one in given)
    check.answers = [asdict(one) for one in given]
    check.checked_by_id, check.checked_at = actor.id, now()
    db.session.flush()
    eligibility.forget_known()
    lookers.forget_known()
    return check
