"""Conflicts of interest: what ties a person to a nomination so that they may not judge it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import LazyString

from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _l
from registry.identity.models import Role, RoleGrant, User
from registry.review import verifiers
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
    return _tie(person, nomination, council=_council_units(nomination), spared=set())


def tie_of_council(person: User, nomination: Nomination) -> Tie | None:
    """Why a secretary, a verifier, a signer or an administrator may not act; None when nothing ties them.

    As for reviewers, but to work for the council's own unit or above it, or for the body that verifies, is
    their office: a chairman of a commune decides on what its hamlets do. What comes from that unit itself is
    for somebody else.
    """
    council = _council_units(nomination) | _verifying_units(nomination)
    return _tie(person, nomination, council=council, spared=council)


def assigned_others(person: User, nomination: Nomination) -> bool:
    """Whether somebody chose reviewers of a nomination; such a person neither scores nor decides it."""
    return any(one.assigned_by_id == person.id for one in nomination.assignments)


def _tie(person: User, nomination: Nomination, *, council: set[int], spared: set[int]) -> Tie | None:
    if person.id in (nomination.prepared_by_id, nomination.signed_by_id):
        return Tie(K.SIGNED)
    for one in nomination.recusals:
        if one.person_id == person.id:
            return Tie(one.kind, one.detail)
    if person.id in nomination.authors:
        return Tie(K.AUTHOR)
    grants = [grant for grant in person.grants if _counts(grant, nomination)]
    # Whoever is there now is not told of what they were before.
    grants.sort(key=lambda grant: not grant.holds_on(today()))
    return _tie_to_unit(grants, nomination, council, spared) or _tie_to_others(grants, nomination, spared)


def _tie_to_unit(
    grants: list[RoleGrant], nomination: Nomination, council: set[int], spared: set[int]
) -> Tie | None:
    own, near = _kin(nomination.unit_id), _near(nomination.unit_id)
    for grant in grants:
        if grant.role not in BELONGING and grant.unit_id in council:
            continue
        if grant.unit_id in own:
            holds = grant.holds_on(today())
            return Tie(K.OWN_UNIT if holds else K.FORMER_UNIT, _named(grant))
        if grant.unit_id in near and grant.unit_id not in spared:
            return Tie(K.NEAR_UNIT, _named(grant))
    return None


def _tie_to_others(grants: list[RoleGrant], nomination: Nomination, spared: set[int]) -> Tie | None:
    """To a partner, a unit that replicates the model, or the one the model was taken from."""
    places = {grant.unit_id: grant for grant in grants if grant.role in BELONGING}
    if not places:
        return None
    bound = [(unit, K.PARTNER) for unit in _partners(nomination)]
    bound += _relations().get(nomination.exemplar_id, [])
    for unit, kind in bound:
        for place in _kin(unit) - spared:
            if place in places:
                return Tie(kind, _named(places[place]))
    return None


def _counts(grant: RoleGrant, nomination: Nomination) -> bool:
    """Held today, or given up less long ago than the campaign remembers."""
    day = today()
    since = day - timedelta(days=366 * nomination.campaign.tie_years)
    return grant.valid_from <= day and (grant.valid_to is None or grant.valid_to >= since)


def _named(grant: RoleGrant) -> str:
    """The unit of a role, and its last day once that has passed."""
    unit = db.session.get_one(Unit, grant.unit_id)
    if grant.valid_to is None or grant.holds_on(today()):
        return unit.name
    return f"{unit.name} (–{grant.valid_to:%d/%m/%Y})"


def _council_units(nomination: Nomination) -> set[int]:
    return units.tree().answerable_for(nomination.campaign.unit_id, today())


def _verifying_units(nomination: Nomination) -> set[int]:
    """The bodies that check the nomination and what is above them, where the nominated unit is not one."""
    tree, day = units.tree(), today()
    above = (tree.answerable_for(body, day) for body in verifiers.bodies_that_verify(nomination))
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


def _relations() -> dict[int, list[tuple[int, ConflictKind]]]:
    """The units bound to each model, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_RELATIONS)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        found: dict[int, list[tuple[int, ConflictKind]]] = defaultdict(list)
        for finder in _finders:
            for model, unit, kind in finder():
                found[model].append((unit, kind))
        known = session.info[_RELATIONS] = (session.get_transaction(), found)
    return known[1]


def _partners(nomination: Nomination) -> set[int]:
    version = nomination.exemplar_version or nomination.exemplar.latest
    return {partner.unit_id for partner in version.partners if partner.unit_id is not None}
