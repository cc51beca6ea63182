"""Typing that is never lost: autosaving, what was put aside, choosing between two texts, earlier texts."""

from typing import Any

from flask import request

from registry.catalogue.contents import BY_NAME, Kind, Section
from registry.catalogue.draft_tables import SectionSnapshot, SnapshotKind
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.plain import from_plain, to_plain
from registry.catalogue.service import drafting, origins, snapshots
from registry.catalogue.service.editing import section_values, section_version
from registry.catalogue.service.holding import free_contents
from registry.catalogue.service.snapshots import Trace
from registry.core.clock import HERE, now
from registry.core.errors import InvalidTransition, StaleVersion
from registry.core.i18n import _l
from registry.core.transaction import transaction
from registry.identity import queries as identity
from registry.identity.models import KeptBecause, User
from registry.web.catalogue import kept
from registry.web.catalogue.answers import Answer, conflicts
from registry.web.catalogue.forms import FORMS, SectionForm
from registry.web.catalogue.labels import LABELS, TOGETHER
from registry.web.catalogue.parts import asked_for
from registry.web.catalogue.real_example import real_example
from registry.web.forms import keep_typed

KINDS = {
    SnapshotKind.FIRST: _l("First text"),
    SnapshotKind.SAVED: _l("Saved"),
    SnapshotKind.AUTOSAVED: _l("Saved while typing"),
    SnapshotKind.RESTORED: _l("Restored"),
}
MINE, THEIRS, BOTH = "mine", "theirs", "both"


def trace_of_request(kind: SnapshotKind = SnapshotKind.SAVED) -> Trace:
    """Which open page sent this, and which of its sendings it is."""
    tab, turn = request.form.get("tab", ""), request.form.get("turn", "")
    known = len(tab) <= 40 and tab.replace("-", "").isalnum() and tab.isascii()
    counted = turn.isascii() and turn.isdigit() and len(turn) < 7
    return Trace(tab, int(turn), kind) if known and counted else Trace(kind=kind)


def autosave(actor: User, exemplar: Exemplar, part: Section) -> tuple[dict[str, Any], int]:
    """Store what was typed so far; what cannot be stored is put aside. Returns the answer and its status."""
    form, path = FORMS[part].of(exemplar.latest), kept.page_path(exemplar, part)
    form.close(exemplar.latest, free_contents(exemplar, part) or None)
    form.validate()
    wrong = set(form.errors)
    values = {n: value for n, value in form.open_values().items() if TOGETHER.get(n, n) not in wrong}
    try:
        with transaction():
            trace = trace_of_request(SnapshotKind.AUTOSAVED)
            version, left = drafting.autosave_section(
                actor, exemplar, part, values, version=form.seen_version, trace=trace
            )
            names = sorted({TOGETHER.get(name, name) for name in [*left, *wrong]} & set(LABELS))
            digest = str(section_version(version, part))
            kept.settle(actor, path, form, names, digest)
    except StaleVersion as refusal:
        keep_typed(path, KeptBecause.CHANGED_MEANWHILE)
        texts = conflicts(form.values(), refusal.stored)
        return {"state": "changed", "message": refusal.message, "texts": texts}, 409
    except InvalidTransition as refusal:
        keep_typed(path, KeptBecause.SUBMITTED_MEANWHILE)
        return {"state": "submitted", "message": refusal.message}, 409
    drafting.note_presence(actor, exemplar, part)
    return {
        "state": "saved",
        "version": digest,
        "at": f"{now().astimezone(HERE):%H:%M}",
        "left": [str(LABELS[name]) for name in names],
        "keys": _keys(form, version) if "results" not in names else {},
    }, 200


def _keys(form: SectionForm, version: ExemplarVersion) -> dict[str, str]:
    """The keys that new rows of results were given, by the names of their fields."""
    rows = form.values().get("results", [])
    filled = [n for n, row in enumerate(rows) if not row.is_empty]
    entries = list(getattr(form, "results", []))
    return {
        entries[n].form["key"].name: result.key for n, result in zip(filled, version.results, strict=False)
    }


