"""Whether a nomination may be scored at all: the answers to a stage's checklist, and what they come to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import now
from registry.core.db import UtcDateTime, db
from registry.identity.models import User
from registry.review.models import Nomination, StageVisit
from registry.review.states import NominationState

_KNOWN = "review_eligibility"


class EligibilityCheck(db.Model):
    """What the staff found at a nomination's stay in the check of eligibility, point by point."""

    __tablename__ = "eligibility_checks"

    visit_id: Mapped[int] = mapped_column(ForeignKey("stage_visits.id"), primary_key=True)
    is_eligible: Mapped[bool]
    # A row for each point of the stage: "point" as it read then, "met", and the "reason" when it is not met.
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # Who answered it before somebody did anew: whoever judged once does not decide.
    earlier_checkers: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    visit: Mapped[StageVisit] = relationship()
    checked_by: Mapped[User] = relationship()

    @property
    def faults(self) -> list[str]:
        """The points that are not met, each with its reason."""
        return [f"{one['point']}: {one['reason']}" for one in self.answers if not one["met"]]


def stop_of(campaign: Campaign) -> int | None:
    """The id of the stage in which nominations wait for the check; None for a campaign without one."""
    stage = find_stage(campaign, StageKind.ELIGIBILITY)
    return stage.id if stage is not None else None


def is_in_check(nomination: Nomination) -> bool:
    """Whether a nomination stands in the check: before it, and after it was found not eligible."""
    return nomination.stage is not None and nomination.stage.kind is StageKind.ELIGIBILITY


def find_check(nomination: Nomination) -> EligibilityCheck | None:
    """The latest check of a nomination, or None."""
    if stop_of(nomination.campaign) is None:
        return None
    return checks_of(nomination.campaign).get(nomination.id)


def is_refused(nomination: Nomination) -> bool:
    """Whether a nomination was found not eligible and waits for the signer to say so."""
    if not is_in_check(nomination):
        return False
    check = find_check(nomination)
    return check is not None and not check.is_eligible


def checks_of(campaign: Campaign) -> dict[int, EligibilityCheck]:
    """The latest check of every nomination of a campaign by its id, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        known = (session.get_transaction(), {})
    found: dict[int, dict[int, EligibilityCheck]] = known[1]
    if campaign.id not in found:
        query = (
            select(EligibilityCheck, StageVisit.nomination_id)
            .join(EligibilityCheck.visit)
            .join(StageVisit.nomination)
            .where(Nomination.campaign_id == campaign.id)
            .options(joinedload(EligibilityCheck.checked_by))
            .order_by(EligibilityCheck.visit_id)
        )
        found[campaign.id] = {row[1]: row[0] for row in db.session.execute(query)}
        session.info[_KNOWN] = (session.get_transaction(), found)
    return found[campaign.id]


def count_in_check(campaign: Campaign, *, unanswered: bool = False) -> int:
    """How many verified nominations stand in the check; `unanswered` leaves out those found not eligible."""
    stop = stop_of(campaign)
    if stop is None:
        return 0
    query = select(func.count()).where(
        Nomination.stage_id == stop, Nomination.state == NominationState.VERIFIED
    )
    if unanswered:
        query = query.where(Nomination.id.not_in(list(checks_of(campaign))))
    return db.session.scalar(query) or 0


def forget_known() -> None:
    """A check has been made: read them again when they are asked for."""
    db.session().info.pop(_KNOWN, None)
