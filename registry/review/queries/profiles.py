"""What reviewers know and can take on."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.identity.models import User
from registry.review.panel import ReviewerProfile
from registry.review.queries.candidates import open_ballots, profiles_of, reviewers_for


@dataclass(frozen=True)
class Capacity:
    """A reviewer of a council: the ballots open now, how many there may be, the fields by id."""

    person: User
    load: int
    most: int | None
    fields: list[int]


def find_profile(person: User) -> ReviewerProfile | None:
    """What is known of one reviewer, or None."""
    return db.session.scalar(select(ReviewerProfile).where(ReviewerProfile.person_id == person.id))


def list_capacities(actor: User, campaign: Campaign) -> list[Capacity]:
    """The reviewers of a campaign's council, by name, for those who assign."""
    require(actor, Permission.NOMINATION_ASSIGN, campaign)
    people = reviewers_for(campaign.unit_id)
    loads, known = open_ballots(one.id for one in people), profiles_of(people)
    return [
        Capacity(one, loads.get(one.id, 0), known[one.id].most_open, known[one.id].fields)
        if one.id in known
        else Capacity(one, loads.get(one.id, 0), None, [])
        for one in people
    ]


def get_reviewer(actor: User, campaign: Campaign, reference: str) -> User:
    """A reviewer of a campaign's council; raises NotFound for everybody else."""
    found = (one.person for one in list_capacities(actor, campaign) if one.person.reference == reference)
    person = next(found, None)
    if person is None:
        raise NotFound(_("There is no such reviewer."))
    return person
