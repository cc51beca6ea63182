"""Reading evidence: one item, the items of a version, what a reader may see of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, union

from registry.catalogue.masking import masked_for
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.records import records_of
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.core.prepared import Prepared, is_among
from registry.evidence.filetypes import FileKind
from registry.evidence.models import EvidenceItem, StoredFile, needs_covering
from registry.identity.models import User

ORDER = (EvidenceItem.position, EvidenceItem.id)


def get_item(actor: User | None, reference: str) -> EvidenceItem:
    """An item that the person may read; raises NotFound, also for what they may not know of."""
    item = _find(reference)
    if item is None or item.removed_at is not None or not allowed(actor, Permission.EVIDENCE_READ, item):
        raise _missing()
    return masked_for(actor, item.exemplar, item)


def get_own_item(actor: User, reference: str) -> EvidenceItem:
    """An item of a model whose evidence the person may change, removed ones included; raises NotFound."""
    item = _find(reference)
    if item is None or not allowed(actor, Permission.EVIDENCE_ATTACH, item.exemplar):
        raise _missing()
    return item


def _find(reference: str) -> EvidenceItem | None:
    return db.session.scalar(select(EvidenceItem).where(EvidenceItem.reference == reference))


def _missing() -> NotFound:
    return NotFound(_("There is no such file."))


def list_items(version: ExemplarVersion) -> list[EvidenceItem]:
    """Everything attached to a version, in its order."""
    return _items(version, removed=False)


def list_all_items(exemplar: Exemplar) -> list[EvidenceItem]:
    """Everything that was ever attached to a model, also what was removed."""
    query = select(EvidenceItem).join(EvidenceItem.exemplar_version)
    return list(db.session.scalars(query.where(ExemplarVersion.exemplar_id == exemplar.id)))


def list_removed(version: ExemplarVersion) -> list[EvidenceItem]:
    """What was taken out of a version, newest first; files that newer ones replaced are not among it."""
    removed = _items(version, removed=True)
    replaced = {item.replaces_id for item in (*removed, *list_items(version))}
    gone = [item for item in removed if item.id not in replaced]
    return sorted(gone, key=lambda item: item.removed_at or item.added_at, reverse=True)


def list_earlier(item: EvidenceItem) -> list[EvidenceItem]:
    """What an item was before its file was replaced, newest first."""
    found: list[EvidenceItem] = []
    while item.replaces is not None:
        item = item.replaces
        found.append(item)
    return found


def list_same_file(item: EvidenceItem) -> list[EvidenceItem]:
    """The other items of the model that show the same bytes: in other versions, and in records given up."""
    query = (
        select(EvidenceItem)
        .join(ExemplarVersion, ExemplarVersion.id == EvidenceItem.version_id)
        .where(
            ExemplarVersion.exemplar_id.in_([one.id for one in records_of(item.exemplar)]),
            EvidenceItem.digest.is_not(None),
            EvidenceItem.digest == item.digest,
            EvidenceItem.id != item.id,
        )
        .order_by(EvidenceItem.id.desc())
    )
    return list(db.session.scalars(query))


def list_codes(actor: User | None, item: EvidenceItem) -> list[str]:
    """The codes under which somebody may read a file, the first version's first: each version has its own."""
    same = [one for one in list_same_file(item) if one.removed_at is None]
    known = [item, *(one for one in same if allowed(actor, Permission.EVIDENCE_READ, one))]
    return [one.reference for one in sorted(known, key=lambda one: one.id)]


def is_earlier(item: EvidenceItem) -> bool:
    """Whether the item is what another was before its file was replaced."""
    query = select(func.count(EvidenceItem.id)).where(EvidenceItem.replaces_id == item.id)
    return bool(db.session.scalar(query))


def _items(version: ExemplarVersion, *, removed: bool) -> list[EvidenceItem]:
    gone = EvidenceItem.removed_at
    query = (
        select(EvidenceItem)
        .where(EvidenceItem.version_id == version.id, gone.is_not(None) if removed else gone.is_(None))
        .order_by(*ORDER)
    )
    return list(db.session.scalars(query))


def list_visible(actor: User | None, version: ExemplarVersion) -> list[EvidenceItem]:
    """The items of a version that the person may read."""
    seen = [item for item in list_items(version) if allowed(actor, Permission.EVIDENCE_READ, item)]
    return [masked_for(actor, item.exemplar, item) for item in seen]


