"""Filling in the sections of a model's newest version; beginning, freezing and publishing versions."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from registry.audit import service as audit
from registry.catalogue import rows
from registry.catalogue.cleaning import clean
from registry.catalogue.contents import BY_NAME, Kind, Section, contents_of, plain_contents
from registry.catalogue.models import Exemplar, ExemplarVersion, Partner
from registry.catalogue.records import records_of
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service import snapshots
from registry.catalogue.service.changes import note_change
from registry.catalogue.service.holding import require_contents_free
from registry.catalogue.service.origins import note_looked_through
from registry.catalogue.service.snapshots import Trace
from registry.catalogue.states import ExemplarState
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition, StaleVersion
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User

Copied = Callable[[ExemplarVersion, ExemplarVersion], None]
_copied: list[Copied] = []


def save_section(
    actor: User,
    exemplar: Exemplar,
    section: Section,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    trace: Trace | None = None,
) -> ExemplarVersion:
    """Store contents of one section, complete or not, in the newest version.

    `version` is the `section_version` the person had opened: when the section says something else by now,
    StaleVersion carries what it says, so that two people never overwrite each other unknowingly, while
    they may fill in different sections at the same time. What only the same open page (`trace`) changed
    meanwhile is no conflict: its answer was lost on the way. Raises InvalidTransition for a frozen version,
    and for a section that stays as it was signed.
    """
    trace = trace or Trace()
    with transaction():
        require(actor, Permission.EXEMPLAR_EDIT, exemplar)
        latest = _editable(exemplar)
        require_contents_free(exemplar, section, values)
        if _is_outrun(latest, section, trace):
            return latest
        _require_unchanged(latest, section, version, trace)
        before, old = section_values(latest, section), section_version(latest, section)
        _apply(latest, section, values)
        note_looked_through(exemplar, section)
        db.session.flush()
        after = section_values(latest, section)
        changed = sorted(name for name in after if after[name] != before[name])
        if changed:
            digests = old, section_version(latest, section)
            snapshots.keep_snapshot(actor, latest, section, (before, after), digests, trace)
            latest.edited_by_id = actor.id
            note_change(exemplar)
            audit.record(
                actor, "exemplar.edited", exemplar, number=latest.number, section=section, contents=changed
            )
    return latest


def replace_results(
    actor: User, exemplar: Exemplar, results: Iterable[ResultRow], *, version: int | None = None
) -> ExemplarVersion:
    """Make these the results; a row with the key of a stored result changes that one. See `save_section`."""
    return save_section(actor, exemplar, Section.RESULTS, {"results": list(results)}, version=version)


def replace_partners(
    actor: User, exemplar: Exemplar, partners: Iterable[PartnerRow], *, version: int | None = None
) -> ExemplarVersion:
    """Make these the partners. See `save_section`."""
    return save_section(actor, exemplar, Section.METHOD, {"partners": list(partners)}, version=version)


def section_values(version: ExemplarVersion, section: Section) -> dict[str, Any]:
    """What a section says, by the names of its contents; results and partners as rows."""
    values: dict[str, Any] = {}
    for content in contents_of(section):
        if content.kind is Kind.RESULTS:
            values[content.name] = rows.result_rows(version)
        elif content.kind is Kind.PARTNERS:
            values[content.name] = rows.partner_rows(version)
        else:
            values[content.name] = getattr(version, content.name)
    return values


def section_version(version: ExemplarVersion, section: Section) -> int:
    """A number that stays the same exactly as long as the section says the same."""
    plain = {name: _plain(value) for name, value in section_values(version, section).items()}
    return zlib.crc32(audit.canonical(plain).encode()) % 10**9


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [one if isinstance(one, str) else asdict(one) for one in value]
    return getattr(value, "code", value)


def require_going_on(exemplar: Exemplar) -> None:
    """Raise InvalidTransition for a model that nobody changes any more."""
    if exemplar.state is ExemplarState.MERGED:
        raise InvalidTransition(_("This record was merged into another one. Change that one."))
    if exemplar.state is ExemplarState.CLOSED:
        raise InvalidTransition(_("This model is discontinued. Resume it before changing it."))


def _editable(exemplar: Exemplar) -> ExemplarVersion:
    require_going_on(exemplar)
    if exemplar.latest.is_frozen:
        raise InvalidTransition(_("This version was submitted and cannot change. Begin a new version."))
    return exemplar.latest


def _is_outrun(latest: ExemplarVersion, section: Section, trace: Trace) -> bool:
    """Whether a later sending of the same open page was stored already."""
    newest = snapshots.find_newest(latest, section) if trace.tab else None
    return newest is not None and newest.tab == trace.tab and trace.turn < newest.turn


def _is_own(latest: ExemplarVersion, section: Section, trace: Trace, present: int) -> bool:
    newest = snapshots.find_newest(latest, section) if trace.tab else None
    return newest is not None and (newest.tab, newest.digest) == (trace.tab, present)


def _require_unchanged(latest: ExemplarVersion, section: Section, seen: int | None, trace: Trace) -> None:
    present = section_version(latest, section)
    if seen is not None and seen != present and not _is_own(latest, section, trace, present):
        raise StaleVersion(
            _("Somebody else changed this while you were editing. Choose what to keep."),
            dict(section_values(latest, section)),
            present,
        )


def clean_values(section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a section as they are stored; raises InvalidInput that tells everything wrong."""
    faults, cleaned = Faults(), {}
    for name, value in values.items():
        with faults.gathered():
            if name not in BY_NAME or BY_NAME[name].section is not section:
                raise InvalidInput(name, _("There is no such content."))
            cleaned[name] = _ROWS[name](value) if name in _ROWS else clean(name, value)
    faults.refuse()
    return cleaned


