"""Conflicts of interest: what ties a person to a nomination so that they may not judge it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from flask_babel import LazyString

from registry.audit.unchanged import while_unchanged
from registry.campaigns.models import Campaign
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _l
from registry.identity.models import Role, RoleGrant, User
from registry.review import lookers, verifiers
from registry.review.models import Nomination
from registry.review.states import ConflictKind
from registry.units import queries as units
from registry.units.models import Unit

BELONGING = frozenset({Role.UNIT_MEMBER, Role.UNIT_LEAD})
K = ConflictKind
SENTENCES: dict[ConflictKind, LazyString] = {
    K.FAMILY: _l("said that a relative or close friend took part"),
    K.WORKS_THERE: _l("said that they work with or for the unit"),
    K.TOOK_PART: _l("said that they took part in the model"),
    K.OTHER: _l("declared a conflict of interest"),
    K.SIGNED: _l("prepared or signed the nomination"),
    K.AUTHOR: _l("registered the model or wrote in its registration"),
    K.OWN_UNIT: _l("holds a role at the nominated unit"),
    K.FORMER_UNIT: _l("held a role at the nominated unit until lately"),
    K.NEAR_UNIT: _l("holds or held a role at a unit above or below the nominated one"),
    K.PARTNER: _l("belongs to a partner of the nominated unit"),
    K.REPLICATES: _l("belongs to a unit that replicates the model"),
    K.SOURCE: _l("belongs to the unit from which the model was taken over"),
}
# (model, unit, how the unit is bound to the model)
Relation = tuple[int, int, ConflictKind]
_finders: list[Callable[[], Iterable[Relation]]] = []
_RELATIONS, _NEAR = "review_relations", "review_near_units"


class Nominated(Protocol):
    """A nomination, or a plain row that says as much of one."""

    @property
    def unit_id(self) -> int: ...
    @property
    def campaign(self) -> Campaign: ...


@dataclass(frozen=True)
class _Applicant:
    """A unit that may nominate, before it has."""

    unit_id: int
    campaign: Campaign


@dataclass(frozen=True)
class Tie:
    """What binds somebody to a nomination; `detail` is the unit it leads to, or what the person said."""

    kind: ConflictKind
    detail: str = ""

    @property
    def sentence(self) -> str:
        """Why, in words, without a name or a full stop."""
        return f"{SENTENCES[self.kind]}: {self.detail}" if self.detail else str(SENTENCES[self.kind])


def add_relations(finder: Callable[[], Iterable[Relation]]) -> None:
    """Let a subject above the review say which other units are bound to which models."""
    if finder not in _finders:
        _finders.append(finder)


def tie_of_reviewer(person: User, nomination: Nomination) -> Tie | None:
    """Why a person may not score a nomination; None when nothing ties them.

    The nominated unit, what is above and below it, what it replaced and what replaced it all count, and
    the people of partners, of units that replicate the model and of the one it was taken from. Council roles
    at the campaign's own unit or above it make the council, not a tie.
    """
    return _tie(person, nomination, is_council=False)


def tie_of_council(person: User, nomination: Nomination) -> Tie | None:
    """Why a secretary, a verifier, a signer or an administrator may not act; None when nothing ties them.

    As for reviewers, but to work for the council's own unit or above it, or for the body that verifies, is
    their office: a chairman of a commune decides on what its hamlets do. What comes from that unit itself is
    for somebody else.
    """
    return _tie(person, nomination, is_council=True)


def part_taken(person: User, nomination: Nomination) -> LazyString | None:
    """What somebody did for a nomination that keeps them from looking at its decision again; else None."""
    decision = nomination.decision
    if decision is not None and decision.signer_id == person.id:
        return _l("made the decision")
    if lookers.has_looked(person.id, nomination.campaign, nomination.id):
        return _l("checked the dossier")
    if assigned_others(person, nomination):
        return _l("chose who scored it")
    if any(one.reviewer_id == person.id for one in nomination.assignments):
        return _l("was given it to score")
    return None


def tie_to_applicant(person: User, campaign: Campaign, unit_id: int) -> Tie | None:
    """Why somebody who works for a council may not do a unit a favour in its campaign; None when nothing."""
    grants = [grant for grant in person.grants if counts(grant, campaign.tie_years)]
    office, spared = offices_of(_Applicant(unit_id, campaign), is_council=True)
    return tie_to_unit(grants, unit_id, office, spared)


def assigned_others(person: User, nomination: Nomination) -> bool:
    """Whether somebody chose reviewers of a nomination; such a person neither scores nor decides it."""
    return any(one.assigned_by_id == person.id for one in nomination.assignments)


def offices_of(nomination: Nominated, *, is_council: bool) -> tuple[set[int], set[int]]:
    """The units at which a council role is an office and no tie, and those that tie nobody."""
    office = council_units(nomination.campaign)
    if not is_council:
        return office, set()
    office = office | _verifying_units(nomination)
    return office, office


def _tie(person: User, nomination: Nomination, *, is_council: bool) -> Tie | None:
    if person.id in (nomination.prepared_by_id, nomination.signed_by_id):
        return Tie(K.SIGNED)
    for one in nomination.recusals:
        if one.person_id == person.id:
            return Tie(one.kind, one.detail)
    if person.id in nomination.authors:
        return Tie(K.AUTHOR)
    grants = [grant for grant in person.grants if counts(grant, nomination.campaign.tie_years)]
    # Whoever is there now is not told of what they were before.
    grants.sort(key=lambda grant: not grant.holds_on(today()))
    office, spared = offices_of(nomination, is_council=is_council)
    if tie := tie_to_unit(grants, nomination.unit_id, office, spared):
        return tie
    bound = [(unit, K.PARTNER) for unit in _partners(nomination)]
    return tie_to_others(grants, [*bound, *relations().get(nomination.exemplar_id, [])], spared)


def tie_to_unit(grants: Sequence[RoleGrant], unit_id: int, council: set[int], spared: set[int]) -> Tie | None:
    """What ties whoever holds these roles to a nominated unit, to what is above it or below it."""
    own, near = _kin(unit_id), _near(unit_id)
    for grant in grants:
        if grant.role not in BELONGING and grant.unit_id in council:
            continue
        if grant.unit_id in own:
            holds = grant.holds_on(today())
            return Tie(K.OWN_UNIT if holds else K.FORMER_UNIT, _named(grant))
        if grant.unit_id in near and grant.unit_id not in spared:
            return Tie(K.NEAR_UNIT, _named(grant))
    return None


def tie_to_others(
    grants: Sequence[RoleGrant], bound: Iterable[tuple[int, ConflictKind]], spared: set[int]
) -> Tie | None:
    """To units bound to a model: a partner, one that replicates it, or the one it was taken from."""
    places = {grant.unit_id: grant for grant in grants if grant.role in BELONGING}
    if not places:
        return None
    for unit, kind in bound:
        for place in _kin(unit) - spared:
            if place in places:
                return Tie(kind, _named(places[place]))
    return None


def counts(grant: RoleGrant, tie_years: int) -> bool:
    """Held today, or given up less long ago than the campaign remembers."""
    day = today()
    since = day - timedelta(days=366 * tie_years)
    return grant.valid_from <= day and (grant.valid_to is None or grant.valid_to >= since)


def _named(grant: RoleGrant) -> str:
    """The unit of a role, and its last day once that has passed."""
    unit = db.session.get_one(Unit, grant.unit_id)
    if grant.valid_to is None or grant.holds_on(today()):
        return unit.name
    return f"{unit.name} (–{grant.valid_to:%d/%m/%Y})"


def council_units(campaign: Campaign) -> set[int]:
    """The units whose people make the council of a campaign: its own and those above it."""
    return units.tree().answerable_for(campaign.unit_id, today())


def _verifying_units(nomination: Nominated) -> set[int]:
    """The bodies that check the nomination and what is above them, where the nominated unit is not one."""
    tree, day = units.tree(), today()
    bodies = verifiers.bodies_for(nomination.campaign, nomination.unit_id)
    above = (tree.answerable_for(body, day) for body in bodies)
    return set().union(*above) - _kin(nomination.unit_id)


def _kin(unit_id: int) -> set[int]:
    """The unit, what it replaced and what replaced it."""
    tree, day = units.tree(), today()
    standing = tree.successors(unit_id, day)
    return {unit_id}.union(standing, *(tree.predecessors(one, day) for one in standing))


def _near(unit_id: int) -> set[int]:
    """Everything above and below a unit and its kin today; worked out once for each tree."""
    tree, day = units.tree(), today()
    info = db.session().info
    known = info.get(_NEAR)
    if known is None or known[0] is not tree:
        known = info[_NEAR] = (tree, {})
    near: dict[int, set[int]] = known[1]
    if unit_id not in near:
        kin = _kin(unit_id)
        near[unit_id] = kin.union(*(tree.last_ancestors(u, day) | tree.subtree(u, day) for u in kin))
    return near[unit_id]


def relations() -> dict[int, list[tuple[int, ConflictKind]]]:
    """The units bound to each model, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_RELATIONS)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        found = while_unchanged(_RELATIONS, _read_relations)
        known = session.info[_RELATIONS] = (session.get_transaction(), found)
    return known[1]


def _read_relations() -> dict[int, list[tuple[int, ConflictKind]]]:
    found: dict[int, list[tuple[int, ConflictKind]]] = defaultdict(list)
    for finder in _finders:
        for model, unit, kind in finder():
            found[model].append((unit, kind))
    return dict(found)


def _partners(nomination: Nomination) -> set[int]:
    version = nomination.exemplar_version or nomination.exemplar.latest
    return {partner.unit_id for partner in version.partners if partner.unit_id is not None}
