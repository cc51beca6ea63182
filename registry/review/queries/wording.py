"""What a dossier says at one moment, as a short mark: two readings with the same mark read the same."""

import hashlib

from registry.catalogue.contents import Section
from registry.catalogue.service.editing import section_version
from registry.evidence.claims import links_of, place_of
from registry.evidence.queries import list_items
from registry.review.models import Nomination


def wording_of(nomination: Nomination) -> str:
    """The mark of the text and the files that a signature would freeze now."""
    version = nomination.exemplar.latest
    sections = [section_version(version, section) for section in Section]
    files = [(item.digest, item.caption, item.visibility.value) for item in list_items(version)]
    links = [
        (key, link.item.reference, place_of(link))
        for key, found in links_of(version).items()
        for link in found
    ]
    said = repr((version.number, sections, files, links))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]
