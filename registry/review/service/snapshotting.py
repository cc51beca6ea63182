"""Keeping what was settled, and putting ballots back that were changed since."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from registry.audit import service as audit
from registry.campaigns import halts
from registry.campaigns import scoring as arithmetic
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import last_day_of, list_open
from registry.campaigns.service.halting import reason_of
from registry.campaigns.states import StageKind
from registry.core.clock import HERE, now, today
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.review import notices_of_snapshots as notices
from registry.review.comparing import OF_BALLOTS, compare
from registry.review.models import Assignment, Mark, Nomination
from registry.review.queries.results import settle
from registry.review.service import differing, lifecycle
from registry.review.service.scoring import criteria_of
from registry.review.snapshots import (
    FORMAT,
    Occasion,
    StageSnapshot,
    ballot_of,
    content_of,
    contents_of,
    list_submitted,
    ranks_of,
)
from registry.review.states import AssignmentState

# From the stage on in which there are ballots.
KEPT_AFTER = frozenset(
    {StageKind.SCORING, StageKind.DISCUSSION, StageKind.COUNCIL_VOTE, StageKind.PUBLIC_NOTICE,
     StageKind.DECISION}
)  # fmt: skip


def take(
    actor: User | None, campaign: Campaign, occasion: Occasion, *, stage: Stage | None = None,
    nominations: Iterable[Nomination] | None = None,
) -> StageSnapshot:  # fmt: skip
    """Keep what stands there now, of some nominations or of all that were submitted. Part of a command."""
    if nominations is None:
        told = contents_of(list_submitted(campaign), ranks_of(campaign))
    else:
        told = contents_of(list(nominations), {})
    body = audit.canonical({"format": FORMAT, "campaign": campaign.reference, "nominations": told}).encode()
    snapshot = StageSnapshot(
        campaign=campaign,
        stage=stage,
        number=_last_number(campaign) + 1,
        occasion=occasion,
        nominations=len(told),
        ballots=sum(len(one["ballots"]) for one in told.values()),
        content=zlib.compress(body),
        digest=hashlib.sha256(body).hexdigest(),
    )
    db.session.add(snapshot)
    db.session.flush()
    audit.record(
        actor, "campaign.snapshot_taken", campaign, number=snapshot.number, occasion=occasion,
        stage=stage.position if stage else None, nominations=snapshot.nominations, ballots=snapshot.ballots,
        digest=snapshot.digest,
    )  # fmt: skip
    return snapshot


def _last_number(campaign: Campaign) -> int:
    query = select(func.max(StageSnapshot.number)).where(StageSnapshot.campaign_id == campaign.id)
    return db.session.scalar(query) or 0


def keep_closed(actor: User | None, campaign: Campaign) -> None:
    """Keep all of a campaign as it was closed. Part of a command."""
    take(actor, campaign, Occasion.CAMPAIGN_CLOSED, stage=campaign.stages[-1] if campaign.stages else None)


def take_by_hand(campaign: Campaign) -> StageSnapshot:
    """Keep all of a campaign as it is now, for the operator."""
    with transaction():
        return take(None, campaign, Occasion.BY_HAND)


def take_due() -> int:
    """Keep what stands at the end of each stage that is over, once; returns how many were."""
    taken = 0
    for campaign, stage in [(one, stage) for one in list_open() for stage in one.stages if _is_due(stage)]:
        with transaction():
            # Asked again under the lock: another worker may have been quicker.
            if _is_due(stage):
                take(None, campaign, Occasion.STAGE_OVER, stage=stage)
                taken += 1
    return taken


def _is_due(stage: Stage) -> bool:
    last = last_day_of(stage)
    if stage.kind not in KEPT_AFTER or today() <= last:
        return False
    query = select(func.max(StageSnapshot.taken_at)).where(
        StageSnapshot.stage_id == stage.id, StageSnapshot.occasion == Occasion.STAGE_OVER
    )
    taken = db.session.scalar(query)
    # A stage that was lengthened afterwards ends once more.
    return taken is None or taken.astimezone(HERE).date() <= last


@dataclass
class Restored:
    """What was put back, and which ballots stay as they are with the reason."""

    ballots: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def restore(snapshot: StageSnapshot, *, reason: str) -> Restored:
    """Put ballots back that were changed since a snapshot: all of them, or none. The operator's act alone.

    The campaign must be halted. What stood there before is kept as another snapshot. A ballot that stopped
    counting because of a tie stays so, and decisions stay: who decided decides whether they hold. Raises
    InvalidTransition, and DamagedSnapshot for one that is not what was kept.
    """
    text = reason_of(reason)
    with transaction(), halts.mending():
        if halts.find_halt(snapshot.campaign) is None:
            raise InvalidTransition(_("Halt the campaign first, so that nobody scores meanwhile."))
        told = Restored()
        kept = _kept_ballots(snapshot)
        changed = {one.ballot for one in compare(snapshot) if one.what in OF_BALLOTS}
        if not changed:
            return told
        take(None, snapshot.campaign, Occasion.BEFORE_RESTORE, stage=snapshot.stage)
        touched: dict[int, Nomination] = {}
        for code in sorted(changed):
            assignment = _find(code)
            if assignment.state in {AssignmentState.SUBMITTED, AssignmentState.SCORING}:
                _put_back(assignment, kept[code], snapshot, text)
                touched[assignment.nomination_id] = assignment.nomination
                told.ballots.append(code)
            else:
                told.left.append((code, assignment.state.value))
        for nomination in touched.values():
            nomination.updated_at = now()
            differing.follow(None, nomination)
        audit.record(
            None, "campaign.ballots_restored", snapshot.campaign, snapshot=snapshot.number,
            digest=snapshot.digest, ballots=told.ballots, left=[code for code, _state in told.left],
            personal={"reason": text},
        )  # fmt: skip
        notices.tell_secretaries(snapshot, len(told.ballots), text)
    return told


def _kept_ballots(snapshot: StageSnapshot) -> dict[str, dict[str, Any]]:
    return {code: one for case in content_of(snapshot).values() for code, one in case["ballots"].items()}


def _find(code: str) -> Assignment:
    found = db.session.scalar(select(Assignment).where(Assignment.reference == code))
    if found is None:
        raise InvalidTransition(_("Ballot %(code)s is no longer there: only a backup has it.", code=code))
    return found


def _put_back(assignment: Assignment, kept: dict[str, Any], snapshot: StageSnapshot, reason: str) -> None:
    before, criteria = ballot_of(assignment), criteria_of(assignment)
    known = {mark.criterion_id: mark for mark in assignment.marks}
    for number in known.keys() - {int(one) for one in kept["marks"]}:
        assignment.marks.remove(known[number])
    for number, values in ((int(one), values) for one, values in kept["marks"].items()):
        if number not in criteria:
            raise InvalidTransition(_("Ballot %(code)s is on another sheet now.", code=assignment.reference))
        mark = known.get(number)
        if mark is None:
            mark = Mark(criterion_id=number)
            assignment.marks.append(mark)
        mark.points, mark.bonus = _decimal(values["points"]), _decimal(values["bonus"])
        mark.comment, mark.grounds = values["comment"], values["grounds"]
        bands = criteria[number].bands
        mark.band = None if mark.points is None else arithmetic.band_of(bands, mark.points)
    assignment.overall_comment = kept["comment"]
    if assignment.state is AssignmentState.SCORING:
        lifecycle.move_assignment(assignment, "submit")
    assignment.submitted_at = kept["submitted_at"] and datetime.fromisoformat(kept["submitted_at"])
    settle(assignment)
    assignment.updated_at = now()
    db.session.flush()
    audit.record(
        None, "ballot.restored", assignment,
        nomination=assignment.nomination.reference, snapshot=snapshot.number, digest=snapshot.digest,
        personal={"before": _written(before), "after": _written(ballot_of(assignment)), "reason": reason},
    )  # fmt: skip
    notices.tell_reviewer(assignment, reason)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _written(ballot: dict[str, Any]) -> str:
    return json.dumps(ballot, ensure_ascii=False, sort_keys=True)
