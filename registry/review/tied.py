"""Who is tied to which nominations of a campaign: as `conflicts` says of one, for many at once."""

from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.catalogue.models import Partner
from registry.core.db import db
from registry.identity.models import RoleGrant
from registry.review import conflicts
from registry.review.models import Nomination, Recusal
from registry.review.states import ConflictKind


class Case(conflicts.Nominated, Protocol):
    """All that a nomination, or a plain row of one, must tell."""

    @property
    def id(self) -> int: ...
    @property
    def exemplar_id(self) -> int: ...
    @property
    def version_id(self) -> int | None: ...
    @property
    def prepared_by_id(self) -> int: ...
    @property
    def signed_by_id(self) -> int | None: ...
    @property
    def authors(self) -> list[int]: ...


class Tied:
    """The ties of some people to the submitted nominations of one campaign, as they are now.

    A pair of person and unit is worked out once, however many nominations the unit sent.
    """

    def __init__(self, campaign: Campaign, people: Collection[int]) -> None:
        self.campaign = campaign
        self._grants: dict[int, list[RoleGrant]] = {person: [] for person in people}
        for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.user_id.in_(people))):
            if conflicts.counts(grant, campaign.tie_years):
                self._grants[grant.user_id].append(grant)
        # Whoever only works for the council or above it is tied to nothing by a role.
        office = conflicts.council_units(campaign)
        self._unbound = {
            person
            for person, grants in self._grants.items()
            if all(one.role not in conflicts.BELONGING and one.unit_id in office for one in grants)
        }
        recused = (
            select(Recusal.nomination_id, Recusal.person_id)
            .join(Recusal.nomination)
            .where(Nomination.campaign_id == campaign.id)
        )
        self._recused = {(nomination, person) for nomination, person in db.session.execute(recused)}
        self._partners = _partners_in(campaign)
        self._relations = conflicts.relations()
        self._units: dict[tuple[int, int, bool], bool] = {}

    def reviewer(self, person: int, case: Case) -> bool:
        """Whether `conflicts.tie_of_reviewer` finds something."""
        return self._is_tied(person, case, is_council=False)

    def council(self, person: int, case: Case) -> bool:
        """Whether `conflicts.tie_of_council` finds something."""
        return self._is_tied(person, case, is_council=True)

    def _is_tied(self, person: int, case: Case, *, is_council: bool) -> bool:
        if person in (case.prepared_by_id, case.signed_by_id) or person in case.authors:
            return True
        if (case.id, person) in self._recused:
            return True
        if person in self._unbound:
            return False
        key = (person, case.unit_id, is_council)
        known = self._units.get(key)
        if known is None:
            office, spared = conflicts.offices_of(case, is_council=is_council)
            found = conflicts.tie_to_unit(self._grants[person], case.unit_id, office, spared)
            known = self._units[key] = found is not None
        if known:
            return True
        bound = [*self._partners.get(case.version_id, ()), *self._relations.get(case.exemplar_id, ())]
        if not bound:
            return False
        _office, spared = conflicts.offices_of(case, is_council=is_council)
        return conflicts.tie_to_others(self._grants[person], bound, spared) is not None


def _partners_in(campaign: Campaign) -> dict[int | None, list[tuple[int, ConflictKind]]]:
    """The partners of what was nominated that are units of the registry, by version."""
    query = (
        select(Nomination.version_id, Partner.unit_id)
        .join(Partner, Partner.version_id == Nomination.version_id)
        .where(Nomination.campaign_id == campaign.id, Partner.unit_id.is_not(None))
    )
    found: dict[int | None, list[tuple[int, ConflictKind]]] = defaultdict(list)
    for version, unit in db.session.execute(query):
        found[version].append((unit or 0, ConflictKind.PARTNER))
    return found
