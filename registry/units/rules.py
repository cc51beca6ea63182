"""Who may do what with units, and the predicates on roles that every subject above uses."""

from collections.abc import Callable, Iterable
from typing import Any

from registry.core.clock import today
from registry.core.db import db
from registry.core.permissions import Permission, Predicate, Way, without_subject
from registry.identity.models import Role, RoleGrant, User
from registry.units import queries
from registry.units.models import Unit

UnitsOf = Callable[[Any], Iterable[Unit | int | None]]


def units_with_role(actor: User, *roles: Role) -> set[int]:
    """Ids of the units at which the actor holds one of the roles today."""
    if not actor.is_active:
        return set()
    day = today()
    return {grant.unit_id for grant in actor.grants if grant.role in roles and grant.holds_on(day)}


def has_role_at(actor: User, unit: Unit | int, *roles: Role) -> bool:
    """Whether one of the roles, held at the unit, above it or at what replaced it, reaches the unit today."""
    held = units_with_role(actor, *roles)
    if not held:
        return False
    unit_id = unit if isinstance(unit, int) else unit.id
    return not held.isdisjoint(queries.tree().answerable_for(unit_id, today()) | {unit_id})


def scope_of(actor: User, *roles: Role) -> set[int]:
    """Ids of every unit the roles reach today: below, and those that were merged into what is below."""
    day, tree = today(), queries.tree()
    held = units_with_role(actor, *roles)
    return held.union(*(tree.governed_by(unit, day) for unit in held))


def role(*roles: Role, at: UnitsOf) -> Predicate:
    """The predicate "holds one of the roles for one of the units that `at(subject)` gives"."""

    @without_subject
    def holds_role(actor: User, subject: Any) -> bool:
        if not isinstance(actor, User):
            return False
        if subject is None:
            return bool(units_with_role(actor, *roles))
        return any(has_role_at(actor, unit, *roles) for unit in at(subject) if unit is not None)

    return holds_role


@without_subject
def looks_after_the_whole(actor: Any, subject: Any) -> bool:
    """Administrators and staff of a province below no other unit: what they change holds everywhere."""
    if not isinstance(actor, User):
        return False
    tree, day = queries.tree(), today()
    held = units_with_role(actor, Role.ADMINISTRATOR, Role.REGISTRY_STAFF)
    at_the_top = {unit for unit in held if not tree.parents(unit, day)}
    # Asked for the menus of every page: the provinces are known, the units need not be read.
    return bool(at_the_top) and not at_the_top.isdisjoint(queries.list_province_ids())


@without_subject
def is_signed_in(actor: Any, subject: Any) -> bool:
    """Anybody with an active account."""
    return isinstance(actor, User) and actor.is_active


@without_subject
def anybody(actor: Any, subject: Any) -> bool:
    """Everybody, signed in or not."""
    return True


@without_subject
def administers_the_whole(actor: Any, subject: Any) -> bool:
    """Administrator of a province, who answers for all that happens in it."""
    return isinstance(actor, User) and bool(
        units_with_role(actor, Role.ADMINISTRATOR) & set(queries.list_province_ids())
    )


def itself(unit: Any) -> list[Any]:
    """The subject is the unit."""
    return [unit]


def place_of_grant(subject: Any) -> list[Any]:
    """The unit of a role that is granted; a unit stands for itself."""
    return [subject.unit_id if isinstance(subject, RoleGrant) else subject]


def unit_lasts(actor: Any, subject: Any) -> bool:
    """A role begins only at a unit that is still there; one that was granted before can always be ended."""
    if not isinstance(subject, RoleGrant) or subject.id is not None:
        return True
    unit = db.session.get(Unit, subject.unit_id)
    return unit is not None and (unit.ended_on is None or subject.valid_from < unit.ended_on)


@without_subject
def administers(actor: Any, subject: Any) -> bool:
    """Administrator of a unit, or of every unit at which a person holds or will hold a role.

    Somebody who also acts outside the actor's scope is not the actor's to change: otherwise whoever
    administers a commune could take over an account of the province.
    """
    if not isinstance(actor, User):
        return False
    if subject is None:
        return bool(units_with_role(actor, Role.ADMINISTRATOR))
    places = places_of(subject) if isinstance(subject, User) else {getattr(subject, "id", subject)}
    return bool(places) and all(has_role_at(actor, place, Role.ADMINISTRATOR) for place in places)


@without_subject
def leads_them(actor: Any, subject: Any) -> bool:
    """Lead of every unit at which somebody is a member and nothing else: whom a lead may let in again."""
    if not isinstance(actor, User):
        return False
    if subject is None:
        return bool(units_with_role(actor, Role.UNIT_LEAD))
    day = today()
    held = [one for one in subject.grants if one.valid_to is None or one.valid_to >= day]
    return (
        subject.is_active
        and bool(held)
        and all(one.role is Role.UNIT_MEMBER for one in held)
        and all(has_role_at(actor, one.unit_id, Role.UNIT_LEAD) for one in held)
    )


def administers_above(actor: User, unit: Unit) -> bool:
    """Administrator of a unit above; its own administrator does not decide on its end or its place."""
    above = queries.tree().parents(unit.id, today())
    return any(has_role_at(actor, parent, Role.ADMINISTRATOR) for parent in above)


def places_of(person: User) -> set[int]:
    """Ids of the units at which somebody holds or will hold a role, or held one when that is all over."""
    day = today()
    current = {grant.unit_id for grant in person.grants if grant.valid_to is None or grant.valid_to >= day}
    return current or {grant.unit_id for grant in person.grants}


GRANTS: dict[Permission, list[Way]] = {
    Permission.ACCOUNT_USE: [(is_signed_in,)],
    Permission.UNIT_WORK: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=itself),),
    ],
    Permission.UNIT_ADMINISTER: [(role(Role.ADMINISTRATOR, at=itself),)],
    Permission.USER_ADMINISTER: [(administers,)],
    Permission.USER_HELP: [(leads_them,)],
    Permission.ROLE_GRANT: [(role(Role.ADMINISTRATOR, at=place_of_grant), unit_lasts)],
    Permission.AUDIT_READ: [(administers,)],
    Permission.READINGS_READ: [(administers_the_whole,)],
}
