"""Telling people of stored files: of damage those who have the backups, of malware whoever it concerns."""

from flask_babel import force_locale
from sqlalchemy import or_, select

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.evidence.models import EvidenceItem, StoredFile
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.notifications.service import notify
from registry.units import queries as units


def tell_administrators(file: StoredFile) -> None:
    """One message for each administrator of the units whose models use the file."""
    items = _items_of(file)
    if not items:
        return
    for person in _administrators(file):
        with force_locale(person.language):
            notify(
                person,
                "file.damaged",
                _("Stored file damaged: %(name)s", name=items[0].file_name),
                _(
                    "The stored bytes of %(reference)s are missing or have changed. Restore the file"
                    " %(digest)s from a backup, or have the unit attach it again.",
                    reference=", ".join(item.reference for item in items[:5]),
                    digest=file.digest,
                ),
                f"/tep/{items[0].reference}",
            )


def tell_of_infection(file: StoredFile) -> None:
    """One message for each administrator, and for whoever attached the file: it is locked away."""
    items = _items_of(file)
    if not items:
        return
    adders = {item.added_by_id for item in items} - {None}
    people = {person.id: person for person in _administrators(file)}
    people |= {person.id: person for person in db.session.scalars(select(User).where(User.id.in_(adders)))}
    for person in people.values():
        with force_locale(person.language):
            notify(
                person,
                "file.infected",
                _("Malware found in %(name)s", name=items[0].file_name),
                _(
                    "The virus scanner found %(found)s in the file of %(reference)s. It is locked away:"
                    " nobody can open it. Remove it, check the computer it came from, and attach a clean"
                    " file.",
                    found=file.scan_found,
                    reference=", ".join(item.reference for item in items[:5]),
                ),
                f"/mo-hinh/{items[0].exemplar.reference}/minh-chung",
            )


def _items_of(file: StoredFile) -> list[EvidenceItem]:
    holding = or_(EvidenceItem.digest == file.digest, EvidenceItem.original_digest == file.digest)
    return list(db.session.scalars(select(EvidenceItem).where(holding).order_by(EvidenceItem.id)))


def _administrators(file: StoredFile) -> list[User]:
    query = (
        select(Exemplar.lead_unit_id)
        .join(ExemplarVersion, ExemplarVersion.exemplar_id == Exemplar.id)
        .join(EvidenceItem, EvidenceItem.version_id == ExemplarVersion.id)
        .where(
            or_(EvidenceItem.digest == file.digest, EvidenceItem.original_digest == file.digest),
            Exemplar.lead_unit_id.is_not(None),
        )
        .distinct()
    )
    tree, day = units.tree(), today()
    leading = [unit for unit in db.session.scalars(query) if unit is not None]
    above: set[int] = set().union(*(tree.answerable_for(unit, day) for unit in leading))
    return list_holders(above, Role.ADMINISTRATOR)