def list_public_of_versions(version_ids: Iterable[int]) -> dict[int, list[EvidenceItem]]:
    """What everybody may see of each version, in its order; versions without any are left out."""
    query = (
        select(EvidenceItem)
        .where(
            EvidenceItem.version_id.in_(set(version_ids)),
            EvidenceItem.visibility == Visibility.PUBLIC,
            EvidenceItem.removed_at.is_(None),
        )
        .order_by(*ORDER)
    )
    found: dict[int, list[EvidenceItem]] = {}
    for item in db.session.scalars(query):
        if not item.is_unsafe_to_publish:
            found.setdefault(item.version_id, []).append(item)
    return found


@dataclass
class Pieces:
    """What everybody sees of the evidence of a version: how many pieces and photos, and the first photo."""

    items: int = 0
    photos: int = 0
    first_photo: str = ""


_PUBLIC = Prepared(
    select(
        EvidenceItem.version_id,
        EvidenceItem.reference,
        EvidenceItem.digest,
        EvidenceItem.has_personal_data,
        EvidenceItem.public_digest,
        EvidenceItem.cleared_reason,
        StoredFile.kind,
        Exemplar.withheld_photos,
    )
    .join(ExemplarVersion, ExemplarVersion.id == EvidenceItem.version_id)
    .join(Exemplar, Exemplar.id == ExemplarVersion.exemplar_id)
    .outerjoin(StoredFile, StoredFile.digest == EvidenceItem.digest)
    .where(
        is_among(EvidenceItem.version_id, "versions"),
        EvidenceItem.visibility == Visibility.PUBLIC,
        EvidenceItem.removed_at.is_(None),
    )
    .order_by(*ORDER)
)


def count_public_of_versions(version_ids: Iterable[int]) -> dict[int, Pieces]:
    """The same as `list_public_of_versions` in numbers, read without the items."""
    found: dict[int, Pieces] = {}
    for row in _PUBLIC.rows(versions=list(version_ids)):
        covered = not needs_covering(row.has_personal_data, row.public_digest, row.cleared_reason)
        if not covered or row.digest in row.withheld_photos:
            continue
        pieces = found.setdefault(row.version_id, Pieces())
        pieces.items += 1
        if row.kind is FileKind.PHOTO:
            pieces.photos += 1
            pieces.first_photo = pieces.first_photo or row.reference
    return found


def size_of_all(exemplar: Exemplar) -> int:
    """The bytes of every file of a model, each file once; removed ones still take up room."""
    return _size_of(ExemplarVersion.exemplar_id == exemplar.id)


def size_of_unit(unit_id: int) -> int:
    """The bytes of every file of the models that a unit leads, each file once."""
    return _size_of(
        ExemplarVersion.exemplar_id.in_(select(Exemplar.id).where(Exemplar.lead_unit_id == unit_id))
    )


def _size_of(which: ColumnElement[bool]) -> int:
    item = EvidenceItem
    kept = [
        select(column)
        .join(ExemplarVersion, ExemplarVersion.id == item.version_id)
        .where(which, column.is_not(None))
        for column in (item.digest, item.original_digest, item.public_digest)
    ]
    query = select(func.sum(StoredFile.size)).where(StoredFile.digest.in_(union(*kept)))
    return db.session.scalar(query) or 0


def count_items(version: ExemplarVersion, *, removed: bool = False) -> int:
    """How many items a version has, or ever had when the removed ones count too."""
    query = select(func.count(EvidenceItem.id)).where(EvidenceItem.version_id == version.id)
    return db.session.scalar(query if removed else query.where(EvidenceItem.removed_at.is_(None))) or 0


def counts_of_items(versions: Iterable[int]) -> dict[int, int]:
    """How many items versions have, by version; those that have none are left out."""
    item = EvidenceItem
    query = select(item.version_id, func.count()).where(item.version_id.in_(list(versions)))
    rows = db.session.execute(query.where(item.removed_at.is_(None)).group_by(item.version_id))
    return {row[0]: row[1] for row in rows}


def last_position(version: ExemplarVersion) -> int:
    """The place of the last item that a version ever had, removed ones included; 0 when it had none."""
    query = select(func.max(EvidenceItem.position)).where(EvidenceItem.version_id == version.id)
    return db.session.scalar(query) or 0
