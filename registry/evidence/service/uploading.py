"""Files that come in parts: begun, received piece by piece, and made evidence once all of it is there."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from sqlalchemy import ColumnElement, func, select

from registry.audit import service as audit
from registry.catalogue.models import Exemplar
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.evidence.checks import Limits, Refused, megabytes
from registry.evidence.filetypes import EXTENSIONS, TransferState
from registry.evidence.names import OURS, short_name
from registry.evidence.service.announcing import Announced
from registry.evidence.service.attaching import require_place, require_room
from registry.evidence.service.editing import LONGEST_CAPTION, require_open
from registry.evidence.transfers import Transfer
from registry.identity.models import User
from registry.jobs.service import enqueue
from registry.storage.parts import Busy, Different, Parts

KEPT = timedelta(hours=24)
# The worker finishes what the request that brought the last byte could not.
FINISHED_AFTER = timedelta(seconds=60)
MOST_OPEN = 50
MOST_BYTES_OPEN = 2 * 1024**3
# What is acknowledged at a time: a server that dies loses no more than this of a long part.
SLICE = 8 * 1024 * 1024
ALGORITHMS = ("sha1", "sha256")
UNDERWAY = (TransferState.RECEIVING, TransferState.CHECKING)


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
        name = short_name(announced.file_name)
        _require_small(announced.size, name, limits)
        _require_room(actor, exemplar, announced.size, limits)
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


def _require_small(size: int, name: str, limits: Limits) -> None:
    """What a file is called says which limit it will meet, long before its first bytes do."""
    if size < 1:
        raise Refused(_("The file is empty."))
    called = [kind for kind, endings in EXTENSIONS.items() if name.lower().endswith(endings)]
    most = limits.of(called[0]) if called else limits.largest
    if size > most:
        raise TooLarge(_("The file is larger than the limit of %(max)s.", max=megabytes(most)))


def _require_room(actor: User, exemplar: Exemplar, size: int, limits: Limits) -> None:
    own, of_owner = _underway(Transfer.owner_id == actor.id)
    if own >= MOST_OPEN or of_owner + size > MOST_BYTES_OPEN:
        raise Refused(_("Too many of your files are on their way. Let some of them arrive first."))
    coming, of_model = _underway(Transfer.exemplar_id == exemplar.id)
    require_place(exemplar.latest, coming)
    of_unit = of_model
    if exemplar.lead_unit_id is not None:
        led = select(Exemplar.id).where(Exemplar.lead_unit_id == exemplar.lead_unit_id)
        of_unit = _underway(Transfer.exemplar_id.in_(led))[1]
    require_room(exemplar, limits, to_model=of_model + size, to_unit=of_unit + size)


def _underway(which: ColumnElement[bool]) -> tuple[int, int]:
    """How many files are on their way, and how many bytes they will have."""
    query = select(func.count(), func.coalesce(func.sum(Transfer.size), 0)).where(
        Transfer.state.in_(UNDERWAY), Transfer.expires_at > now(), which
    )
    count, size = db.session.execute(query).one()
    return count, size


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
    except FileNotFoundError as error:
        # Without the parts before it a part is worth nothing: told to go on, a client would for ever.
        raise Gone(refuse_transfer(token, lost()) or _over()) from error
    return transfer


def require_underway(transfer: Transfer) -> None:
    """Raise Gone when nothing more may come."""
    if transfer.state in {TransferState.REFUSED, TransferState.ENDED}:
        raise Gone(transfer.problem or _over())
    if transfer.is_open and transfer.expires_at < now():
        raise Gone(_over())


def lost() -> str:
    """What is said of a file whose parts are no longer on the disk."""
    return _("The file was lost on its way. Choose it again.")


def _over() -> str:
    return _("This file is no longer on its way. Choose it again.")


def refuse_transfer(token: str, problem: str) -> str:
    """Keep why a file is refused, unless its transfer ended meanwhile; what its owner is told."""
    with transaction():
        transfer = db.session.get(Transfer, token)
        if transfer is None or transfer.state not in UNDERWAY:
            return ""
        transfer.state, transfer.problem = TransferState.REFUSED, problem[:500]
        audit.record(transfer.owner, "evidence.transfer_refused", transfer.exemplar)
    return problem


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
        # A draft that is deleted takes the files on their way to it along.
        transfer = db.session.get(Transfer, token)
        if transfer is None or not transfer.is_open:
            raise Gone(_over())
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
