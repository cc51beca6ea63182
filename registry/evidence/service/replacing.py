"""Putting a newer file in the place of one: its address, caption and links stay, the old file is kept."""

from registry.audit import service as audit
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import Visibility
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence.checks import Limits
from registry.evidence.models import EvidenceItem
from registry.evidence.service.attaching import require_room
from registry.evidence.service.editing import require_changeable, stored_of
from registry.evidence.service.preparing import Prepared, original_file_of, stored_file_of
from registry.identity.models import User

# What was said of the old file and is said of the new one only after somebody has looked.
OF_THE_FILE = ("redaction", "public_digest", "original_digest", "cleared_reason", "cleared_by_id")


def replace_file(
    actor: User, item: EvidenceItem, prepared: Prepared, *, limits: Limits, version: int | None = None
) -> EvidenceItem:
    """Give an item a file that is already in the store; what it had becomes a version of it."""
    with transaction():
        require_changeable(actor, item)
        require_version(item, version, stored_of(item))
        if item.link is not None:
            raise InvalidInput("files", _("This is a link. Remove it and add the file."))
        if prepared.digest == item.digest:
            raise InvalidInput("files", _("This is the same file. Choose the newer one."))
        item.replaces = _earlier(item)
        item.file = stored_file_of(prepared)
        item.file_name = prepared.file_name
        item.redaction, item.public_file = [], None
        item.original_file = original_file_of(prepared)
        item.cleared_reason, item.cleared_by_id = None, None
        item.added_by_id, item.added_at = actor.id, now()
        if item.has_personal_data and item.visibility is Visibility.PUBLIC:
            item.visibility = Visibility.COUNCIL
        db.session.flush()
        require_room(item.exemplar, limits)
        audit.record(
            actor, "evidence.replaced", item, exemplar=item.exemplar.reference, digest=item.digest,
            earlier=item.replaces.reference, personal={"file_name": item.file_name},
        )  # fmt: skip
        note_change(item.exemplar)
    return item


def _earlier(item: EvidenceItem) -> EvidenceItem:
    """A removed row that keeps the file an item had until now."""
    earlier = EvidenceItem(
        reference=next_reference("MC", today(), 6),
        exemplar_version=item.exemplar_version,
        file=item.file,
        file_name=item.file_name,
        position=item.position,
        caption=item.caption,
        aspect=item.aspect,
        taken_on=item.taken_on,
        visibility=Visibility.INTERNAL,
        has_personal_data=item.has_personal_data,
        added_by_id=item.added_by_id,
        added_at=item.added_at,
        removed_at=now(),
        replaces=item.replaces,
        **{name: getattr(item, name) for name in OF_THE_FILE},
    )
    db.session.add(earlier)
    db.session.flush()
    return earlier
