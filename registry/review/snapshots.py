"""What stood in the registry when something was settled, kept beside what goes on: stage snapshots.

A snapshot is one row that is never changed, with a digest that the log names. It holds what was handed in,
voted and decided of some nominations; of a secret vote the numbers alone.
"""

import enum
import hashlib
import json
import zlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from registry.campaigns.models import Campaign, Stage
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.review import polls
from registry.review.council import AgendaItem, CouncilSession
from registry.review.models import Assignment, Decision, Mark, Nomination
from registry.review.queries.standings import ranked_without
from registry.review.states import AssignmentState, VoteManner

FORMAT = 1
AT_ONCE = 200


class Occasion(enum.StrEnum):
    """Why a snapshot was made."""

    STAGE_OVER = "stage_over"
    COUNCIL_LOCKED = "council_locked"
    DECIDED = "decided"
    CAMPAIGN_CLOSED = "campaign_closed"
    BY_HAND = "by_hand"
    BEFORE_RESTORE = "before_restore"


OCCASION_NAMES: dict[Occasion, LazyString] = {
    Occasion.STAGE_OVER: _l("A stage was over"),
    Occasion.COUNCIL_LOCKED: _l("The council’s vote was locked"),
    Occasion.DECIDED: _l("Decisions were made"),
    Occasion.CAMPAIGN_CLOSED: _l("The campaign was closed"),
    Occasion.BY_HAND: _l("The operator asked for it"),
    Occasion.BEFORE_RESTORE: _l("Before ballots were put back"),
}


class StageSnapshot(db.Model):
    """What stood there at one moment. No row is ever changed: triggers refuse it, the digest would tell."""

    __tablename__ = "stage_snapshots"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_stages.id"))
    # Within the campaign, from 1.
    number: Mapped[int]
    # No CHECK lists the words: they are the program's.
    occasion: Mapped[Occasion] = mapped_column(word_enum(Occasion, is_closed=False))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    nominations: Mapped[int]
    ballots: Mapped[int]
    # The canonical JSON, deflated; the digest is that of the JSON.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))

    campaign: Mapped[Campaign] = relationship()
    stage: Mapped[Stage | None] = relationship()


class DamagedSnapshot(Exception):
    """What is kept does not have the digest that was noted with it."""


def content_of(snapshot: StageSnapshot) -> dict[str, dict[str, Any]]:
    """What a snapshot says, by nomination; raises DamagedSnapshot when it is not what was kept."""
    try:
        body = zlib.decompress(snapshot.content)
    except zlib.error as fault:
        raise DamagedSnapshot(str(fault)) from fault
    if hashlib.sha256(body).hexdigest() != snapshot.digest:
        raise DamagedSnapshot("the digest is another")
    found: dict[str, dict[str, Any]] = json.loads(body)["nominations"]
    return found


def list_snapshots(campaign: Campaign) -> list[StageSnapshot]:
    """The snapshots of a campaign, the latest first."""
    query = select(StageSnapshot).where(StageSnapshot.campaign_id == campaign.id)
    return list(db.session.scalars(query.order_by(StageSnapshot.number.desc())))


def get_snapshot(campaign: Campaign, number: int) -> StageSnapshot:
    """The snapshot with a number; raises NotFound."""
    query = select(StageSnapshot).where(StageSnapshot.campaign_id == campaign.id)
    found = db.session.scalar(query.where(StageSnapshot.number == number))
    if found is None:
        raise NotFound(_("There is no such snapshot."))
    return found


def find_of_stage(campaign: Campaign, position: int) -> StageSnapshot | None:
    """The latest snapshot that was made when the stage at a place was over."""
    query = select(StageSnapshot).join(StageSnapshot.stage).where(
        StageSnapshot.campaign_id == campaign.id,
        StageSnapshot.occasion == Occasion.STAGE_OVER,
        Stage.position == position,
    )  # fmt: skip
    return db.session.scalars(query.order_by(StageSnapshot.number.desc())).first()


def list_submitted(campaign: Campaign) -> list[Nomination]:
    """What was put forward in a campaign, in the order of their references."""
    query = select(Nomination).where(
        Nomination.campaign_id == campaign.id, Nomination.submitted_at.is_not(None)
    )
    return list(db.session.scalars(query.order_by(Nomination.reference)))


