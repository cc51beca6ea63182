"""What is on public notice as a page shows it: the kept text, its fingerprint, whether it is whole."""

from typing import Any

from flask import url_for

from registry.catalogue.masking import mask_for, version_as_read_by
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review import queries
from registry.review.models import Nomination, Recognition
from registry.review.notice_sheets import is_whole, values_of
from registry.review.queries.notice import GIVEN_STATES, Shown
from registry.web.catalogue.words import field_name
from registry.web.filters import as_date
from registry.web.review.decided import words_of_end
from registry.web.review.dossier import version_of
from registry.web.words import words_of_state


def shown_row(reader: User | None, shown: Shown) -> dict[str, Any]:
    """A nomination on notice, in the words that were put up; a name withheld since is not shown again."""
    row = {**row_of(reader, shown.nomination), "facts": [(_("Comments until"), as_date(shown.until))]}
    sheet = shown.sheet
    if sheet is None:
        return row
    said, mask = values_of(sheet), mask_for(shown.nomination.exemplar)
    kept = {name: mask(said.get(name, "")) for name in ("title", "summary")}
    withheld = any(kept[name] != said.get(name, "") for name in kept)
    return {
        **row, **kept, "where": said.get("unit", ""),
        "digest": sheet.digest, "is_whole": is_whole(sheet), "withheld": withheld,
    }  # fmt: skip


def past_rows(reader: User | None, past: list[Shown]) -> list[dict[str, Any]]:
    """What was on notice, with what came of it where everybody may know that."""
    ended = queries.list_ended([one.nomination.id for one in past])
    return [_past_row(reader, one, ended.get(one.nomination.id)) for one in past]


def _past_row(reader: User | None, shown: Shown, ended: Recognition | None) -> dict[str, Any]:
    nomination, row = shown.nomination, {**shown_row(reader, shown), "facts": []}
    if nomination.state not in GIVEN_STATES:
        return row
    exemplar = nomination.exemplar
    state = words_of_end(ended) if ended else words_of_state(nomination.state)
    if not allowed(reader, Permission.EXEMPLAR_READ, exemplar):
        return {"title": exemplar.reference, "code": nomination.reference, "state": state}
    href = url_for("catalogue.show_exemplar", reference=exemplar.reference)
    return {**row, "state": state, "href": href}


def row_of(reader: User | None, nomination: Nomination) -> dict[str, Any]:
    """A nomination in a list, as a reader may read it now."""
    version = version_as_read_by(reader, version_of(nomination))
    field = version.field
    return {
        "title": version.title,
        "field": (field.slot, field_name(field)) if field else None,
        "where": nomination.unit_name,
        "summary": version.summary,
        "code": nomination.reference,
    }
