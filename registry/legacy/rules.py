"""Who may take over lists, type in papers for a unit, confirm them, and merge what was recorded twice."""

from typing import Any

from sqlalchemy import ColumnElement, select

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.core.i18n import _
from registry.core.permissions import Permission, Way
from registry.core.transaction import once_read
from registry.evidence.models import EvidenceItem
from registry.identity.models import Role, User
from registry.legacy.models import PaperEntry
from registry.legacy.queries import list_mergers
from registry.units.models import Unit
from registry.units.rules import has_role_at, itself, role, units_with_role


def _lead_unit(exemplar: Exemplar) -> list[Unit | None]:
    return [exemplar.lead_unit]


def papers_in_hand(actor: User) -> Any:
    """The ids of the models somebody is typing in from paper."""
    return select(PaperEntry.exemplar_id).where(
        PaperEntry.typed_by_id == actor.id, PaperEntry.confirmed_at.is_(None)
    )


def typed_it_from_paper(actor: Any, exemplar: Exemplar) -> bool:
    """Whoever types a paper in for a unit works on it while it is a draft that nobody has confirmed."""
    if not isinstance(actor, User) or exemplar.lead_unit is None:
        return False
    if exemplar.state is not ExemplarState.DRAFT or not has_role_at(
        actor, exemplar.lead_unit, Role.REGISTRY_STAFF
    ):
        return False
    return exemplar.id in once_read(
        (typed_it_from_paper, actor.id), lambda: frozenset(db.session.scalars(papers_in_hand(actor)))
    )


def typed_its_model(actor: Any, item: EvidenceItem) -> bool:
    """The scan of a paper and what came with it are read by whoever types it in."""
    return typed_it_from_paper(actor, item.exemplar)


def drafts_from_paper(actor: User) -> ColumnElement[bool] | None:
    """The models somebody is typing in for a unit."""
    return Exemplar.id.in_(papers_in_hand(actor))


def why_not_registered(exemplar: Exemplar) -> str:
    """What was typed in from paper is registered once the unit said that this is what it sent.

    A lead who typed in the paper of the own unit says so by registering it.
    """
    waits = select(PaperEntry).where(PaperEntry.exemplar_id == exemplar.id, PaperEntry.confirmed_at.is_(None))
    entry = db.session.scalar(waits)
    if entry is None or exemplar.lead_unit_id in units_with_role(entry.typed_by, Role.UNIT_LEAD):
        return ""
    return _("A lead of the unit must first confirm what was typed in from its paper.")


def why_kept(exemplar: Exemplar) -> str:
    """Why the draft of a model is not deleted: the address of a double leads to it; else empty."""
    doubles = list_mergers(exemplar)
    return _("Others build on this model: %(code)s.", code=doubles[0].loser.reference) if doubles else ""


GRANTS: dict[Permission, list[Way]] = {
    Permission.EXEMPLAR_IMPORT: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, Role.REGISTRY_STAFF, Role.ADMINISTRATOR, at=itself),),
    ],
    Permission.EXEMPLAR_ENTER: [(role(Role.UNIT_LEAD, Role.REGISTRY_STAFF, at=itself),)],
    Permission.EXEMPLAR_CONFIRM: [(role(Role.UNIT_LEAD, at=_lead_unit),)],
    Permission.EXEMPLAR_MERGE: [(role(Role.REGISTRY_STAFF, Role.ADMINISTRATOR, at=_lead_unit),)],
    Permission.EXEMPLAR_EDIT: [(typed_it_from_paper,)],
    Permission.EVIDENCE_ATTACH: [(typed_it_from_paper,)],
    Permission.EVIDENCE_READ: [(typed_its_model,)],
}
