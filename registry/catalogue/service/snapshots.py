"""Earlier texts of a section: kept with each saving, so that what was overwritten can be had again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from registry.catalogue.contents import Section
from registry.catalogue.draft_tables import SectionSnapshot, SnapshotKind
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.plain import to_plain
from registry.core.clock import now
from registry.core.db import db
from registry.identity.models import User

MOST = 20
# Savings by the program this close together, by one person, are one earlier text.
TOGETHER = timedelta(minutes=2)
# A text that lost more than this share of its letters is kept beside the longer one.
SHRUNK = 0.9
Texts = Mapping[str, Any]


@dataclass(frozen=True)
class Trace:
    """From which open page a saving comes, which of its sendings it is, and how it came about."""

    tab: str = ""
    turn: int = 0
    kind: SnapshotKind = SnapshotKind.SAVED


def list_snapshots(version: ExemplarVersion, section: Section) -> list[SectionSnapshot]:
    """The earlier texts of a section, the newest first; the first of them is what it says now."""
    query = select(SectionSnapshot).where(
        SectionSnapshot.version_id == version.id, SectionSnapshot.section == section
    )
    return list(db.session.scalars(query.order_by(SectionSnapshot.id.desc())))


def list_sendings(version: ExemplarVersion, section: Section) -> dict[str, int]:
    """The last sending of each open page that was stored, as far as it is still kept."""
    last: dict[str, int] = {}
    for one in list_snapshots(version, section):
        if one.tab:
            last[one.tab] = max(one.turn, last.get(one.tab, 0))
    return last


def find_newest(version: ExemplarVersion, section: Section) -> SectionSnapshot | None:
    """The last text that was kept of a section."""
    return next(iter(list_snapshots(version, section)), None)


def find_with_digest(version: ExemplarVersion, section: Section, digest: int) -> SectionSnapshot | None:
    """The text a section had when its `section_version` was this; None when it is no longer kept."""
    return next((one for one in list_snapshots(version, section) if one.digest == digest), None)


def keep_snapshot(
    person: User,
    version: ExemplarVersion,
    section: Section,
    texts: tuple[Texts, Texts],
    digests: tuple[int, int],
    trace: Trace,
) -> None:
    """Keep what a section says now, and the first time also what it said before. Part of a command."""
    known = list_snapshots(version, section)
    before, after = (to_plain(one) for one in texts)
    if not known:
        first = SectionSnapshot(
            version_id=version.id, section=section, kind=SnapshotKind.FIRST, made_by_id=version.edited_by_id,
            made_at=version.updated_at, contents=before, digest=digests[0],
        )  # fmt: skip
        db.session.add(first)
        db.session.flush()
    newest = known[0] if known else None
    if newest is None or not _continues(newest, person, after, trace):
        newest = SectionSnapshot(version_id=version.id, section=section, made_by_id=person.id)
        db.session.add(newest)
        for old in known[MOST - 1 :]:
            db.session.delete(old)
    newest.kind, newest.made_at, newest.contents, newest.digest = trace.kind, now(), after, digests[1]
    newest.tab, newest.turn = trace.tab, trace.turn
    db.session.flush()


def _continues(newest: SectionSnapshot, actor: User, after: Mapping[str, Any], trace: Trace) -> bool:
    """Whether a saving by the program only goes on with the text that was kept a moment ago."""
    if {newest.kind, trace.kind} != {SnapshotKind.AUTOSAVED} or newest.made_by_id != actor.id:
        return False
    if now() - newest.made_at > TOGETHER:
        return False
    return all(
        _letters(after.get(name)) >= SHRUNK * _letters(value) for name, value in newest.contents.items()
    )


def _letters(value: Any) -> int:
    return len(value) if isinstance(value, str) else len(str(value)) if isinstance(value, list) else 0
