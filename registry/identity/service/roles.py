"""Granting and ending roles."""

from datetime import date, timedelta

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import Role, RoleGrant, User
from registry.jobs.service import announce


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
    """Give a person a role at a unit between two days. `actor` None is the operator or a unit's merger.

    Raises InvalidInput when the days are in the wrong order or the person holds the role then already.
    """
    start = valid_from or today()
    with transaction():
        grant = RoleGrant(role=role, unit_id=unit_id, valid_from=start, valid_to=valid_to, reason=reason)
        if actor is not None:
            require(actor, Permission.ROLE_GRANT, grant)
            _require_another(actor, user)
            grant.granted_by_id = actor.id
        if valid_to is not None and valid_to < start:
            raise InvalidInput("valid_to", _("The last day must not be before the first day."))
        if any(_overlaps(known, grant) for known in user.grants):
            raise InvalidInput("role", _("This person already holds this role there in these days."))
        user.grants.append(grant)
        db.session.flush()
        _note_granted(actor, grant)
    return grant


def end_role(
    actor: User | None,
    grant: RoleGrant,
    *,
    last_day: date | None = None,
    reason: str = "",
    version: int | None = None,
) -> None:
    """End a grant; without a day it ends at once, as if yesterday had been its last.

    Raises InvalidTransition when it is over already: nothing may make it longer than it was.
    """
    with transaction():
        if actor is not None:
            require(actor, Permission.ROLE_GRANT, grant)
        if grant.valid_to is not None and grant.valid_to < today():
            raise InvalidTransition(_("This role is over already."))
        require_version(grant, version, {"last_day": grant.valid_to})
        if last_day is not None:
            _check_last_day(grant, last_day)
        close_grant(actor, grant, last_day=last_day or today() - timedelta(days=1), reason=reason)


def close_grant(actor: User | None, grant: RoleGrant, *, last_day: date, reason: str) -> None:
    """Set the last day of a grant. Part of a command: asks no permission and opens no transaction.

    A grant that had not begun by then never comes into force.
    """
    grant.valid_to = last_day
    audit.record(
        actor, "role.ended", grant.user,
        role=grant.role, unit=grant.unit_id, end=last_day, personal=_kept_apart(reason),
    )  # fmt: skip


def pass_on_role(grant: RoleGrant, *, unit_id: int, on: date, reason: str) -> None:
    """Move a grant to the unit that follows its unit from a day on. Part of a merger: asks no permission."""
    with transaction():
        start, end = max(on, grant.valid_from), grant.valid_to
        moved = RoleGrant(role=grant.role, unit_id=unit_id, valid_from=start, valid_to=end, reason=reason)
        user = grant.user
        covered = any(_covers(known, moved) for known in user.grants)
        close_grant(None, grant, last_day=on - timedelta(days=1), reason=reason)
        if not covered:
            user.grants.append(moved)
            db.session.flush()
            _note_granted(None, moved)


def _note_granted(actor: User | None, grant: RoleGrant) -> None:
    audit.record(
        actor, "role.granted", grant.user,
        role=grant.role, unit=grant.unit_id, start=grant.valid_from, end=grant.valid_to,
        personal=_kept_apart(grant.reason),
    )  # fmt: skip
    # Who may judge what depends on roles: a new one may tie its holder to what they are scoring.
    announce("people", grant.user.reference)


def _kept_apart(reason: str) -> dict[str, str]:
    """Why somebody got or lost a role is free text about a person: it must be possible to erase it."""
    return {"reason": reason} if reason else {}


def _require_another(actor: User, user: User) -> None:
    if actor.id == user.id:
        raise PermissionDenied(
            Permission.ROLE_GRANT,
            _("Nobody gives a role to themselves. Ask another administrator."),
            subject=user,
            actor_id=actor.id,
        )


def _check_last_day(grant: RoleGrant, last_day: date) -> None:
    if last_day < grant.valid_from:
        raise InvalidInput("last_day", _("The last day must not be before the first day."))
    if grant.valid_to is not None and last_day > grant.valid_to:
        raise InvalidInput("last_day", _("The role ends earlier already. To prolong it, grant it anew."))


def _overlaps(known: RoleGrant, new: RoleGrant) -> bool:
    if (known.role, known.unit_id) != (new.role, new.unit_id):
        return False
    known_ends, new_ends = known.valid_to or date.max, new.valid_to or date.max
    return known.valid_from <= new_ends and new.valid_from <= known_ends


def _covers(known: RoleGrant, new: RoleGrant) -> bool:
    return (
        (known.role, known.unit_id) == (new.role, new.unit_id)
        and known.valid_from <= new.valid_from
        and (known.valid_to is None or (new.valid_to is not None and new.valid_to <= known.valid_to))
    )
