"""Attaching files: checked and on the disk first, then their rows in one transaction."""

from dataclasses import replace
from datetime import date

from registry.audit import service as audit
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.changes import note_change
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.evidence import queries
from registry.evidence.checks import Limits, Refused, megabytes
from registry.evidence.claim_links import Place, clean_place, copy_links, put_link
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import EARLIEST, Description, apply_description, require_open
from registry.evidence.service.preparing import (
    Prepared,
    Upload,
    original_file_of,
    prepare_file,
    stored_file_of,
)
from registry.identity.models import User
from registry.storage.base import Storage

MOST_ITEMS, MOST_EVER = 200, 2000


def attach_file(
    actor: User,
    exemplar: Exemplar,
    *,
    storage: Storage,
    upload: Upload,
    about: Description,
    limits: Limits,
) -> EvidenceItem:
    """Check a file, keep it and attach it to the open version of a model. Raises Refused, saying why."""
    require(actor, Permission.EVIDENCE_ATTACH, exemplar)
    require_open(exemplar.latest)
    prepared = prepare_file(storage, upload, limits)
    return attach_prepared(actor, exemplar, prepared, about=about, limits=limits)


def attach_prepared(
    actor: User, exemplar: Exemplar, prepared: Prepared, *, about: Description, limits: Limits
) -> EvidenceItem:
    """Attach a file that is already in the store to the open version of a model."""
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, exemplar)
        version = exemplar.latest
        require_open(version)
        require_place(version)
        file = stored_file_of(prepared)
        item = EvidenceItem(
            reference=next_reference("MC", today(), 6),
            exemplar_version=version,
            file=file,
            original_file=original_file_of(prepared),
            file_name=prepared.file_name,
            position=queries.last_position(version) + 1,
            added_by_id=actor.id,
        )
        # What the camera wrote counts only while nobody says otherwise.
        taken_on = about.taken_on or _believable(prepared.taken_on)
        apply_description(item, replace(about, taken_on=taken_on))
        db.session.add(item)
        db.session.flush()
        _cover_as_before(item)
        if about.result_key:
            put_link(item, about.result_key, clean_place(item, Place()), by=actor)
        require_room(exemplar, limits)
        audit.record(
            actor, "evidence.attached", item, exemplar=exemplar.reference, digest=file.digest,
            visibility=item.visibility, result=about.result_key,
            personal={"file_name": item.file_name, "caption": item.caption},
        )  # fmt: skip
        note_change(exemplar)
    return item


def _cover_as_before(item: EvidenceItem) -> None:
    """What was covered in this file is covered when it is attached once more."""
    for one in queries.list_same_file(item):
        if one.public_digest is not None:
            item.redaction, item.public_digest = one.redaction, one.public_digest
            item.has_personal_data = True
            db.session.flush()
            return


def _believable(day: date | None) -> date | None:
    """The day of a camera, whose clock nobody may ever have set."""
    return day if day is not None and EARLIEST <= day <= today() else None


def require_place(version: ExemplarVersion, coming: int = 0) -> None:
    """Raise Refused when a version has as many pieces of evidence as it may have, with those that come."""
    kept, ever = queries.count_items(version), queries.count_items(version, removed=True)
    # Adding and removing over and over leaves rows behind, of which there is an end too.
    if kept + coming >= MOST_ITEMS or ever >= MOST_EVER:
        raise Refused(_("A model may have at most %(n)s files.", n=MOST_ITEMS))


def require_room(exemplar: Exemplar, limits: Limits, *, to_model: int = 0, to_unit: int = 0) -> None:
    """Raise Refused when a model or its unit would take up more than it may, with so many bytes more."""
    if queries.size_of_all(exemplar) + to_model > limits.model:
        most = megabytes(limits.model)
        raise Refused(_("The files of this model would take up more than the limit of %(max)s.", max=most))
    unit = exemplar.lead_unit_id
    if unit is not None and queries.size_of_unit(unit) + to_unit > limits.unit:
        most = megabytes(limits.unit)
        raise Refused(_("The files of your unit would take up more than the limit of %(max)s.", max=most))


def copy_items(old: ExemplarVersion, new: ExemplarVersion) -> None:
    """Give a new version the evidence of the one it was made from. Runs in the transaction that makes it."""
    pairs = [(item, _copy(item, new)) for item in queries.list_items(old)]
    db.session.add_all(copy for _item, copy in pairs)
    db.session.flush()
    copy_links(pairs)


def _copy(item: EvidenceItem, new: ExemplarVersion) -> EvidenceItem:
    return EvidenceItem(
        reference=next_reference("MC", today(), 6),
        exemplar_version=new,
        file=item.file,
        link=item.link,
        file_name=item.file_name,
        position=item.position,
        caption=item.caption,
        aspect=item.aspect,
        taken_on=item.taken_on,
        visibility=item.visibility,
        has_personal_data=item.has_personal_data,
        cleared_reason=item.cleared_reason,
        cleared_by_id=item.cleared_by_id,
        redaction=item.redaction,
        public_digest=item.public_digest,
        original_digest=item.original_digest,
        added_by_id=item.added_by_id,
        added_at=item.added_at,
    )
