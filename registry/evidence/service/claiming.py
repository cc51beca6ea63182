"""Tying a result to the place in the evidence that shows it, and taking that back."""

from registry.audit import service as audit
from registry.catalogue.contents import Section
from registry.catalogue.service.changes import note_change
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.claim_links import Place, clean_place, put_link, require_result
from registry.evidence.claim_models import ClaimLink
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import require_changeable
from registry.identity.models import User


def link_claim(actor: User, item: EvidenceItem, result_key: str, place: Place | None = None) -> ClaimLink:
    """Say that a piece of evidence, or a place in it, shows a result. Twice the same makes one link."""
    with transaction():
        require_changeable(actor, item, Section.RESULTS)
        require_result(item.exemplar_version, result_key)
        link = put_link(item, result_key, clean_place(item, place or Place()), by=actor)
        audit.record(actor, "evidence.linked", item, result=result_key, kind=link.kind, link=link.reference)
        note_change(item.exemplar)
    return link


def unlink_claim(actor: User, link: ClaimLink) -> None:
    """Take a link away; the evidence and the result stay."""
    with transaction():
        item = link.item
        require_changeable(actor, item, Section.RESULTS)
        audit.record(
            actor, "evidence.unlinked", item, result=link.result_key, kind=link.kind, link=link.reference
        )
        db.session.delete(link)
        note_change(item.exemplar)
