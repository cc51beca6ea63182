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


class Bonds:
    """What is read to tell ties: roles, who stepped aside from what, partners; of one campaign or of many."""

    def __init__(self, campaigns: Collection[int], people: Collection[int]) -> None:
        self.grants = list(db.session.scalars(select(RoleGrant).where(RoleGrant.user_id.in_(people))))
        recused = (
            select(Recusal.nomination_id, Recusal.person_id)
            .join(Recusal.nomination)
            .where(Nomination.campaign_id.in_(campaigns), Recusal.person_id.in_(people))
        )
        self.recused = {(nomination, person) for nomination, person in db.session.execute(recused)}
        self.partners = _partners_in(campaigns)


class Tied:
    """The ties of some people to the submitted nominations of one campaign, as they are now.

    A pair of person and unit is worked out once, however many nominations the unit sent. Who asks of many
    campaigns reads their `bonds` at once.
    """

    def __init__(self, campaign: Campaign, people: Collection[int], bonds: Bonds | None = None) -> None:
        self.campaign = campaign
        bonds = bonds or Bonds({campaign.id}, people)
        self._grants: dict[int, list[RoleGrant]] = {person: [] for person in people}
        for grant in bonds.grants:
            if conflicts.counts(grant, campaign.tie_years):
                self._grants[grant.user_id].append(grant)
        # Whoever only works for the council or above it is tied to nothing by a role.
        office = conflicts.council_units(campaign)
        self._unbound = {
            person
            for person, grants in self._grants.items()
            if all(one.role not in conflicts.BELONGING and one.unit_id in office for one in grants)
        }
        self._recused = bonds.recused
        self._partners = bonds.partners
        self._relations = conflicts.relations()
        self._units: dict[tuple[int, int, bool], bool] = {}

    def reviewer(self, person: int, case: Case) -> bool:
        """Whether `conflicts.tie_of_reviewer` finds something."""
        return self._is_tied(person, case, is_council=False)

    def council(self, person: int, case: Case) -> bool:
        """Whether `conflicts.tie_of_council` finds something."""
        return self._is_tied(person, case, is_council=True)

    def has_roles_that_tie(self, person: int) -> bool:
        """Whether roles may tie somebody to anything here: whoever only works for the council has none."""
        return person not in self._unbound

    def to_unit(self, person: int, case: conflicts.Nominated, *, is_council: bool) -> bool:
        """Whether roles tie somebody to the unit that nominated, whatever it nominated."""
        key = (person, case.unit_id, is_council)
        known = self._units.get(key)
        if known is None:
            office, spared = conflicts.offices_of(case, is_council=is_council)
            found = conflicts.tie_to_unit(self._grants[person], case.unit_id, office, spared)
            known = self._units[key] = found is not None
        return known

    def _is_tied(self, person: int, case: Case, *, is_council: bool) -> bool:
        if person in (case.prepared_by_id, case.signed_by_id) or person in case.authors:
            return True
        if (case.id, person) in self._recused:
            return True
        if person in self._unbound:
            return False
        if self.to_unit(person, case, is_council=is_council):
            return True
        bound = [*self._partners.get(case.version_id, ()), *self._relations.get(case.exemplar_id, ())]
        if not bound:
            return False
        _office, spared = conflicts.offices_of(case, is_council=is_council)
        return conflicts.tie_to_others(self._grants[person], bound, spared) is not None


def _partners_in(campaigns: Collection[int]) -> dict[int | None, list[tuple[int, ConflictKind]]]:
    """The partners of what was nominated that are units of the registry, by version."""
    query = (
        select(Nomination.version_id, Partner.unit_id)
        .join(Partner, Partner.version_id == Nomination.version_id)
        .where(Nomination.campaign_id.in_(campaigns), Partner.unit_id.is_not(None))
        .distinct()
    )
    found: dict[int | None, list[tuple[int, ConflictKind]]] = defaultdict(list)
    for version, unit in db.session.execute(query):
        found[version].append((unit or 0, ConflictKind.PARTNER))
    return found
