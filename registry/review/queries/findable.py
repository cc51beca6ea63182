"""Which nominations somebody finds by typing: worked out before anything is matched, counted or ordered.

It says of all nominations what `Permission.NOMINATION_FIND` says of one: those of one's own units, those
handed in to a council or a checking body one works for and is not tied to, those one was given to score.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar, ExemplarVersion, Partner
from registry.core.db import db, is_one_of
from registry.identity.models import Role, User
from registry.review import blindness, conflicts, verifiers
from registry.review.models import Assignment, Nomination
from registry.review.queries.nominations import COUNCIL, OWNERS, is_assigned_to, of_units
from registry.review.states import LIVE_ASSIGNMENTS, NominationState
from registry.review.tied import Bonds, Tied
from registry.units.models import Unit
from registry.units.rules import has_role_at, scope_of, units_with_role

# What a reviewer finds who must not know whose nomination it is: the same, known by another key.
VEILED = "~"
# Put together once: that takes longer than asking.
SHOWN = select(Nomination).options(
    joinedload(Nomination.unit).lazyload(Unit.names),
    joinedload(Nomination.campaign).joinedload(Campaign.unit).lazyload(Unit.names),
    joinedload(Nomination.campaign).selectinload(Campaign.stages),
    joinedload(Nomination.exemplar).load_only(Exemplar.reference, Exemplar.lead_unit_name),
    joinedload(Nomination.exemplar_version).load_only(ExemplarVersion.title),
    joinedload(Nomination.exemplar_version).joinedload(ExemplarVersion.partners),
    joinedload(Nomination.assignments),
    joinedload(Nomination.recusals),
)


class _Row(NamedTuple):
    """A nomination as far as it tells who is tied to it."""

    id: int
    reference: str
    unit_id: int
    exemplar_id: int
    version_id: int | None
    prepared_by_id: int
    signed_by_id: int | None
    authors: list[int]
    campaign_id: int

    @property
    def campaign(self) -> Campaign:
        return db.session.get_one(Campaign, self.campaign_id)


class _Pair(NamedTuple):
    """A unit that nominated in a campaign, whatever it nominated."""

    unit_id: int
    campaign: Campaign


def findable_nominations(actor: User) -> frozenset[str]:
    """The keys of the nominations that somebody may find; under a veil that of what the veil leaves."""
    opened, veiled = _given(actor), _veiled(actor)
    own = select(Nomination.reference).where(of_units(scope_of(actor, *OWNERS)))
    open_to = {*db.session.scalars(own), *_to_the_council(actor), *opened}
    return frozenset(open_to - veiled | {reference + VEILED for reference in opened & veiled})


def load_findable(references: Iterable[str]) -> list[Nomination]:
    """These nominations with all that says whether they may be shown, and what they are called."""
    query = SHOWN.where(Nomination.reference.in_(sorted(references)))
    return list(db.session.scalars(query).unique())


def _given(actor: User) -> set[str]:
    """What a reviewer was given and has opened, of the councils whose reviewer they are today."""
    if not units_with_role(actor, Role.REVIEWER):
        return set()
    query = (
        select(Nomination.reference, Campaign.unit_id).join(Nomination.campaign).where(is_assigned_to(actor))
    )
    return {
        row.reference for row in db.session.execute(query) if has_role_at(actor, row.unit_id, Role.REVIEWER)
    }


def _veiled(actor: User) -> set[str]:
    """What `blindness.is_veiled` says of: the reader has it to score and must not know whose it is."""
    query = (
        select(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .where(
            Assignment.reviewer_id == actor.id,
            Assignment.state.in_(LIVE_ASSIGNMENTS),
            Nomination.state == NominationState.VERIFIED,
        )
        .options(joinedload(Nomination.campaign).selectinload(Campaign.stages))
    )
    stages = ((one.reference, blindness.stage_of(one)) for one in db.session.scalars(query))
    return {reference for reference, stage in stages if stage is not None and stage.blind_submitter}


def _to_the_council(actor: User) -> set[str]:
    """What was handed in where the actor works for the council or checks, without what ties the actor."""
    if not units_with_role(actor, *COUNCIL):
        return set()
    campaigns, whole, ways = [], [], []
    for campaign in db.session.scalars(select(Campaign).options(selectinload(Campaign.stages))):
        if has_role_at(actor, campaign.unit_id, *COUNCIL):
            campaigns.append(campaign)
            whole.append(campaign.id)
        elif verifiers.verifies_elsewhere(campaign):
            checked = is_one_of(Nomination.unit_id, verifiers.units_to_verify(actor, campaign))
            campaigns.append(campaign)
            ways.append(and_(Nomination.campaign_id == campaign.id, checked))
    if not campaigns:
        return set()
    handed_in = Nomination.submitted_at.is_not(None) & or_(Nomination.campaign_id.in_(whole), *ways)
    found = set(db.session.scalars(select(Nomination.reference).where(handed_in)))
    return found - _tied(actor, campaigns, handed_in)


def _tied(actor: User, campaigns: list[Campaign], handed_in: ColumnElement[bool]) -> set[str]:
    """What of it ties the actor. Only what may tie them at all is read, never all there is."""
    n = Nomination
    bonds = Bonds({campaign.id for campaign in campaigns}, {actor.id})
    tied = {campaign.id: Tied(campaign, {actor.id}, bonds) for campaign in campaigns}
    may_tie = [
        n.prepared_by_id == actor.id,
        n.signed_by_id == actor.id,
        # Of the numbers that this holds some are longer; the row is asked afterwards.
        cast(n.authors, Text).contains(str(actor.id)),
        n.id.in_({nomination for nomination, _person in bonds.recused}),
        *_ways_of_roles(actor, tied, handed_in),
    ]
    query = select(
        n.id, n.reference, n.unit_id, n.exemplar_id, n.version_id,
        n.prepared_by_id, n.signed_by_id, n.authors, n.campaign_id,
    ).where(handed_in, or_(*may_tie))  # fmt: skip
    rows = [_Row(*row) for row in db.session.execute(query)]
    return {row.reference for row in rows if tied[row.campaign_id].council(actor.id, row)}


def _ways_of_roles(
    actor: User, tied: dict[int, Tied], handed_in: ColumnElement[bool]
) -> Iterator[ColumnElement[bool]]:
    """What the actor's roles may tie them to: what their units sent, and what is bound to their models."""
    n = Nomination
    bound = [campaign for campaign, ties in tied.items() if ties.has_roles_that_tie(actor.id)]
    if not bound:
        return
    pairs = select(n.campaign_id, n.unit_id).where(handed_in, n.campaign_id.in_(bound)).distinct()
    units: dict[int, set[int]] = defaultdict(set)
    for campaign_id, unit_id in db.session.execute(pairs):
        ties = tied[campaign_id]
        if ties.to_unit(actor.id, _Pair(unit_id, ties.campaign), is_council=True):
            units[campaign_id].add(unit_id)
    for campaign_id, near in units.items():
        yield (n.campaign_id == campaign_id) & is_one_of(n.unit_id, near)
    if any(grant.role in conflicts.BELONGING for grant in actor.grants):
        partners = select(Partner.version_id).where(Partner.unit_id.is_not(None))
        yield n.campaign_id.in_(bound) & n.version_id.in_(partners)
        yield n.campaign_id.in_(bound) & is_one_of(n.exemplar_id, conflicts.relations())
