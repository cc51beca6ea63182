"""What an administrator may know of: outside their scope there is nothing (404)."""

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import RoleGrant, User
from registry.identity.queries import find_user
from registry.units.models import Unit
from registry.units.queries import find_unit
from registry.web.admin.fields import my_scope


def get_unit(actor: User, code: str) -> Unit:
    """A unit the actor administers; raises NotFound."""
    unit = find_unit(code)
    if unit is None or not allowed(actor, Permission.UNIT_ADMINISTER, unit):
        raise NotFound(_("There is no such unit."))
    return unit


def get_person(actor: User, username: str) -> User:
    """A person who holds or held a role in the actor's scope; raises NotFound."""
    person = find_user(username)
    if person is None or not grants_within(actor, person):
        raise NotFound(_("There is no such person."))
    return person


def grants_within(actor: User, person: User) -> list[RoleGrant]:
    """The person's roles at units the actor administers, in the order they were granted."""
    scope = my_scope(actor)
    return [grant for grant in person.grants if grant.unit_id in scope]


def get_grant(actor: User, person: User, grant_id: int) -> RoleGrant:
    """One of these roles by its id: the same one however many are in the scope by then; raises NotFound."""
    for grant in grants_within(actor, person):
        if grant.id == grant_id:
            return grant
    raise NotFound(_("There is no such role."))
