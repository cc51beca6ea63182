"""Showing one page of a document as a picture: permission before bytes, as for the file itself."""

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.evidence.checks import PDF, Refused
from registry.evidence.models import EvidenceItem
from registry.evidence.pages import cannot_be_drawn, picture_of_page, turn
from registry.evidence.rules import shown_file
from registry.evidence.service.serving import digest_shown, open_whole
from registry.identity.models import User
from registry.storage.base import Storage
from registry.storage.drawn import Drawings


def name_of_page(actor: User | None, item: EvidenceItem, number: int) -> str:
    """A name for a page of what the person may see, which changes with its bytes. Raises NotFound."""
    file = shown_file(actor, item)
    if file is None or file.media_type != PDF or not 1 <= number <= (file.pages or 0):
        raise NotFound(_("There is no such page."))
    # Asked each time: who may see it can change.
    digest, _media_type = digest_shown(actor, item)
    return f"{digest}-{number}"


def draw_page(
    actor: User | None, item: EvidenceItem, number: int, *, storage: Storage, drawings: Drawings
) -> bytes:
    """A WebP of one page of what the person may see. Raises Refused when it cannot be drawn, TooBusy."""
    digest = name_of_page(actor, item, number).partition("-")[0]
    picture = drawings.find(digest, number)
    if picture is None:
        with turn():
            # Whoever was before in the line may have asked for the same page.
            picture = drawings.find(digest, number)
            if picture is None:
                picture = _drawn(storage, digest, number)
                drawings.keep(digest, number, picture)
    if not picture:
        raise cannot_be_drawn()
    return picture


def _drawn(storage: Storage, digest: str, number: int) -> bytes:
    """The picture, empty when there is none to be had."""
    with open_whole(storage, digest) as stream:
        try:
            return picture_of_page(stream, number)
        except Refused:
            return b""
