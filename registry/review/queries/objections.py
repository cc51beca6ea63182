"""Reading objections: those somebody may look into, what each may read of them, and one by its code."""

import hmac

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review.models import Nomination
from registry.review.objections import Objection, Objector
from registry.review.states import OPEN_OBJECTIONS, ObjectionState
from registry.units.rules import units_with_role


def get_objection(actor: User, reference: str) -> Objection:
    """An objection this person may look into; raises NotFound."""
    found = db.session.scalar(select(Objection).where(Objection.reference == reference))
    if found is None or not allowed(actor, Permission.OBJECTION_HANDLE, found):
        raise NotFound(_("There is no such objection."))
    return found


def list_objections(actor: User, campaign: Campaign) -> list[Objection]:
    """The objections of a campaign that a person may look into, the newest first."""
    query = (
        select(Objection)
        .join(Objection.nomination)
        .where(Nomination.campaign_id == campaign.id)
        .order_by(Objection.id.desc())
    )
    return [one for one in db.session.scalars(query) if allowed(actor, Permission.OBJECTION_HANDLE, one)]


def find_by_code(reference: str, digest: str) -> Objection | None:
    """The objection of a receipt, when the code is the one that was told with it."""
    found = db.session.scalar(select(Objection).where(Objection.reference == reference))
    return found if found is not None and hmac.compare_digest(found.code_digest, digest) else None


def list_told_to_unit(nomination: Nomination) -> list[Objection]:
    """The objections the nominated unit knows of: those that were admitted. It reads gist and answer."""
    query = (
        select(Objection)
        .where(
            Objection.nomination_id == nomination.id,
            Objection.state.in_((ObjectionState.ADMITTED, ObjectionState.ANSWERED)),
        )
        .order_by(Objection.id)
    )
    return list(db.session.scalars(query))


def list_waiting(actor: User) -> list[Objection]:
    """The open objections a person may look into and nobody else looks into."""
    # Asked for every page's count: most people look into none.
    if not units_with_role(actor, Role.COUNCIL_SECRETARY):
        return []
    query = (
        select(Objection)
        .where(Objection.state.in_(OPEN_OBJECTIONS))
        .options(joinedload(Objection.nomination))
        .order_by(Objection.due_on)
    )
    return [
        one
        for one in db.session.scalars(query)
        if allowed(actor, Permission.OBJECTION_HANDLE, one)
        and (one.handler is None or one.handler is actor or not is_in_charge(one.handler, one))
    ]


def is_in_charge(person: User, objection: Objection) -> bool:
    """Whether somebody took an objection up and may still look into it."""
    return objection.handler_id == person.id and allowed(person, Permission.OBJECTION_HANDLE, objection)


def text_for(actor: User, objection: Objection) -> str | None:
    """What was written, for whoever may read it: a confidential one only the secretary in charge."""
    return objection.text if _reads_all(actor, objection) else None


def objector_for(actor: User, objection: Objection) -> Objector | None:
    """Who objects, for whoever may know it: of a confidential one only the secretary in charge."""
    return db.session.get(Objector, objection.id) if _reads_all(actor, objection) else None


def _reads_all(actor: User, objection: Objection) -> bool:
    if not allowed(actor, Permission.OBJECTION_HANDLE, objection):
        return False
    return not objection.is_confidential or objection.handler_id == actor.id
