"""Conflicts of interest: what ties a person to a nomination so that they may not judge it."""

from datetime import timedelta

from registry.core.clock import today
from registry.core.i18n import _
from registry.identity.models import Role, RoleGrant, User
from registry.review.models import Nomination
from registry.review.states import AssignmentState
from registry.units import queries as units

# A role given up less than three years ago still ties.
MEMORY = timedelta(days=3 * 366)
BELONGING = frozenset({Role.UNIT_MEMBER, Role.UNIT_LEAD})


def tie_of_reviewer(person: User, nomination: Nomination) -> str:
    """The sentence that says why a person may not score a nomination; empty when nothing ties them.

    The nominated unit, what is above and below it, what it replaced and what replaced it all count, and
    the partners' people. Council roles at the campaign's own unit or above it make the council, not a tie.
    """
    if tie := tie_of_council(person, nomination):
        return tie
    near = _kin(nomination.unit_id)
    near = near.union(*(_around(unit) for unit in near))
    if any(_ties(grant, near, nomination) for grant in person.grants):
        return _("holds or held a role at a unit above or below the nominated one")
    partners = set().union(*(_kin(unit) for unit in _partners(nomination)))
    if any(
        grant.role in BELONGING and _recent(grant) and grant.unit_id in partners for grant in person.grants
    ):
        return _("belongs to a partner of the nominated unit")
    return ""


def tie_of_council(person: User, nomination: Nomination) -> str:
    """The sentence that says why a secretary, a verifier or a signer may not act; empty when nothing does."""
    if person.id in (nomination.prepared_by_id, nomination.signed_by_id):
        return _("prepared or signed the nomination")
    declared = AssignmentState.DECLARED_CONFLICT
    if any(one.reviewer_id == person.id and one.state is declared for one in nomination.assignments):
        return _("declared a conflict of interest")
    own = _kin(nomination.unit_id)
    if any(_ties(grant, own, nomination) for grant in person.grants):
        return _("holds or held a role at the nominated unit")
    return ""


def assigned_others(person: User, nomination: Nomination) -> bool:
    """Whether somebody chose reviewers of a nomination; such a person neither scores nor decides it."""
    return any(one.assigned_by_id == person.id for one in nomination.assignments)


def _ties(grant: RoleGrant, near: set[int], nomination: Nomination) -> bool:
    if grant.unit_id not in near or not _recent(grant):
        return False
    return grant.role in BELONGING or grant.unit_id not in _council_units(nomination)


def _recent(grant: RoleGrant) -> bool:
    day = today()
    return grant.valid_from <= day and (grant.valid_to is None or grant.valid_to >= day - MEMORY)


def _council_units(nomination: Nomination) -> set[int]:
    return units.tree().answerable_for(nomination.campaign.unit_id, today())


def _kin(unit_id: int) -> set[int]:
    """The unit, what it replaced and what replaced it."""
    tree, day = units.tree(), today()
    standing = tree.successors(unit_id, day)
    return {unit_id}.union(standing, *(tree.predecessors(one, day) for one in standing))


def _around(unit_id: int) -> set[int]:
    """Everything above and below a unit today."""
    tree, day = units.tree(), today()
    return tree.last_ancestors(unit_id, day) | tree.subtree(unit_id, day)


def _partners(nomination: Nomination) -> set[int]:
    version = nomination.exemplar_version or nomination.exemplar.latest
    return {partner.unit_id for partner in version.partners if partner.unit_id is not None}
