"""When an officer leaves: everything that waits for them passes to a successor in one step."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.evidence.filetypes import TransferState
from registry.evidence.transfers import Transfer
from registry.identity.models import KeptText, Role, RoleGrant, User
from registry.identity.service import accounts, roles
from registry.notifications.models import Message
from registry.reports.models import SavedTable
from registry.review.service import passing_on

Condition = ColumnElement[bool]
# What messages are about that belong to an office: they pass on with one of its roles. Messages of a council,
# of those who score and of what somebody looks for are the person's alone (abuse cases B01 and B07).
_UNIT = ("report.", "replication.", "stock.", "file.", "nomination.returned", "nomination.to_sign",
         "nomination.sent_back")  # fmt: skip
OF_AN_OFFICE = {
    Role.UNIT_MEMBER: _UNIT,
    Role.UNIT_LEAD: _UNIT,
    Role.REGISTRY_STAFF: ("report.", "stock.", "paper.", "dossier.", "figures.", "list."),
}
# Half-typed texts of the office: what was typed at a ballot or in a council is the person's alone.
OF_THE_OFFICE = ("/mo-hinh/", "/dang-ky", "/nhan-rong/", "/bao-cao-dinh-ky/", "/ra-soat/", "/minh-chung/")


@dataclass(frozen=True)
class Estate:
    """What waits for somebody: their roles, what they have not scored, and how many of each other kind."""

    grants: list[RoleGrant]
    unscored: int
    messages: int
    texts: int
    tables: int
    transfers: int


@dataclass
class HandedOver:
    """What went where: roles given, nominations to score passed on or back to the secretary, all the rest."""

    roles: int = 0
    passed: int = 0
    returned: int = 0
    others: int = 0


def estate_of(person: User) -> Estate:
    """What would pass on if somebody left today."""
    day = today()
    grants = [one for one in person.grants if one.valid_to is None or one.valid_to >= day]
    return Estate(
        grants=grants,
        unscored=len(passing_on.list_unscored(person)),
        messages=_count(Message, _messages(person, grants)),
        texts=_count(KeptText, _texts(person)),
        tables=_count(SavedTable, _tables(person)),
        transfers=_count(Transfer, _transfers(person)),
    )


def hand_over(
    actor: User, leaver: User, successor: User, *, grants: Iterable[RoleGrant], reason: str, closing: bool
) -> HandedOver:
    """Give the successor these roles and everything that waits for the leaver; then, if wanted, close the
    leaver's account.

    Roles of the leaver end, each with the successor's beginning: all or none of it happens. Raises
    PermissionDenied for a role at a unit the actor does not administer, InvalidInput for a successor who
    cannot be one. What was done and signed keeps the leaver's name.
    """
    with transaction():
        require(actor, Permission.USER_ADMINISTER, leaver)
        _check(actor, leaver, successor)
        passing = list(grants)
        told = HandedOver(roles=_pass_on_roles(actor, successor, passing, reason))
        told.passed, told.returned = passing_on.pass_on_assignments(actor, leaver, successor, reason=reason)
        told.others = (
            passing_on.pass_on_objections(leaver, successor)
            + _give(Message, _messages(leaver, passing), to_id=successor.id)
            + _give_texts(leaver, successor)
            + _give(SavedTable, _tables(leaver), maker_id=successor.id)
            + _give(Transfer, _transfers(leaver), owner_id=successor.id)
        )
        audit.record(
            actor, "user.handed_over", leaver, to=successor.reference, roles=told.roles,
            count=told.others + told.passed, personal={"reason": reason} if reason else {},
        )  # fmt: skip
        if closing:
            accounts.set_active(actor, leaver, active=False)
    return told


def _check(actor: User, leaver: User, successor: User) -> None:
    if successor.id == leaver.id:
        raise InvalidInput("successor", _("Name somebody else."))
    if not successor.is_active:
        raise InvalidInput("successor", _("The account of %(name)s is closed.", name=successor.name))
    if actor.id in {leaver.id, successor.id}:
        raise InvalidInput("successor", _("Another administrator does this: you are one of the two."))


def _pass_on_roles(actor: User, successor: User, grants: Iterable[RoleGrant], reason: str) -> int:
    """End each and have the successor's begin today; a role they hold there already is not given twice."""
    given, day = 0, today()
    for grant in grants:
        start, end = max(day, grant.valid_from), grant.valid_to
        roles.end_role(actor, grant, reason=reason)
        same = (one for one in successor.grants if (one.role, one.unit_id) == (grant.role, grant.unit_id))
        if not any(one.holds_on(start) for one in same):
            roles.grant_role(
                actor, successor, role=grant.role, unit_id=grant.unit_id, valid_from=start, valid_to=end,
                reason=reason,
            )  # fmt: skip
            given += 1
    return given


def _messages(person: User, grants: Iterable[RoleGrant]) -> Condition:
    begins = sorted({begin for grant in grants for begin in OF_AN_OFFICE.get(grant.role, ())})
    of_office = or_(false(), *(Message.kind.startswith(begin) for begin in begins))
    return and_(Message.to_id == person.id, Message.read_at.is_(None), of_office)


def _texts(person: User) -> Condition:
    office = or_(*(KeptText.place.startswith(begin) for begin in OF_THE_OFFICE))
    return and_(KeptText.user_id == person.id, office)


def _tables(person: User) -> Condition:
    return SavedTable.maker_id == person.id


def _transfers(person: User) -> Condition:
    return and_(Transfer.owner_id == person.id, Transfer.state == TransferState.RECEIVING)


def _count(row: type[Any], which: Condition) -> int:
    return db.session.scalar(select(func.count()).select_from(row).where(which)) or 0


def _give(row: type[Any], which: Condition, **owner: int) -> int:
    """Write another owner into the rows; returns how many there were."""
    return int(db.session.execute(update(row).where(which).values(**owner)).rowcount)  # type: ignore[attr-defined]


def _give_texts(leaver: User, successor: User) -> int:
    """What the successor typed at the same place themselves stays theirs."""
    known = select(KeptText.place).where(KeptText.user_id == successor.id)
    places = list(db.session.scalars(known))
    return _give(KeptText, and_(_texts(leaver), KeptText.place.not_in(places)), user_id=successor.id)