def list_named(references: Iterable[str]) -> list[Nomination]:
    """The nominations with these references."""
    query = select(Nomination).where(Nomination.reference.in_(list(references)))
    return list(db.session.scalars(query.order_by(Nomination.reference)))


def ranks_of(campaign: Campaign) -> dict[int, int]:
    """The place of each nomination that has one, by id."""
    ranked = ranked_without(campaign, frozenset())
    return {one.case.id: one.rank for one in ranked if one.rank is not None}


def contents_of(nominations: list[Nomination], ranks: dict[int, int]) -> dict[str, dict[str, Any]]:
    """What stands there of these, as plain values by reference."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(nominations), AT_ONCE):
        part = nominations[start : start + AT_ONCE]
        numbers = [one.id for one in part]
        ballots, votes, decisions = _ballots(numbers), _votes(numbers), _decisions(numbers)
        for one in part:
            found[one.reference] = {
                "state": one.state.value,
                "stage": one.stage.position if one.stage else None,
                "rank": ranks.get(one.id),
                "ballots": {ballot.reference: ballot_of(ballot) for ballot in ballots.get(one.id, ())},
                "votes": votes.get(one.id, {}),
                "side": polls.side_of(one).value,
                "decision": decisions.get(one.id),
            }
    return found


def _ballots(numbers: list[int]) -> dict[int, list[Assignment]]:
    query = (
        select(Assignment)
        .where(Assignment.nomination_id.in_(numbers), Assignment.state == AssignmentState.SUBMITTED)
        .options(selectinload(Assignment.marks).joinedload(Mark.criterion), selectinload(Assignment.reviewer))
        .order_by(Assignment.number)
    )
    found: dict[int, list[Assignment]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.nomination_id, []).append(one)
    return found


def ballot_of(one: Assignment) -> dict[str, Any]:
    """A ballot as plain values."""
    return {
        "number": one.number,
        "reviewer": one.reviewer.reference,
        "submitted_at": one.submitted_at and one.submitted_at.isoformat(timespec="microseconds"),
        "total": _plain(one.total),
        "comment": one.overall_comment,
        "marks": {str(mark.criterion_id): _mark(mark) for mark in one.marks},
    }


def _mark(mark: Mark) -> dict[str, str | None]:
    return {
        "points": _plain(mark.points),
        "bonus": _plain(mark.bonus),
        "comment": mark.comment,
        "grounds": mark.grounds,
    }


def _votes(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """The votes that are locked. Of an open one it is kept who voted how, of a secret one not even who."""
    query = (
        select(AgendaItem)
        .join(AgendaItem.session)
        .where(AgendaItem.nomination_id.in_(numbers), CouncilSession.state.in_(polls.LOCKED))
        .order_by(AgendaItem.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for item in db.session.scalars(query):
        is_secret = item.session.manner is VoteManner.SECRET
        cast = {} if is_secret else {
            vote.person.reference: [vote.choice and vote.choice.value, vote.reason] for vote in item.votes
        }  # fmt: skip
        found.setdefault(item.nomination_id, {})[item.session.reference] = {
            "manner": item.session.manner.value,
            "agree": item.agree,
            "disagree": item.disagree,
            "other": item.other,
            "present": item.present,
            "carried": item.carried,
            "cast": cast,
        }
    return found


def _decisions(numbers: list[int]) -> dict[int, dict[str, Any]]:
    query = select(Decision).where(Decision.nomination_id.in_(numbers), Decision.lifted_at.is_(None))
    return {
        one.nomination_id: {
            "outcome": one.outcome.value,
            "number": one.number,
            "decided_on": one.decided_on.isoformat(),
            "signer": one.signer.reference,
            "reason": one.reason,
            "mean": _plain(one.mean),
            "ballots": one.score_count,
            "basis": one.basis.value,
        }
        for one in db.session.scalars(query)
    }


def _plain(number: Decimal | None) -> str | None:
    """A number in one way only: 9.50 and 9.5 are the same."""
    if number is None:
        return None
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
