"""What a session of the council is planned as, and what is wrong with a plan."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from registry.campaigns.models import Campaign
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.queries.sessions import list_eligible, list_votable
from registry.review.states import VoteManner

FEWEST_MEMBERS = 3
LONGEST_PLACE = 200


@dataclass(frozen=True)
class SessionPlan:
    """A session as it shall be: when and where, how it votes, who sits in it, on what it votes."""

    held_on: date
    place: str
    manner: VoteManner
    members: Sequence[User]
    chair: User | None
    nominations: Sequence[Nomination]


def checked(
    actor: User, campaign: Campaign, plan: SessionPlan, on_agenda: Collection[int] = ()
) -> SessionPlan:
    """The plan in which nobody and nothing is named twice; raises InvalidInput beside what is wrong in it.

    What is `on_agenda` already may stay there, by id, also where the actor may not see it.
    """
    members, nominations = dict.fromkeys(plan.members), dict.fromkeys(plan.nominations)
    plan = replace(plan, members=tuple(members), nominations=tuple(nominations))
    faults = Faults()
    for field, fault in _faults_of(actor, campaign, plan, on_agenda):
        with faults.gathered():
            raise InvalidInput(field, fault)
    faults.refuse()
    return plan


def _faults_of(
    actor: User, campaign: Campaign, plan: SessionPlan, on_agenda: Collection[int]
) -> list[tuple[str, str]]:
    eligible = {one.id for one in list_eligible(actor, campaign)}
    votable = {one.nomination.id for one in list_votable(actor, campaign)} | set(on_agenda)
    place = clean_text(plan.place)
    checks = (
        ("held_on", plan.held_on < campaign.opens_on, _("The session cannot be before the campaign.")),
        ("place", not place, _("Say where the council meets.")),
        ("place", len(place) > LONGEST_PLACE, _("Use at most %(most)s characters.", most=LONGEST_PLACE)),
        (
            "members",
            len(plan.members) < FEWEST_MEMBERS,
            _("A council has at least %(least)s members.", least=FEWEST_MEMBERS),
        ),
        (
            "members",
            any(one.id not in eligible for one in plan.members),
            _("Choose reviewers and secretaries of this council."),
        ),
        ("chair", plan.chair not in plan.members, _("The chair is one of the members.")),
        ("nominations", not plan.nominations, _("Choose at least one nomination.")),
        (
            "nominations",
            any(one.id not in votable for one in plan.nominations),
            _("Choose nominations that can be voted on."),
        ),
    )
    return [(field, sentence) for field, is_wrong, sentence in checks if is_wrong]
