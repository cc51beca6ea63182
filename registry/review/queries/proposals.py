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
from registry.review.panel import ReviewerProfile
from registry.review.queries.candidates import conflict_of, open_ballots, profiles_of, reviewers_for
from registry.review.queries.nominations import list_in_state
from registry.review.queries.ranking import live_of
from registry.review.states import AssignmentState, NominationState
from registry.review.teams import AppraisalTeam, list_teams, team_for

Experience = Counter[tuple[int, int | None]]


@dataclass(frozen=True)
class Pick:
    """A reviewer proposed for a nomination: how many ballots they then have open, and know of its field."""

    nomination: Nomination
    reviewer: User
    load: int
    experience: int
    is_field: bool = False
    # The team of the model's field, where there is one, and whether the reviewer is in it.
    team: str = ""
    is_in_team: bool = False


@dataclass(frozen=True)
class Shortage:
    """A nomination for which too few are left: how many lack, are tied to it, have as much as they may."""

    nomination: Nomination
    lacking: int
    tied: int
    full: int


@dataclass(frozen=True)
class Knowledge:
    """Of the reviewers by id: open ballots, how many there may be, who stated the field, who scored of it.

    Beside it the team of the field, where there is one.
    """

    loads: Counter[int]
    caps: dict[int, int | None]
    stated: set[int]
    experience: Counter[int]
    team: AppraisalTeam | None

    def is_in_team(self, person: User) -> bool:
        """Whether the person is in the team of the field."""
        return self.team is not None and person.id in self.team.reviewers

    def is_full(self, person: User) -> bool:
        """Whether the person has as much as they may."""
        cap = self.caps[person.id]
        return cap is not None and self.loads[person.id] >= cap


@dataclass
class Plan:
    """What would be assigned, and where it does not suffice."""

    picks: list[Pick] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)


def plan_reviewers(actor: User, campaign: Campaign, *, most: int | None = None) -> Plan:
    """Fill every nomination in scoring up to the ballots wanted.

    The team of its field comes first, in it whoever has least to score, then who stated to know its field,
    then who scored most of it before; nobody who is tied to it, nobody above `most` open ballots or above
    what they can take on. What has fewest people to choose from is filled first.
    """
    require(actor, Permission.NOMINATION_ASSIGN, campaign)
    people = reviewers_for(campaign.unit_id)
    loads = Counter(open_ballots(person.id for person in people))
    known, plan, profiles = _experience(people), Plan(), profiles_of(people)
    teams = list_teams(campaign)
    caps = {one.id: _cap(profiles.get(one.id), most) for one in people}
    free = {one: _free(actor, one, people) for one in _waiting(actor, campaign)}
    for nomination in sorted(free, key=lambda one: (len(free[one]), one.reference)):
        field_id = (nomination.exemplar_version or nomination.exemplar.latest).field_id
        stated = {one for one, profile in profiles.items() if field_id in profile.fields}
        experience = Counter({one.id: known[one.id, field_id] for one in people})
        team = team_for(teams, field_id)
        _fill(plan, nomination, free[nomination], Knowledge(loads, caps, stated, experience, team))
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


def _cap(profile: ReviewerProfile | None, most: int | None) -> int | None:
    """The lower of what the secretary allows for all and what the reviewer can take on."""
    own = profile.most_open if profile else None
    return min((one for one in (own, most) if one is not None), default=None)


def _fill(plan: Plan, nomination: Nomination, free: list[User], known: Knowledge) -> None:
    wanted = nomination.campaign.reviews_wanted - len(live_of(nomination))
    able = [one for one in free if not known.is_full(one)]
    able.sort(
        key=lambda one: (
            not known.is_in_team(one),
            known.loads[one.id],
            one.id not in known.stated,
            -known.experience[one.id],
            one.name_sort,
            one.id,
        )
    )
    for one in able[:wanted]:
        known.loads[one.id] += 1
        pick = Pick(
            nomination, one, known.loads[one.id], known.experience[one.id], one.id in known.stated,
            known.team.name if known.team else "", known.is_in_team(one),
        )  # fmt: skip
        plan.picks.append(pick)
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
