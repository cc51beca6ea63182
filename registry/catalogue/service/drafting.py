"""A registration in the making: storing while somebody types, earlier texts, who is at which section."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from registry.catalogue.contents import Section
from registry.catalogue.draft_tables import SectionPresence, SnapshotKind
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.plain import from_plain
from registry.catalogue.service import editing, snapshots
from registry.catalogue.service.snapshots import Trace
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User

# Somebody counts as being at a section this long after the last sign of them.
AROUND = timedelta(minutes=2)
NOTED_EVERY = timedelta(seconds=40)


def autosave_section(
    actor: User,
    exemplar: Exemplar,
    section: Section,
    values: Mapping[str, Any],
    *,
    version: int | None,
    trace: Trace,
) -> tuple[ExemplarVersion, list[str]]:
    """Store those of the values that can be stored as they are; returns the names of the others.

    Refuses as `save_section` does when the section changed or the version was submitted meanwhile.
    """
    require(actor, Permission.EXEMPLAR_EDIT, exemplar)
    good, left = {}, []
    for name, value in values.items():
        try:
            editing.clean_values(section, {name: value})
            good[name] = value
        except InvalidInput:
            left.append(name)
    latest = editing.save_section(actor, exemplar, section, good, version=version, trace=trace)
    return latest, left


def restore_snapshot(
    actor: User, exemplar: Exemplar, section: Section, number: int, *, version: int | None = None
) -> ExemplarVersion:
    """Let a section say again what it said then; what it says now is kept as an earlier text too."""
    with transaction():
        require(actor, Permission.EXEMPLAR_EDIT, exemplar)
        known = {one.id: one for one in snapshots.list_snapshots(exemplar.latest, section)}
        if number not in known:
            raise NotFound(_("There is no such earlier text."))
        values = from_plain(known[number].contents)
        trace = Trace(kind=SnapshotKind.RESTORED)
        return editing.save_section(actor, exemplar, section, values, version=version, trace=trace)


def note_presence(actor: User, exemplar: Exemplar, section: Section) -> None:
    """Remember that somebody is at a section; now and then only, and never at the cost of the page."""
    require(actor, Permission.EXEMPLAR_EDIT, exemplar)
    known = _presence(actor, exemplar, section)
    if known is not None and known.seen_at > now() - NOTED_EVERY:
        return
    try:
        with transaction():
            known = _presence(actor, exemplar, section)
            if known is None:
                known = SectionPresence(exemplar_id=exemplar.id, section=section, user_id=actor.id)
                db.session.add(known)
            known.seen_at = now()
            db.session.execute(delete(SectionPresence).where(SectionPresence.seen_at < now() - 30 * AROUND))
    except OperationalError:
        db.session.rollback()


def _presence(actor: User, exemplar: Exemplar, section: Section) -> SectionPresence | None:
    return db.session.scalar(
        select(SectionPresence).where(
            SectionPresence.exemplar_id == exemplar.id,
            SectionPresence.section == section,
            SectionPresence.user_id == actor.id,
        )
    )


def list_present(actor: User, exemplar: Exemplar) -> dict[Section, list[str]]:
    """The names of those who are at a section now, besides the person who asks."""
    require(actor, Permission.EXEMPLAR_EDIT, exemplar)
    rows = db.session.execute(
        select(SectionPresence.section, User.name)
        .join(User, User.id == SectionPresence.user_id)
        .where(
            SectionPresence.exemplar_id == exemplar.id,
            SectionPresence.user_id != actor.id,
            SectionPresence.seen_at > now() - AROUND,
        )
        .order_by(User.name_sort)
    )
    found: dict[Section, list[str]] = {}
    for section, name in rows:
        found.setdefault(section, []).append(name)
    return found
