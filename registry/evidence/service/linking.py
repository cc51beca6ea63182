"""Pages elsewhere as evidence: kept as text, opened by the reader, never by the program."""

from urllib.parse import urlsplit

from registry.audit import service as audit
from registry.catalogue.models import Exemplar
from registry.catalogue.service.changes import note_change
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.evidence import queries
from registry.evidence.checks import Refused
from registry.evidence.claim_links import Place, clean_place, put_link
from registry.evidence.models import EvidenceItem
from registry.evidence.names import short_name
from registry.evidence.service.attaching import require_place
from registry.evidence.service.editing import Description, apply_description, require_open
from registry.identity.models import User

LONGEST_LINK = 2000


def attach_link(actor: User, exemplar: Exemplar, address: str, *, about: Description) -> EvidenceItem:
    """Attach the address of a page elsewhere to the open version of a model."""
    with transaction():
        require(actor, Permission.EVIDENCE_ATTACH, exemplar)
        version = exemplar.latest
        require_open(version)
        try:
            require_place(version)
        except Refused as full:
            raise InvalidInput("link", full.message) from full
        link = clean_link(address)
        item = EvidenceItem(
            reference=next_reference("MC", today(), 6),
            exemplar_version=version,
            link=link,
            file_name=short_name(urlsplit(link).hostname),
            position=queries.last_position(version) + 1,
            added_by_id=actor.id,
        )
        apply_description(item, about)
        db.session.add(item)
        db.session.flush()
        if about.result_key:
            put_link(item, about.result_key, clean_place(item, Place()), by=actor)
        audit.record(
            actor, "evidence.link_attached", item, exemplar=exemplar.reference, visibility=item.visibility,
            personal={"link": link, "caption": item.caption},
        )  # fmt: skip
        note_change(exemplar)
    return item


def clean_link(address: str) -> str:
    """An address as it is kept: http or https, a host, no name and password. Raises InvalidInput."""
    text = "".join(address.split())
    if not text:
        raise InvalidInput("link", _("Paste the address of the page"))
    if len(text) > LONGEST_LINK:
        raise InvalidInput("link", _("The address may have at most %(n)s characters", n=LONGEST_LINK))
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    whole = parts.scheme in {"http", "https"} and host and not any(c in text for c in "<>\"'`\\")
    if not whole or not text.isprintable():
        raise InvalidInput("link", _("The address must begin with https:// or http://."))
    if parts.username or parts.password:
        raise InvalidInput("link", _("The address carries a name or a password. Leave them out."))
    return text
