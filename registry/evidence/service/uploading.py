"""Files that come in parts: begun, received piece by piece, and made evidence once all of it is there."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from flask_babel import force_locale
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.catalogue.models import Exemplar
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.evidence import queries
from registry.evidence.checks import Limits, Refused, megabytes
from registry.evidence.filetypes import TransferState
from registry.evidence.names import OURS, short_name
from registry.evidence.service.announcing import Announced, about_of
from registry.evidence.service.attaching import attach_prepared
from registry.evidence.service.editing import LONGEST_CAPTION, require_open
from registry.evidence.service.preparing import Upload, prepare_file
from registry.evidence.transfers import Transfer
from registry.identity.models import User
from registry.jobs.service import enqueue
from registry.storage.base import Storage
from registry.storage.parts import Busy, Different, Parts

KEPT = timedelta(hours=24)
# The worker finishes what the request that brought the last byte could not.
FINISHED_AFTER = timedelta(seconds=60)
MOST_OPEN = 50
MOST_BYTES_OPEN = 2 * 1024**3
# What is acknowledged at a time: a server that dies loses no more than this of a long part.
SLICE = 8 * 1024 * 1024
ALGORITHMS = ("sha1", "sha256")


class TooLarge(DomainError):
    """More than any file may have, or more than was announced."""

    status = 413


class OffsetDiffers(InvalidTransition):
    """The part does not begin where the file ends."""


class Gone(DomainError):
    """The transfer is over: it was refused, ended or forgotten."""

    status = 410


class BeingWritten(DomainError):
    """Another request is writing to the same file."""

    status = 423


class ChecksumDiffers(DomainError):
    """The part is not what its checksum says."""

    status = 460


@dataclass(frozen=True)
class Part:
    """Bytes on their way: where they belong, how many are said to come, their checksum."""

    offset: int
    source: IO[bytes]
    length: int | None = None
    checksum: tuple[str, bytes] | None = None


def read_checksum(header: str) -> tuple[str, bytes]:
    """The algorithm and the checksum of `sha256 <base64>`. Raises InvalidInput."""
    algorithm, _space, value = header.strip().partition(" ")
    try:
        checksum = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        checksum = b""
    if algorithm not in ALGORITHMS or len(checksum) != hashlib.new(algorithm).digest_size:
        raise InvalidInput("checksum", _("The checksum cannot be read."))
    return algorithm, checksum


def begin_transfer(actor: User, exemplar: Exemplar, announced: Announced, *, limits: Limits) -> Transfer:
    """Make room for a file of the open version. Raises TooLarge or Refused before any of it comes."""
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, exemplar)
        require_open(exemplar.latest)
        _require_room(actor, exemplar, announced.size, limits)
        name = short_name(announced.file_name)
        transfer = Transfer(
            exemplar=exemplar,
            owner=actor,
            size=announced.size,
            file_name=name,
            caption=clean_text(announced.caption)[:LONGEST_CAPTION] or _caption_of(name),
            visibility=announced.visibility,
            keep_original=announced.keep_original,
            details=announced.details,
            expires_at=now() + KEPT,
        )
        db.session.add(transfer)
        audit.record(actor, "evidence.transfer_begun", exemplar, size=announced.size)
    return transfer


def _caption_of(name: str) -> str:
    """What stands for a caption until its unit writes one."""
    for ending in OURS:
        if name.lower().endswith(ending):
            return name[: -len(ending)] or name
    return name


def _require_room(actor: User, exemplar: Exemplar, size: int, limits: Limits) -> None:
    if size < 1:
        raise Refused(_("The file is empty."))
    if size > limits.largest:
        raise TooLarge(_("The file is larger than the limit of %(max)s.", max=megabytes(limits.largest)))
    underway = select(func.count(), func.coalesce(func.sum(Transfer.size), 0)).where(
        Transfer.state.in_((TransferState.RECEIVING, TransferState.CHECKING)), Transfer.expires_at > now()
    )
    count, own = db.session.execute(underway.where(Transfer.owner_id == actor.id)).one()
    if count >= MOST_OPEN or own + size > MOST_BYTES_OPEN:
        raise Refused(_("Too many of your files are on their way. Let some of them arrive first."))
    coming = db.session.execute(underway.where(Transfer.exemplar_id == exemplar.id)).one()[1]
    if queries.size_of_all(exemplar) + coming + size > limits.model:
        most = megabytes(limits.model)
        raise Refused(_("The files of this model would take up more than the limit of %(max)s.", max=most))


def get_transfer(actor: User, token: str) -> Transfer:
    """A transfer of the actor's own; raises NotFound, also for somebody else's."""
    transfer = db.session.get(Transfer, token)
    if transfer is None or transfer.owner_id != actor.id:
        raise NotFound(_("There is no such file."))
    require(actor, Permission.EVIDENCE_ATTACH, transfer.exemplar)
    return transfer


def receive_part(actor: User, transfer: Transfer, part: Part, *, parts: Parts) -> Transfer:
    """Take in the next bytes; what is acknowledged is on the disk. Raises Gone, OffsetDiffers, TooLarge."""
    require(actor, Permission.EVIDENCE_ATTACH, transfer.exemplar)
    token = transfer.token
    try:
        with parts.held(token):
            # Whoever held it before may have moved it on.
            db.session.rollback()
            transfer = get_transfer(actor, token)
            require_underway(transfer)
            if part.offset != transfer.offset:
                raise OffsetDiffers(_("The part does not begin where the file ends."))
            room = transfer.size - transfer.offset
            if (part.length or 0) > room:
                raise TooLarge(_("More came than was announced."))
            _take(transfer, part, room, parts)
    except Busy as busy:
        raise BeingWritten(_("Another part of this file is just coming in. Try again in a moment.")) from busy
    return transfer


def require_underway(transfer: Transfer) -> None:
    """Raise Gone when nothing more may come."""
    if transfer.state in {TransferState.REFUSED, TransferState.ENDED}:
        raise Gone(transfer.problem or _("This file is no longer on its way. Choose it again."))
    if transfer.is_open and transfer.expires_at < now():
        raise Gone(_("This file is no longer on its way. Choose it again."))


def _take(transfer: Transfer, part: Part, room: int, parts: Parts) -> None:
    token, offset = transfer.token, transfer.offset
    # No transaction stays open while bytes trickle in.
    db.session.rollback()
    if part.checksum:
        try:
            written = parts.append_checked(token, offset, part.source, room, part.checksum)
        except Different as different:
            raise ChecksumDiffers(_("The part came damaged. Send it again.")) from different
        _acknowledge(token, offset + written)
        return
    while room:
        written, broken = parts.append(token, offset, part.source, min(SLICE, room))
        if written:
            offset, room = offset + written, room - written
            _acknowledge(token, offset)
        if broken is not None or not written:
            break


def _acknowledge(token: str, offset: int) -> None:
    """Note in the database what is on the disk for certain; once all is, have the file checked."""
    with transaction():
        transfer = db.session.get_one(Transfer, token)
        if not transfer.is_open:
            raise Gone(_("This file is no longer on its way. Choose it again."))
        transfer.offset = offset
        transfer.expires_at = now() + KEPT
        if offset == transfer.size:
            transfer.state = TransferState.CHECKING
            enqueue(
                "evidence.finish_transfer",
                run_at=now() + FINISHED_AFTER,
                key=f"evidence.finish:{token}",
                token=token,
            )


def finish_transfer(token: str, *, storage: Storage, parts: Parts, limits: Limits) -> TransferState:
    """Check a file that is all there and attach it; done once, however often it is asked for."""
    transfer = db.session.get(Transfer, token)
    if transfer is None or transfer.state is not TransferState.CHECKING:
        return transfer.state if transfer is not None else TransferState.ENDED
    with parts.held(token):
        # Whoever held it before may have finished it.
        db.session.rollback()
        transfer = db.session.get_one(Transfer, token)
        if transfer.state is not TransferState.CHECKING:
            return transfer.state
        with force_locale(transfer.owner.language):
            _finish(transfer, storage, parts, limits)
        state = db.session.get_one(Transfer, token).state
    parts.remove(token)
    return state


def _finish(transfer: Transfer, storage: Storage, parts: Parts, limits: Limits) -> None:
    token, name, keep_original = transfer.token, transfer.file_name, transfer.keep_original
    db.session.rollback()
    try:
        with parts.open(token) as stream:
            prepared = prepare_file(storage, Upload(stream, name), limits, keep_original=keep_original)
        with transaction():
            transfer = db.session.get_one(Transfer, token)
            about = about_of(transfer)
            item = attach_prepared(transfer.owner, transfer.exemplar, prepared, about=about, limits=limits)
            transfer.state, transfer.item_reference = TransferState.ATTACHED, item.reference
    except DomainError as refusal:
        _refuse(token, refusal.message)
    except FileNotFoundError:
        _refuse(token, _("The file was lost on its way. Choose it again."))


def _refuse(token: str, problem: str) -> None:
    with transaction():
        transfer = db.session.get_one(Transfer, token)
        transfer.state, transfer.problem = TransferState.REFUSED, problem[:500]
        audit.record(transfer.owner, "evidence.transfer_refused", transfer.exemplar)


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
