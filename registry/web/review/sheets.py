"""What is on public notice as a page shows it: the kept text, its fingerprint, whether it is whole."""

from typing import Any

from registry.catalogue.masking import mask_for, version_as_read_by
from registry.core.i18n import _
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.notice_sheets import is_whole, values_of
from registry.review.queries.notice import Shown
from registry.web.catalogue.words import field_name
from registry.web.filters import as_date
from registry.web.review.dossier import version_of


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