_ROWS: dict[str, Callable[[Any], Any]] = {"results": rows.clean_results, "partners": rows.clean_partners}


def _apply(version: ExemplarVersion, section: Section, values: Mapping[str, Any]) -> None:
    for name, value in clean_values(section, values).items():
        if name == "results":
            rows.put_results(version, value)
        elif name == "partners":
            rows.put_partners(version, value)
        else:
            setattr(version, name, value)
    if version.started_on is not None:
        version.started_year = version.started_on.year


def on_version_copied(listener: Copied) -> None:
    """Have `listener(old, new)` copy what it attached to the old version, inside the same transaction.

    Results keep their `key`, by which the copy of a result is found.
    """
    if listener not in _copied:
        _copied.append(listener)


def carry_over(old: ExemplarVersion, new: ExemplarVersion) -> None:
    """Give a version what is attached to another one: its evidence. Part of a command."""
    for listener in _copied:
        listener(old, new)


def begin_new_version(actor: User, exemplar: Exemplar) -> ExemplarVersion:
    """The version to edit next: a copy of the newest when that one is frozen, else the newest itself."""
    with transaction():
        require(actor, Permission.EXEMPLAR_EDIT, exemplar)
        require_going_on(exemplar)
        old = exemplar.latest
        if not old.is_frozen:
            return old
        new = add_version(exemplar, old)
        new.edited_by_id = actor.id
        carry_over(old, new)
        note_change(exemplar)
        audit.record(actor, "exemplar.version_begun", exemplar, number=new.number)
    return new


def add_version(exemplar: Exemplar, old: ExemplarVersion) -> ExemplarVersion:
    """The next version with everything the old one says. Part of a command."""
    new = ExemplarVersion(number=exemplar.latest.number + 1, language=old.language)
    for content in plain_contents():
        setattr(new, content.name, getattr(old, content.name))
    new.results = rows.copies_of(old.results)
    new.partners = [
        Partner(position=one.position, unit_id=one.unit_id, name=one.name, part=one.part)
        for one in old.partners
    ]
    exemplar.versions.append(new)
    db.session.flush()
    return new


def freeze_version(version: ExemplarVersion) -> ExemplarVersion:
    """Keep a version as it is from now on: somebody submitted it. Part of a command, which records it."""
    with transaction():
        if version.frozen_at is None:
            version.frozen_at = now()
            note_change(version.exemplar)
    return version


def publish(exemplar: Exemplar, version: ExemplarVersion) -> None:
    """Show this version to everybody from now on. Part of a command, which records it.

    A page that somebody who is named in it had taken down stays down.
    """
    with transaction():
        version.frozen_at = version.frozen_at or now()
        version.published_at = version.published_at or now()
        exemplar.is_public = not exemplar.is_page_withdrawn
        exemplar.public_version = version
        note_change(exemplar)


def withhold(exemplar: Exemplar, *, names: list[str], photos: list[str], page: bool) -> None:
    """Keep these names and photos, or the whole page, from everybody. Part of a command, which records it.

    The same holds for the records that were given up for this one: they can still be read.
    """
    with transaction():
        for one in records_of(exemplar):
            one.withheld_names, one.withheld_photos = names, photos
            one.is_page_withdrawn = page
            if one.public_version is not None:
                one.is_public = not page
            note_change(one)
