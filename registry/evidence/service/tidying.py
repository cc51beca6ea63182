"""What nobody needs any more: transfers that were never finished, and bytes that no record names."""

from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import Column, ColumnElement, String, and_, delete, or_, select, union_all

from registry.core.clock import now
from registry.core.db import db
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.evidence.filetypes import TransferState
from registry.evidence.models import PhotoBand, StoredFile
from registry.evidence.service.uploading import UNDERWAY
from registry.evidence.transfers import Transfer
from registry.storage.base import Storage
from registry.storage.parts import Parts

# The row of a transfer that is over still tells its owner what became of it.
REMEMBERED = timedelta(days=7)
# All of it came, but checking it failed again and again: a day longer, for a full disk to be emptied.
CHECKED_WITHIN = timedelta(days=1)
UNUSED_FOR = timedelta(days=1)
DIGEST = 64


def forget_transfers(parts: Parts) -> int:
    """End what did not go on in time, and remove its bytes and those of no transfer; how many ended."""
    with transaction():
        ended = list(db.session.scalars(select(Transfer).where(_late())))
        for transfer in ended:
            if transfer.state is TransferState.CHECKING:
                with force_locale(transfer.owner.language):
                    transfer.problem = _("The file could not be checked. Choose it again.")
            transfer.state = TransferState.ENDED
        tokens = [transfer.token for transfer in ended]
        over = Transfer.state.not_in(UNDERWAY) & (Transfer.expires_at < now() - REMEMBERED)
        db.session.execute(delete(Transfer).where(over))
        known = set(db.session.scalars(select(Transfer.token).where(Transfer.state.in_(UNDERWAY))))
    for token in tokens:
        parts.remove(token)
    parts.sweep(known)
    return len(tokens)


def _late() -> ColumnElement[bool]:
    state, end = Transfer.state, Transfer.expires_at
    return or_(
        and_(state == TransferState.RECEIVING, end < now()),
        and_(state == TransferState.CHECKING, end < now() - CHECKED_WITHIN),
    )


def forget_files() -> int:
    """Forget the files that nothing has named for a day, as those of a deleted draft; how many that was.

    Their bytes are those of no record then and are removed by `remove_unused`.
    """
    named = union_all(*(select(column).where(column.is_not(None)) for column in _columns_of_files()))
    with transaction():
        unnamed = StoredFile.digest.not_in(named) & (StoredFile.stored_at < now() - UNUSED_FOR)
        gone = list(db.session.scalars(select(StoredFile.digest).where(unnamed)))
        if gone:
            db.session.execute(delete(PhotoBand).where(PhotoBand.digest.in_(gone)))
            db.session.execute(delete(StoredFile).where(StoredFile.digest.in_(gone)))
    return len(gone)


def _columns_of_files() -> list[Column[str]]:
    """The columns of whichever tables that name a file; the parts of its own record do not count."""
    return [
        key.parent
        for table in db.metadata.tables.values()
        if table is not PhotoBand.__table__
        for key in table.foreign_keys
        if key.column is StoredFile.__table__.c.digest
    ]


def remove_unused(storage: Storage) -> int:
    """Remove stored bytes that no record has named for a day; returns how many files that was."""
    before = now() - UNUSED_FOR
    candidates = storage.older_than(before.timestamp())
    if not candidates:
        return 0
    db.session.rollback()
    named = named_digests()
    db.session.rollback()
    unused = (digest for digest in candidates if digest not in named)
    return sum(storage.remove(digest, unless_since=before.timestamp()) for digest in unused)


def named_digests() -> set[str]:
    """Every digest that a record names: the columns called so, whichever table they are in."""
    found: set[str] = set()
    for table, name in columns_of_digests():
        column = db.metadata.tables[table].columns[name]
        found.update(db.session.scalars(select(column).where(column.is_not(None)).distinct()))
    return found


def columns_of_digests() -> list[tuple[str, str]]:
    """(table, column) of what may name stored bytes."""
    return [
        (table.name, column.name)
        for table in db.metadata.tables.values()
        for column in table.columns
        if (column.name == "digest" or column.name.endswith("_digest"))
        and isinstance(column.type, String)
        and column.type.length == DIGEST
    ]