def page_parts(actor: User, exemplar: Exemplar, part: Section, form: SectionForm) -> dict[str, Any]:
    """What the page of a section shows around its form."""
    newest = snapshots.find_newest(exemplar.latest, part)
    stored, trace = snapshots.list_sendings(exemplar.latest, part), trace_of_request()
    in_form = identity.find_kept(actor, form.resumed) if form.resumed else None
    editor = newest.made_by_id if newest and newest.made_by_id else 0
    return {
        "place": kept.page_path(exemplar, part),
        "stored": " ".join(f"{tab}:{turn}" for tab, turn in stored.items()),
        "shown_again": request.form.get("then") == "again",
        "sent": f"{trace.tab}:{trace.turn}" if trace.tab else "",
        "in_form": kept.describe(exemplar, part, in_form) if in_form and request.method == "GET" else None,
        "editor": identity.names_of([editor]).get(editor, ""),
        "is_own": editor == actor.id,
        "edited_at": newest.made_at if newest else None,
        "kept": kept.kept_of(actor, exemplar, part, but=form.resumed),
        "others": drafting.list_present(actor, exemplar).get(part, []),
        "is_long": is_long,
        "real": real_example(exemplar, part),
        "taken_from": taken_from(exemplar, part),
        "asked_for": asked_for(actor, exemplar, part),
    }


def taken_from(exemplar: Exemplar, part: Section) -> str:
    """The code of the earlier model whose words a section still says unread; else empty."""
    origin = origins.find_origin(exemplar) if part in origins.list_unchecked(exemplar) else None
    return origin.source.reference if origin else ""


def clashes_of(form: SectionForm, version: ExemplarVersion) -> list[Answer]:
    """Both texts of what two people filled in otherwise; what this one left as it was gives way."""
    if form.stale is None:
        return []
    return conflicts(form.values(), form.stale.stored, _opened(form, version))


def _opened(form: SectionForm, version: ExemplarVersion) -> dict[str, Any] | None:
    """What the section said when the sent page was opened; None when it is no longer kept."""
    seen = request.form.get("version", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        return None
    found = snapshots.find_with_digest(version, form.section, int(seen))
    return from_plain(found.contents) if found else None


def merge_apart(form: SectionForm, version: ExemplarVersion) -> list[str]:
    """Take into the form what others changed while it was filled in, if its person left that alone.

    Returns the contents that were taken. Where both changed the same one, nothing is taken: they choose.
    """
    present = section_version(version, form.section)
    if not form.is_submitted() or form.seen_version == present:
        return []
    opened, stored = _opened(form, version), section_values(version, form.section)
    rows = conflicts(form.values(), stored, opened) if opened is not None else []
    if not rows or any(row["clashes"] for row in rows):
        return []
    typed = form.typed(stored)
    theirs = [row for row in rows if row["keep"] == THEIRS]
    for row in theirs:
        form[row["name"]].process(None, typed[row["name"]])
    form.version.process(None, str(present))
    return [str(row["label"]) for row in theirs]


def merge_choices(form: SectionForm, version: ExemplarVersion) -> None:
    """Put into the form what was chosen between one's own text and the stored one: `keep-<name>`."""
    stored = form.typed(section_values(version, form.section))
    for field in form:
        choice = request.form.get(f"keep-{field.name}")
        theirs = stored.get(field.name)
        if choice == THEIRS:
            field.process(None, theirs)
        elif choice == BOTH and is_long(field.name):
            field.process(None, "\n\n".join(text for text in (field.data, theirs) if text))


def is_long(name: str) -> bool:
    """Whether two texts of this content can stand one after the other."""
    return name in BY_NAME and BY_NAME[name].kind is Kind.TEXT


def snapshots_of(exemplar: Exemplar, section: Section) -> list[dict[str, Any]]:
    """The earlier texts of a section, the newest first, each with where it differs from what stands there."""
    version = exemplar.latest
    found = snapshots.list_snapshots(version, section)
    names = identity.names_of({one.made_by_id for one in found if one.made_by_id})
    present = from_plain(to_plain(section_values(version, section)))
    return [
        {
            "id": one.id,
            "at": one.made_at,
            "by": names.get(one.made_by_id or 0, ""),
            "kind": KINDS[one.kind],
            "differs": _differences(one, present),
        }
        for one in found
    ]


def _differences(one: SectionSnapshot, present: dict[str, Any]) -> list[Answer]:
    rows = conflicts(from_plain(one.contents), present)
    return [{**row, "mine": row["mine"] or "–", "theirs": row["theirs"] or "–"} for row in rows]
