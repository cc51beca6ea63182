"""What evidence adds to the page of a model."""

from typing import Any

from flask import url_for

from registry.catalogue.masking import mask_as_read_by
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.evidence.claims import supports, visible_links
from registry.evidence.queries import list_all_items, list_visible
from registry.evidence.rules import shown_file
from registry.evidence.service.serving import is_whole
from registry.identity.models import User
from registry.web.catalogue.parts import add_part
from registry.web.evidence.present import card_of, limits_of, photo_of
from registry.web.evidence.proofs import proof_of
from registry.web.ports import storage


def show_evidence(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """Photos, cards and the files behind each result, as far as this person may see them."""
    items = list_visible(actor, version)
    if not items:
        return None
    mask, links = mask_as_read_by(actor, exemplar), visible_links(actor, version)
    files = [(item, shown_file(actor, item)) for item in items]
    photos = [item for item, file in files if file and file.is_photo and is_whole(storage(), file)]
    return {
        "photos": [
            photo_of(actor, item, "evidence.thumbnail" if index else "evidence.preview")
            for index, item in enumerate(photos)
        ],
        "cards": [card_of(actor, item) for item in items],
        "count": len(items),
        "limits": limits_of(items),
        "by_result": {
            key: [(mask(words), href) for words, href in map(proof_of, found)] for key, found in links.items()
        },
        "supported": [key for key, found in links.items() if any(map(supports, found))],
        "href": url_for("evidence.show_library", reference=exemplar.reference),
    }


def show_work(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The way to the files, for the unit."""
    if not allowed(actor, Permission.EVIDENCE_ATTACH, exemplar):
        return None
    href = url_for("evidence.manage_evidence", reference=exemplar.reference)
    return {"links": [(_("Photos and documents"), href, "photo")]}


def show_logged(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """Every file of every version, for the unit's history: also what was removed."""
    if not allowed(actor, Permission.EVIDENCE_ATTACH, exemplar):
        return None
    items = list_all_items(exemplar)
    return {"subjects": [("evidenceitem", item.reference, item.caption or item.file_name) for item in items]}


add_part("evidence", show_evidence)
add_part("logged", show_logged)
add_part("work", show_work)
