"""Whom it concerns that a campaign is halted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.audit.unchanged import while_unchanged
from registry.campaigns.halts import list_open_halts
from registry.core.db import db
from registry.identity.models import Role, User
from registry.review.models import Nomination
from registry.units.rules import has_role_at, scope_of

OF_THE_COUNCIL = (
    Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.REGISTRY_STAFF, Role.ADMINISTRATOR,
)  # fmt: skip
OF_A_UNIT = (Role.UNIT_MEMBER, Role.UNIT_LEAD)


@dataclass(frozen=True)
class Halted:
    """A campaign that is halted, as it is kept between requests. `by` is empty for the operator."""

    title: str
    since: datetime
    by: str
    reason: str
    unit_id: int
    nominated: frozenset[int]


def list_halted_for(person: User) -> list[Halted]:
    """The halted campaigns in which somebody works: for the council, or in a unit that took part."""
    found = while_unchanged("halted campaigns", _list_halted)
    if not found:
        return []
    units = scope_of(person, *OF_A_UNIT)
    return [
        one
        for one in found
        if has_role_at(person, one.unit_id, *OF_THE_COUNCIL) or not units.isdisjoint(one.nominated)
    ]


def _list_halted() -> tuple[Halted, ...]:
    return tuple(
        Halted(
            title=one.campaign.title,
            since=one.halted_at,
            by=one.halted_by.name if one.halted_by else "",
            reason=one.reason,
            unit_id=one.campaign.unit_id,
            nominated=frozenset(
                db.session.scalars(
                    select(Nomination.unit_id).where(Nomination.campaign_id == one.campaign_id)
                )
            ),
        )
        for one in list_open_halts()
    )
