"""Typing that is never lost: autosaving, what was put aside, choosing between two texts, earlier texts."""

import re
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from registry.catalogue.contents import BY_NAME, Kind, Section
from registry.catalogue.draft_tables import SectionSnapshot, SnapshotKind
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.plain import from_plain, to_plain
from registry.catalogue.service import drafting, snapshots
from registry.catalogue.service.editing import section_values, section_version
from registry.catalogue.service.snapshots import Trace
from registry.consent.queries import list_people
from registry.core.clock import HERE, now
from registry.core.errors import InvalidTransition, StaleVersion
from registry.core.i18n import _l
from registry.evidence import queries as evidence
from registry.identity import queries as identity
from registry.identity.models import KeptBecause, KeptText, User
from registry.web.catalogue.answers import Answer, answers_of, conflicts
from registry.web.catalogue.forms import FORMS, SectionForm
from registry.web.catalogue.labels import LABELS, SECTIONS, SLUGS, TOGETHER
from registry.web.catalogue.real_example import real_example
from registry.web.forms import forget_kept, keep_typed
from registry.web.guard import RESUME

KINDS = {
    SnapshotKind.FIRST: _l("First text"),
    SnapshotKind.SAVED: _l("Saved"),
    SnapshotKind.AUTOSAVED: _l("Saved while typing"),
    SnapshotKind.RESTORED: _l("Restored"),
}
WHY = {
    KeptBecause.HALF_TYPED: _l("Something in it could not be stored yet."),
    KeptBecause.SESSION_ENDED: _l("Your session had ended."),
    KeptBecause.CHANGED_MEANWHILE: _l("Somebody else had changed this section meanwhile."),
    KeptBecause.SUBMITTED_MEANWHILE: _l("The dossier had been submitted meanwhile."),
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
    form, path = FORMS[part].of(exemplar.latest), page_path(exemplar, part)
    form.validate()
    wrong = set(form.errors)
    values = {n: value for n, value in form.values().items() if TOGETHER.get(n, n) not in wrong}
    try:
        trace = trace_of_request(SnapshotKind.AUTOSAVED)
        version, left = drafting.autosave_section(
            actor, exemplar, part, values, version=form.seen_version, trace=trace
        )
    except StaleVersion as refusal:
        keep_typed(path, KeptBecause.CHANGED_MEANWHILE)
        texts = conflicts(form.values(), refusal.stored)
        return {"state": "changed", "message": refusal.message, "texts": texts}, 409
    except InvalidTransition as refusal:
        keep_typed(path, KeptBecause.SUBMITTED_MEANWHILE)
        return {"state": "submitted", "message": refusal.message}, 409
    drafting.note_presence(actor, exemplar, part)
    names = sorted({TOGETHER.get(name, name) for name in [*left, *wrong]} & set(LABELS))
    digest = str(section_version(version, part))
    # First the new one, then the old ones: a process that dies in between loses nothing that was typed.
    kept = keep_typed(path, KeptBecause.HALF_TYPED, version=digest) if names else None
    forget_kept(path, besides=kept)
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


def page_path(exemplar: Exemplar, part: Section) -> str:
    """The path of a section's page, without language: under it its typing is put aside."""
    return f"/mo-hinh/{exemplar.reference}/sua/{SLUGS[part]}"


def pages_of(exemplar: Exemplar) -> list[str]:
    """The addresses below which its forms are and those of its evidence and people, without language."""
    version = exemplar.latest
    items = [*evidence.list_items(version), *evidence.list_removed(version)]
    return [
        f"/mo-hinh/{exemplar.reference}",
        *(f"/minh-chung/{item.reference}" for item in items),
        *(f"/nguoi/{person.reference}" for person in list_people(exemplar)),
    ]


def kept_of(actor: User, exemplar: Exemplar, part: Section | None = None) -> list[dict[str, Any]]:
    """What this person typed here and what waits to be gone on with or dropped, the last first."""
    begin = page_path(exemplar, part) if part else f"/mo-hinh/{exemplar.reference}/sua/"
    found = []
    for kept in identity.list_kept(actor, begin):
        section = _section_of(kept)
        if section is not None and (part is None or section is part):
            found.append(_kept(exemplar, section, kept))
    return found


def _section_of(kept: KeptText) -> Section | None:
    slug = kept.place.partition("#")[0].rsplit("/", 1)[-1]
    return next((section for section, known in SLUGS.items() if known == slug and section in FORMS), None)


def _kept(exemplar: Exemplar, section: Section, kept: KeptText) -> dict[str, Any]:
    address: dict[str, Any] = {"reference": exemplar.reference, "section": SLUGS[section]}
    return {
        "id": kept.id,
        "at": kept.kept_at,
        "why": WHY[kept.why],
        "section": SECTIONS[section],
        "resume": url_for("catalogue.edit_section", **{**address, RESUME: kept.id}),
        "drop": url_for("catalogue.drop_kept", **address, number=kept.id),
        "href": url_for("catalogue.show_kept", **address, number=kept.id),
    }


def texts_of_kept(exemplar: Exemplar, section: Section, kept: KeptText) -> list[Answer]:
    """What was typed and what the section says now, for every content in which they differ."""
    fields = MultiDict((name, value) for name, value in kept.fields)
    form = FORMS[section](formdata=fields)
    form.validate()
    stored = section_values(exemplar.latest, section)
    stored_words = {one["name"]: one["value"] for one in answers_of(exemplar.latest, section)}
    wrong = [name for name in form.errors if name in LABELS]
    known = {name: value for name, value in form.values().items() if TOGETHER.get(name, name) not in wrong}
    return conflicts(known, stored) + [
        {
            "name": name,
            "label": LABELS[name],
            "mine": _as_typed(name, fields),
            "theirs": stored_words.get(name, ""),
        }
        for name in wrong
    ]


def _as_typed(name: str, fields: MultiDict[str, str]) -> str:
    """What was typed into a field or into its rows, one a line."""
    wanted = re.compile(rf"{re.escape(name)}(-\d+-(?!key|qualifier).+)?")
    return "\n".join(text for one, text in fields.items(multi=True) if text and wanted.fullmatch(one))


def keep_refused(form: SectionForm) -> None:
    """Put aside what was sent over a newer text or after submission: the page that shows it may be lost."""
    if form.status != 409:
        return
    why = KeptBecause.CHANGED_MEANWHILE if form.stale else KeptBecause.SUBMITTED_MEANWHILE
    kept = keep_typed(request.path, why)
    form.resumed = kept.id if kept else None


def page_parts(actor: User, exemplar: Exemplar, part: Section) -> dict[str, Any]:
    """What the page of a section shows around its form."""
    resumed = request.args.get(RESUME) or request.form.get("resumed")
    newest = snapshots.find_newest(exemplar.latest, part)
    editor = newest.made_by_id if newest and newest.made_by_id else 0
    return {
        "stored_tab": newest.tab if newest else "",
        "editor": identity.names_of([editor]).get(editor, ""),
        "edited_at": newest.made_at if newest else None,
        "kept": [one for one in kept_of(actor, exemplar, part) if str(one["id"]) != resumed],
        "others": drafting.list_present(actor, exemplar).get(part, []),
        "is_long": is_long,
        "real": real_example(exemplar, part),
    }


def clashes_of(form: SectionForm, version: ExemplarVersion) -> list[Answer]:
    """Both texts of what two people filled in otherwise; what this one left as it was gives way."""
    if form.stale is None:
        return []
    seen = request.form.get("version", "")
    opened = (
        snapshots.find_with_digest(version, form.section, int(seen))
        if seen.isascii() and seen.isdigit() and len(seen) < 10
        else None
    )
    return conflicts(form.values(), form.stale.stored, from_plain(opened.contents) if opened else None)


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
