"""Where ballots disagree: what a nomination's ballots say by the campaign's rules, and what is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.scoring import plain
from registry.campaigns.sheet import is_scored
from registry.catalogue.models import ExemplarVersion
from registry.core.db import db
from registry.core.permissions import Permission, require
from registry.identity.models import Role, User
from registry.review.disagreements import (
    OPEN_DISCREPANCIES,
    DiscrepancyState,
    Finding,
    Holds,
    Limits,
    Reading,
    findings_of,
)
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.models import Assignment, Nomination
from registry.review.queries.ranking import counted_of
from registry.review.queries.results import gives_total
from registry.review.states import STILL_TO_SCORE, AssignmentState, NominationState
from registry.review.tied import Tied
from registry.units.rules import has_role_at

_KNOWN = "review_discrepancies"
# What the secretary has to do about one, by its state.
TO_DO = {DiscrepancyState.THIRD_WANTED: "third", DiscrepancyState.TO_CONCLUDE: "conclude"}


@dataclass(frozen=True)
class Sheet:
    """What ballots are held against: the points of the criteria that give points, and the limits."""

    most: dict[int, Decimal]
    limits: Limits


def sheet_of(campaign: Campaign) -> Sheet:
    """The rules of a campaign about ballots that disagree."""
    rubric = campaign.rubric
    criteria = rubric.criteria if rubric is not None and rubric.has_points else []
    asks_line = campaign.line_alarm and rubric is not None and not rubric.ranks_only
    return Sheet(
        {one.id: one.max_points for one in criteria if is_scored(one)},
        Limits(campaign.spread_alarm, campaign.criterion_alarm, campaign.pass_mark if asks_line else None),
    )


def readings_of(ballots: Iterable[Assignment]) -> list[Reading]:
    """What ballots that give a total say."""
    return [
        Reading(one.id, one.total, {m.criterion_id: m.points for m in one.marks if m.points is not None})
        for one in ballots
        if gives_total(one)
    ]


def findings_about(nomination: Nomination) -> list[Finding]:
    """The rules that the ballots of a nomination break."""
    sheet = sheet_of(nomination.campaign)
    return findings_of(readings_of(counted_of(nomination)), sheet.most, sheet.limits)


def find_open(nomination: Nomination) -> Discrepancy | None:
    """The disagreement about a nomination that is not settled yet, as it is stored now."""
    query = select(Discrepancy).where(
        Discrepancy.nomination_id == nomination.id, Discrepancy.state.in_(OPEN_DISCREPANCIES)
    )
    return db.session.scalars(query).one_or_none()


def points_of(nomination: Nomination) -> dict[str, dict[str, str]]:
    """What the ballots that count say: their totals and their points, by ballot and criterion."""
    return {
        str(one.ballot): {
            "total": plain(one.total),
            **{str(criterion): plain(points) for criterion, points in sorted(one.points.items())},
        }
        for one in readings_of(counted_of(nomination))
    }


def is_closed_over(nomination: Nomination) -> bool:
    """Whether the last disagreement was settled or concluded on the very points that the ballots have now."""
    query = select(Discrepancy.points).where(Discrepancy.nomination_id == nomination.id)
    last = db.session.scalars(query.order_by(Discrepancy.id.desc()).limit(1)).first()
    return bool(last) and last == points_of(nomination)


def latest_of(nomination: Nomination) -> Discrepancy | None:
    """The last disagreement about a nomination."""
    return _known(nomination.campaign).get(nomination.id)


def open_in(campaign: Campaign) -> set[int]:
    """The nominations of a campaign whose ballots disagree and of which that is not settled, by id."""
    return {nomination for nomination, one in _known(campaign).items() if one.is_open}


def _known(campaign: Campaign) -> dict[int, Discrepancy]:
    """The last disagreements of a campaign by nomination, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        known = (session.get_transaction(), {})
    found: dict[int, dict[int, Discrepancy]] = known[1]
    if campaign.id not in found:
        found[campaign.id] = {one.nomination_id: one for one in _all_of(campaign)}
        session.info[_KNOWN] = (session.get_transaction(), found)
    return found[campaign.id]


def forget_known() -> None:
    """A disagreement was found or has moved on: read them again when they are asked for."""
    db.session().info.pop(_KNOWN, None)


def concluded_number(nomination: Nomination) -> Decimal | None:
    """The number a conclusion lets hold in place of the mean, or None."""
    latest = latest_of(nomination)
    is_another = latest is not None and latest.holds not in {None, Holds.MEAN}
    return latest.number if latest is not None and is_another else None


def list_discrepancies(actor: User, campaign: Campaign) -> list[Discrepancy]:
    """Those of a campaign, the open ones first; what the reader is tied to is left out."""
    require(actor, Permission.NOMINATION_RANK, campaign)
    found = _all_of(campaign)
    tied = Tied(campaign, {actor.id}) if found else None
    seen = [one for one in found if tied is not None and _may_know(actor, one.nomination, tied)]
    return sorted(seen, key=lambda one: (not one.is_open, one.opened_at))


def _may_know(actor: User, nomination: Nomination, tied: Tied) -> bool:
    """What the permission to rank says of one nomination, given that the actor ranks the campaign."""
    owes = any(one.reviewer_id == actor.id and one.state in STILL_TO_SCORE for one in nomination.assignments)
    return not owes and not tied.council(actor.id, nomination)


def _all_of(campaign: Campaign) -> list[Discrepancy]:
    query = (
        select(Discrepancy)
        .join(Discrepancy.nomination)
        .where(Nomination.campaign_id == campaign.id)
        .options(
            contains_eager(Discrepancy.nomination)
            .joinedload(Nomination.exemplar_version)
            .load_only(ExemplarVersion.title),
            contains_eager(Discrepancy.nomination).selectinload(Nomination.assignments),
            joinedload(Discrepancy.criterion),
            selectinload(Discrepancy.rereadings),
        )
        .order_by(Discrepancy.id)
    )
    return list(db.session.scalars(query))


def pending_of(assignment: Assignment) -> Rereading | None:
    """What the reviewer of a ballot is asked to read again and has not answered yet."""
    query = _pending().where(Rereading.assignment_id == assignment.id)
    found: Rereading | None = db.session.scalars(query).one_or_none()
    return found


def rereadings_waiting(actor: User, campaigns: Iterable[Campaign]) -> list[Rereading]:
    """What a reviewer is to read again."""
    own = [one.id for one in campaigns if one.asks_again and has_role_at(actor, one.unit, Role.REVIEWER)]
    if not own:
        return []
    query = _pending().where(Assignment.reviewer_id == actor.id, Nomination.campaign_id.in_(own))
    return list(db.session.scalars(query.order_by(Rereading.id)))


def discrepancies_waiting(actor: User, campaigns: Iterable[Campaign]) -> Iterator[tuple[str, Discrepancy]]:
    """What a secretary is to find a further reader for ("third"), or to conclude ("conclude")."""
    for campaign in campaigns:
        if campaign.asks_again and has_role_at(actor, campaign.unit, Role.COUNCIL_SECRETARY):
            for one in list_discrepancies(actor, campaign):
                if one.state in TO_DO and one.nomination.state is NominationState.VERIFIED:
                    yield TO_DO[one.state], one


def _pending() -> Any:
    return (
        select(Rereading)
        .join(Rereading.discrepancy)
        .join(Rereading.assignment)
        .join(Assignment.nomination)
        .where(
            Rereading.answered_at.is_(None),
            Discrepancy.state == DiscrepancyState.REREADING,
            Assignment.state == AssignmentState.SUBMITTED,
            Nomination.state == NominationState.VERIFIED,
        )
    )
