"""Taking evidence out of a version and putting it back. The file itself stays in the store."""

from datetime import timedelta

from registry.audit import service as audit
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.service.changes import note_change
from registry.core.clock import now
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence import queries
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import require_changeable, require_open, stored_of
from registry.identity.models import User

# So long a removed file can be put back.
KEPT_FOR = timedelta(days=30)


def list_restorable(version: ExemplarVersion) -> list[EvidenceItem]:
    """What was taken out of a version and can still be put back, newest first."""
    since = now() - KEPT_FOR
    return [item for item in queries.list_removed(version) if item.removed_at and item.removed_at >= since]


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
            if item.removed_at < now() - KEPT_FOR or queries.is_earlier(item):
                raise InvalidTransition(_("It was removed too long ago to be put back. Add the file again."))
            item.removed_at = None
            audit.record(actor, "evidence.restored", item, exemplar=item.exemplar.reference)
            note_change(item.exemplar)
    return item
