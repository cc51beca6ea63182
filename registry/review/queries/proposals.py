"""Who could be given what so that every nomination has enough reviewers: a proposal, nothing is stored."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from registry.campaigns.models import Campaign
from registry.campaigns.states import StageKind
from registry.catalogue.models import ExemplarVersion
from registry.core.db import db
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import User
from registry.review.models import Assignment, Nomination
from registry.review.queries.candidates import conflict_of, open_ballots, reviewers_for
from registry.review.queries.nominations import list_in_state
from registry.review.queries.ranking import live_of
from registry.review.states import AssignmentState, NominationState

Experience = Counter[tuple[int, int | None]]


@dataclass(frozen=True)
class Pick:
    """A reviewer proposed for a nomination: how many ballots they then have open, and know of its field."""

    nomination: Nomination
    reviewer: User
    load: int
    experience: int


@dataclass(frozen=True)
class Shortage:
    """A nomination for which too few are left: how many lack, are tied to it, have as much as they may."""

    nomination: Nomination
    lacking: int
    tied: int
    full: int


@dataclass
class Plan:
    """What would be assigned, and where it does not suffice."""

    picks: list[Pick] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)


def plan_reviewers(actor: User, campaign: Campaign, *, most: int | None = None) -> Plan:
    """Fill every nomination in scoring up to the ballots wanted.

    Whoever has least to score comes first, then who scored most of the same field before; nobody who is
    tied to it, nobody above `most` open ballots. What has fewest people to choose from is filled first.
    """
    require(actor, Permission.NOMINATION_ASSIGN, campaign)
    people = reviewers_for(campaign.unit_id)
    loads = Counter(open_ballots(person.id for person in people))
    known, plan = _experience(people), Plan()
    free = {one: _free(actor, one, people) for one in _waiting(actor, campaign)}
    for nomination in sorted(free, key=lambda one: (len(free[one]), one.reference)):
        _fill(plan, nomination, free[nomination], loads=loads, known=known, most=most)
    plan.picks.sort(key=lambda pick: pick.nomination.reference)
    return plan


def _waiting(actor: User, campaign: Campaign) -> list[Nomination]:
    """In scoring, with fewer reviewers than wanted, and the actor's to assign."""
    return [
        one
        for one in list_in_state(campaign, NominationState.VERIFIED)
        if one.stage is not None
        and one.stage.kind is StageKind.SCORING
        and len(live_of(one)) < campaign.reviews_wanted
        and allowed(actor, Permission.NOMINATION_ASSIGN, one)
    ]


def _free(actor: User, nomination: Nomination, people: list[User]) -> list[User]:
    """Those who were never given it and are not tied to it; who gave it back is asked by hand, if at all."""
    given = {one.reviewer_id for one in nomination.assignments}
    return [one for one in people if one.id not in given and not conflict_of(actor, one, nomination)]


def _fill(
    plan: Plan,
    nomination: Nomination,
    free: list[User],
    *,
    loads: Counter[int],
    known: Experience,
    most: int | None,
) -> None:
    version = nomination.exemplar_version or nomination.exemplar.latest
    wanted = nomination.campaign.reviews_wanted - len(live_of(nomination))
    able = [one for one in free if most is None or loads[one.id] < most]
    able.sort(key=lambda one: (loads[one.id], -known[one.id, version.field_id], one.name_sort, one.id))
    for reviewer in able[:wanted]:
        loads[reviewer.id] += 1
        plan.picks.append(
            Pick(nomination, reviewer, loads[reviewer.id], known[reviewer.id, version.field_id])
        )
    if (lacking := wanted - len(able)) > 0:
        others = len(reviewers_for(nomination.campaign.unit_id)) - len(free)
        plan.shortages.append(Shortage(nomination, lacking, others, len(free) - len(able)))


def _experience(people: list[User]) -> Experience:
    """How many ballots each has submitted in each field, in any campaign."""
    query = (
        select(Assignment.reviewer_id, ExemplarVersion.field_id, func.count())
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(ExemplarVersion, ExemplarVersion.id == Nomination.version_id)
        .where(
            Assignment.reviewer_id.in_([one.id for one in people]),
            Assignment.state == AssignmentState.SUBMITTED,
        )
        .group_by(Assignment.reviewer_id, ExemplarVersion.field_id)
    )
    return Counter({(reviewer, field_id): count for reviewer, field_id, count in db.session.execute(query)})
