"""What was typed into a section and could not be stored: shown, compared, dropped once it is stored."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.service.editing import section_values
from registry.consent.queries import list_people
from registry.core.i18n import _l
from registry.core.types import clean_text
from registry.evidence import queries as evidence
from registry.identity import queries as identity
from registry.identity.models import KeptBecause, KeptText, User
from registry.identity.service import keeping
from registry.web.catalogue.answers import Answer, answers_of, conflicts
from registry.web.catalogue.forms import FORMS, SectionForm
from registry.web.catalogue.labels import LABELS, SECTIONS, SLUGS, TOGETHER
from registry.web.forms import forget_kept, keep_typed, place_of
from registry.web.resuming import RESUME

WHY = {
    KeptBecause.HALF_TYPED: _l("Something in it could not be stored yet."),
    KeptBecause.SESSION_ENDED: _l("Your session had ended."),
    KeptBecause.CHANGED_MEANWHILE: _l("Somebody else had changed this section meanwhile."),
    KeptBecause.SUBMITTED_MEANWHILE: _l("The dossier had been submitted meanwhile."),
}
# Among what is kept of a half-typed form: the contents that could not be stored; all others were.
LEFT = "left"
# What says nothing by itself.
SILENT = re.compile(r"version|keep-.*|.+-\d+-(key|qualifier)")
ROW_CELL = re.compile(r"([a-z_]+)-(\d+)-(.+)")
# The cell by which people know a row.
ROW_NAMES = {"results": "indicator", "partners": "name"}


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


def kept_of(
    actor: User, exemplar: Exemplar, part: Section | None = None, but: int | None = None
) -> list[dict[str, Any]]:
    """What this person typed here and what waits to be gone on with or dropped: the last of each section.

    `but` is the number of what stands in the form already.
    """
    begin = page_path(exemplar, part) if part else f"/mo-hinh/{exemplar.reference}/sua/"
    found: dict[Section, dict[str, Any]] = {}
    for kept in identity.list_kept(actor, begin):
        section = _section_of(kept)
        if section is not None and kept.id != but and (part is None or section is part):
            found.setdefault(section, describe(exemplar, section, kept))
    return list(found.values())


def _section_of(kept: KeptText) -> Section | None:
    slug = kept.place.partition("#")[0].rsplit("/", 1)[-1]
    return next((section for section, known in SLUGS.items() if known == slug and section in FORMS), None)


def describe(exemplar: Exemplar, section: Section, kept: KeptText) -> dict[str, Any]:
    """When and why something was put aside, and what can be done with it."""
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


def go_on_with_kept(actor: User, form: SectionForm) -> None:
    """Let a page that shows a form again take over what the page before it had put aside."""
    kept = identity.find_kept_at(actor, place_of(request.path)) if request.method == "POST" else None
    form.resumed = kept.id if kept else form.resumed


def settle(actor: User, path: str, form: SectionForm, left: Sequence[str] = (), digest: str = "") -> None:
    """After a form was stored: keep what of it could not be, and drop what nobody needs longer."""
    new = None
    if left:
        new = keep_typed(path, KeptBecause.HALF_TYPED, version=digest, **{LEFT: " ".join(left)})
    forget_kept(path, besides=new)
    for kept in identity.list_kept(actor, path):
        at_this_page = kept.place.partition("#")[0] == path
        if at_this_page and (new is None or kept.id != new.id) and _is_superseded(kept, form):
            keeping.drop_text(actor, kept)


def _is_superseded(kept: KeptText, form: SectionForm) -> bool:
    """Whether each text that was put aside was just sent, or another was typed in its place."""
    plain, rows = _parts((name, value) for name, value in kept.fields)
    sent, sent_rows = _parts(request.form.items(multi=True))
    left = " ".join(plain.pop(LEFT, ())).split()
    if kept.why is KeptBecause.HALF_TYPED:
        # All else was stored then. A row with the same name is the same row, typed again.
        plain = {name: plain[name] for name in plain if name in left and not _typed_anew(form, name)}
        rows = {name: [_name_of(name, row) for row in rows[name]] for name in rows if name in left}
    return all(plain[name] <= sent.get(name, set()) for name in plain) and all(
        any(row.items() <= other.items() for other in sent_rows.get(name, []))
        for name in rows
        for row in rows[name]
    )


def _parts(fields: Iterable[tuple[str, str]]) -> tuple[dict[str, set[str]], dict[str, list[dict[str, str]]]]:
    """The texts of a form by name, and the rows of each content; without what is empty."""
    plain: dict[str, set[str]] = {}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for name, typed in fields:
        text = clean_text(typed)
        if not text or SILENT.fullmatch(name):
            continue
        if cell := ROW_CELL.fullmatch(name):
            rows.setdefault(cell[1], {}).setdefault(cell[2], {})[cell[3]] = text
        else:
            plain.setdefault(name, set()).add(text)
    return plain, {name: list(found.values()) for name, found in rows.items()}


def _name_of(content: str, row: dict[str, str]) -> dict[str, str]:
    name = ROW_NAMES.get(content, "")
    return {name: row[name]} if name in row else row


def _typed_anew(form: SectionForm, name: str) -> bool:
    """Whether something else than what was stored was entered into this very field."""
    field = form[name]
    return bool(field.data) and not field.errors and field.data != field.object_data
