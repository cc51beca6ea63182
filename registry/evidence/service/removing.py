"""Taking evidence out of a version and putting it back. The file itself stays in the store."""

from registry.audit import service as audit
from registry.catalogue.service.changes import note_change
from registry.core.clock import now
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import require_changeable, require_open, stored_of
from registry.identity.models import User


def remove_item(actor: User, item: EvidenceItem, *, version: int | None = None) -> EvidenceItem:
    """Take an item out of the open version. It can be put back with `restore_item`."""
    with transaction():
        require_changeable(actor, item)
        require_version(item, version, stored_of(item))
        item.removed_at = now()
        audit.record(actor, "evidence.removed", item, exemplar=item.exemplar.reference)
        note_change(item.exemplar)
    return item


def restore_item(actor: User, item: EvidenceItem) -> EvidenceItem:
    """Put a removed item back where it was; one that is there already stays."""
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, item.exemplar)
        require_open(item.exemplar_version)
        if item.removed_at is not None:
            item.removed_at = None
            audit.record(actor, "evidence.restored", item, exemplar=item.exemplar.reference)
            note_change(item.exemplar)
    return item
