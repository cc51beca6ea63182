"""Files that came in parts, all of which are there: checked and made evidence, or refused, or given up."""

from flask_babel import force_locale

from registry.audit import service as audit
from registry.core.db import db
from registry.core.errors import DomainError
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.evidence.checks import Limits
from registry.evidence.filetypes import TransferState
from registry.evidence.service.announcing import about_of
from registry.evidence.service.attaching import attach_prepared
from registry.evidence.service.preparing import Upload, prepare_file
from registry.evidence.service.uploading import lost, refuse_transfer, require_underway
from registry.evidence.transfers import Transfer
from registry.identity.models import User
from registry.storage.base import Storage
from registry.storage.parts import Parts


def finish_transfer(token: str, *, storage: Storage, parts: Parts, limits: Limits) -> TransferState:
    """Check a file that is all there and attach it; done once, however often it is asked for."""
    state = _state_of(token)
    if state is not TransferState.CHECKING:
        return state
    with parts.held(token):
        # Whoever held it before may have finished it.
        db.session.rollback()
        transfer = db.session.get(Transfer, token)
        if transfer is not None and transfer.state is TransferState.CHECKING:
            with force_locale(transfer.owner.language):
                _finish(transfer, storage, parts, limits)
        db.session.rollback()
        state = _state_of(token)
    parts.remove(token)
    return state


def _state_of(token: str) -> TransferState:
    """How a transfer stands; one that a deleted draft took along has ended."""
    transfer = db.session.get(Transfer, token)
    return transfer.state if transfer is not None else TransferState.ENDED


def _finish(transfer: Transfer, storage: Storage, parts: Parts, limits: Limits) -> None:
    token, name, keep_original = transfer.token, transfer.file_name, transfer.keep_original
    size = transfer.size
    db.session.rollback()
    try:
        with parts.open(token, size) as stream:
            prepared = prepare_file(storage, Upload(stream, name), limits, keep_original=keep_original)
        with transaction():
            # Its owner may have called it off, or deleted the draft, while it was being checked.
            found = db.session.get(Transfer, token)
            if found is None or found.state is not TransferState.CHECKING:
                return
            item = attach_prepared(
                found.owner, found.exemplar, prepared, about=about_of(found), limits=limits
            )
            found.state, found.item_reference = TransferState.ATTACHED, item.reference
    except DomainError as refusal:
        refuse_transfer(token, refusal.message)
    except FileNotFoundError:
        refuse_transfer(token, lost())


def finish_reported(storage: Storage, parts: Parts, limits: Limits, token: str) -> None:
    """The worker's part: a file whose last request did not come to its end."""
    finish_transfer(token, storage=storage, parts=parts, limits=limits)


def end_transfer(actor: User, transfer: Transfer, *, parts: Parts) -> Transfer:
    """Forget what came of a file; one that is evidence already stays evidence."""
    token = transfer.token
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, transfer.exemplar)
        require_underway(transfer)
        if transfer.state is TransferState.ATTACHED:
            return transfer
        transfer.state = TransferState.ENDED
        audit.record(actor, "evidence.transfer_ended", transfer.exemplar)
    parts.remove(token)
    return transfer
