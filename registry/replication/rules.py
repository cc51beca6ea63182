"""Who may register, confirm, report and stop a copy."""

from collections.abc import Iterable

from sqlalchemy import select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.core.i18n import _
from registry.core.permissions import Permission, Way
from registry.identity.models import Role, User
from registry.replication.models import Replication
from registry.units.models import Unit
from registry.units.rules import itself, role


def copying_unit(replication: Replication) -> Iterable[Unit | None]:
    """The unit that makes the copy."""
    return [replication.unit]


def source_unit(replication: Replication) -> Iterable[Unit | None]:
    """The unit whose model is copied."""
    return [replication.source.lead_unit]


def source_place(replication: Replication) -> Iterable[Unit | None]:
    """Where the copied model runs: its unit, or its province when no unit is known."""
    return [replication.source.lead_unit or replication.source.province]


def did_not_register_it(actor: User, replication: Replication) -> bool:
    """Nobody confirms a copy they registered themselves."""
    return actor.id != replication.registered_by_id


def copies_an_imported_model(actor: User, replication: Replication) -> bool:
    """The source came from elsewhere, so its unit may have nobody here who could answer."""
    return replication.source.is_imported


def why_kept(exemplar: Exemplar) -> str:
    """Why the draft of a model is not deleted: others copy it. Empty when nothing hinders it."""
    query = select(Replication.reference).where(Replication.source_id == exemplar.id).limit(1)
    reference = db.session.scalar(query)
    return _("Others build on this model: %(code)s.", code=reference) if reference else ""


GRANTS: dict[Permission, list[Way]] = {
    Permission.REPLICATION_REGISTER: [(role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=itself),)],
    Permission.REPLICATION_REPORT: [(role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=copying_unit),)],
    Permission.REPLICATION_CONFIRM: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=source_unit), did_not_register_it),
        (role(Role.REGISTRY_STAFF, at=source_place), copies_an_imported_model),
    ],
}
