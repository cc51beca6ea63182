"""Granting and ending roles."""

from datetime import date, timedelta

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import Role, RoleGrant, User


def grant_role(  # noqa: PLR0913 -- a grant has this many parts
    actor: User | None,
    user: User,
    *,
    role: Role,
    unit_id: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a person a role at a unit between two days. `actor` None is the operator or a unit's merger."""
    start = valid_from or today()
    with transaction():
        if actor is not None:
            require(actor, Permission.ROLE_GRANT)
        if valid_to is not None and valid_to < start:
            raise InvalidInput("valid_to", _("The last day must not be before the first day."))
        grant = RoleGrant(
            user=user,
            role=role,
            unit_id=unit_id,
            valid_from=start,
            valid_to=valid_to,
            granted_by_id=actor.id if actor else None,
            reason=reason,
        )
        db.session.add(grant)
        db.session.flush()
        audit.record(
            actor, "role.granted", user, role=role, unit=unit_id, start=start, end=valid_to, reason=reason
        )
    return grant


def end_role(actor: User | None, grant: RoleGrant, *, last_day: date | None = None, reason: str = "") -> None:
    """End a grant; without a day it ends at once, as if yesterday had been its last."""
    with transaction():
        if actor is not None:
            require(actor, Permission.ROLE_GRANT)
        grant.valid_to = last_day or today() - timedelta(days=1)
        audit.record(
            actor,
            "role.ended",
            grant.user,
            role=grant.role,
            unit=grant.unit_id,
            end=grant.valid_to,
            reason=reason,
        )
