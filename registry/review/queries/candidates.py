"""Who could score a nomination: the council's reviewers, their load, and what ties them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.review import conflicts
from registry.review.models import Assignment, Nomination
from registry.review.panel import ReviewerProfile
from registry.review.states import LIVE_ASSIGNMENTS, STILL_TO_SCORE
from registry.review.teams import list_teams, team_for
from registry.units import queries as units
from registry.units.rules import has_role_at


@dataclass(frozen=True)
class Candidate:
    """A reviewer who could be chosen, unless `conflict` says why not; `load` is what they have to score.

    `most` is how much they may have; `is_field` says whether they stated to know the model's field.
    """

    user: User
    load: int
    conflict: str
    most: int | None = None
    is_field: bool = False
    # The team of the model's field, where there is one, and whether they are in it.
    team: str = ""
    is_in_team: bool = False

    @property
    def is_full(self) -> bool:
        """Whether they have as many open ballots as they may."""
        return self.most is not None and self.load >= self.most


def list_candidates(actor: User, nomination: Nomination) -> list[Candidate]:
    """The reviewers the actor could choose, without those who have it; the field's team comes first."""
    given = {one.reviewer_id for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS}
    people = [one for one in reviewers_for(nomination.campaign.unit_id) if one.id not in given]
    loads, known = open_ballots(person.id for person in people), profiles_of(people)
    field_id = (nomination.exemplar_version or nomination.exemplar.latest).field_id
    team = team_for(list_teams(nomination.campaign), field_id)
    found = [
        Candidate(
            one,
            loads.get(one.id, 0),
            conflict_of(actor, one, nomination),
            known[one.id].most_open if one.id in known else None,
            one.id in known and field_id in known[one.id].fields,
            team.name if team else "",
            team is not None and one.id in team.reviewers,
        )
        for one in people
    ]
    return sorted(found, key=_place_of)


def _place_of(one: Candidate) -> tuple[bool, bool, bool, bool, int, str]:
    """Who can be chosen comes first, then the field's team, who knows the field, and who has least."""
    return bool(one.conflict), one.is_full, not one.is_in_team, not one.is_field, one.load, one.user.name_sort


def profiles_of(people: Iterable[User]) -> dict[int, ReviewerProfile]:
    """What is known of several reviewers, by person."""
    query = select(ReviewerProfile).where(ReviewerProfile.person_id.in_([one.id for one in people]))
    return {one.person_id: one for one in db.session.scalars(query)}


def conflict_of(actor: User, person: User, nomination: Nomination) -> str:
    """The sentence that says why the actor cannot give a person a nomination; empty when they can."""
    if person.id == actor.id or conflicts.assigned_others(person, nomination):
        return _("chooses the reviewers of the nomination")
    if nomination.verified_by_id == person.id:
        return _("verified the nomination")
    tie = conflicts.tie_of_reviewer(person, nomination)
    return tie.sentence if tie else ""


def reviewers_for(unit_id: int) -> list[User]:
    """Everybody who holds a reviewer's role for a unit today, by name."""
    places = units.tree().answerable_for(unit_id, today()) | {unit_id}
    return [one for one in list_holders(places, Role.REVIEWER) if has_role_at(one, unit_id, Role.REVIEWER)]


def open_ballots(user_ids: Iterable[int]) -> dict[int, int]:
    """How many nominations each has still to score, in all campaigns."""
    query = (
        select(Assignment.reviewer_id, func.count().label("number"))
        .where(Assignment.reviewer_id.in_(list(user_ids)), Assignment.state.in_(STILL_TO_SCORE))
        .group_by(Assignment.reviewer_id)
    )
    return {row.reviewer_id: row.number for row in db.session.execute(query)}
