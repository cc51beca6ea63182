"""Giving a nomination out as one file that stands by itself: asked for, made by the worker, then taken.

Every PDF in it takes a second or two: nobody waits for that with a page open.
"""

from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from flask_babel import force_locale
from sqlalchemy import delete

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import DomainError, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import require_none_open, transaction
from registry.documents import notices, queries
from registry.documents.bags import Part, write_bag
from registry.documents.dossiers import Shown, parts_of, told_of
from registry.documents.models import DossierBag
from registry.documents.states import BagState
from registry.identity.models import User
from registry.jobs.service import enqueue
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.states import DECIDED_STATES
from registry.storage.base import FileMissing, Storage, Stored

JOB = "dossier.make"
Showing = Callable[[Nomination], Shown]


def ask_for_bag(actor: User, nomination: Nomination) -> DossierBag:
    """Have the whole file of a decided nomination made. What is being made already is not begun twice."""
    with transaction():
        _require(actor, nomination)
        bag = queries.find_bag(actor, nomination)
        if bag is not None and bag.state is BagState.MAKING and not queries.stands_still(bag):
            return bag
        db.session.execute(
            delete(DossierBag).where(
                DossierBag.nomination_id == nomination.id, DossierBag.asked_by_id == actor.id
            )
        )
        bag = DossierBag(nomination=nomination, asked_by=actor)
        db.session.add(bag)
        db.session.flush()
        audit.record(actor, "dossier.asked", nomination)
        enqueue(JOB, bag_id=bag.id, asked_at=bag.asked_at.isoformat())
    return bag


def make_bag(
    storage: Storage, show: Showing, breathe: Callable[[], None], bag_id: int, asked_at: str
) -> None:
    """The job: write the bag, keep it, and tell whoever asked. Reading is slow, so outside transactions.

    Between two parts it has others `breathe`: fifteen PDFs must not keep a change from being found.
    """
    bag = _find(bag_id, asked_at)
    if bag is None:
        return
    actor, nomination = bag.asked_by, bag.nomination
    with force_locale(actor.language), TemporaryFile() as file:
        try:
            write_dossier(actor, nomination, storage=storage, into=file, show=show, breathe=breathe)
        except DomainError as refusal:
            _end(bag_id, asked_at, problem=refusal.message)
        else:
            file.seek(0)
            _end(bag_id, asked_at, storage.put(cast(BinaryIO, file)))


def write_dossier(
    actor: User,
    nomination: Nomination,
    *,
    storage: Storage,
    into: IO[bytes],
    show: Showing | None = None,
    breathe: Callable[[], None] = lambda: None,
) -> None:
    """Write the bag of a decided nomination as somebody may take it; with `show` what people read as PDFs."""
    require_none_open()
    _require(actor, nomination)
    shown = show(nomination) if show is not None else None
    parts = _breathing(parts_of(actor, nomination, storage, shown), breathe)
    write_bag(into, nomination.reference, parts, told_of(nomination))


def _breathing(parts: Iterable[Part], breathe: Callable[[], None]) -> Iterator[Part]:
    for part in parts:
        yield part
        breathe()


def _require(actor: User, nomination: Nomination) -> None:
    require_untied(actor, Permission.DOSSIER_EXPORT, nomination)
    if nomination.state not in DECIDED_STATES:
        raise InvalidTransition(_("A file goes out once it is decided."))


def _find(bag_id: int, asked_at: str) -> DossierBag | None:
    """The bag, as long as nobody asked for it anew and it is not there yet."""
    bag = db.session.get(DossierBag, bag_id)
    is_this = bag is not None and bag.asked_at.isoformat() == asked_at
    return bag if bag is not None and is_this and bag.state is BagState.MAKING else None


def _end(bag_id: int, asked_at: str, stored: Stored | None = None, *, problem: str = "") -> None:
    with transaction():
        bag = _find(bag_id, asked_at)
        if bag is None:
            return
        bag.made_at, bag.problem = now(), problem
        bag.state = BagState.READY if stored is not None else BagState.FAILED
        if stored is not None:
            bag.digest, bag.size = stored.digest, stored.size
            audit.record(None, "dossier.made", bag.nomination, digest=stored.digest)
        notices.tell_bag(bag)


def take_bag(actor: User, nomination: Nomination, *, storage: Storage) -> BinaryIO:
    """The bytes of what was made; that they were taken is noted."""
    with transaction():
        _require(actor, nomination)
        bag = queries.find_bag(actor, nomination)
        if bag is None or bag.state is not BagState.READY or bag.digest is None:
            raise InvalidTransition(_("This file is not there any more, or not yet. Have it made."))
        try:
            content = storage.open(bag.digest)
        except FileMissing:
            raise InvalidTransition(_("This file is not there any more, or not yet. Have it made.")) from None
        audit.record(actor, "dossier.exported", nomination, digest=bag.digest)
    return content


def forget_bags() -> None:
    """Forget what was asked for more than a day ago; its bytes go as those that no record names. Part of a
    command.
    """
    db.session.execute(delete(DossierBag).where(DossierBag.asked_at < now() - queries.BAG_KEPT))
