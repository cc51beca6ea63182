"""Showing one page of a document as a picture: permission before bytes, as for the file itself."""

from collections import OrderedDict

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.evidence.checks import PDF
from registry.evidence.models import EvidenceItem
from registry.evidence.pages import picture_of_page
from registry.evidence.rules import shown_file
from registry.evidence.service.serving import open_item
from registry.identity.models import User
from registry.storage.base import Storage

# Whoever reads a document turns its pages to and fro; a picture takes at most 200 KB.
KEPT = 40
_drawn: OrderedDict[tuple[str, int], bytes] = OrderedDict()


def draw_page(actor: User | None, item: EvidenceItem, number: int, *, storage: Storage) -> tuple[bytes, str]:
    """A WebP of one page of what the person may see, and a name for it that changes with its bytes."""
    file = shown_file(actor, item)
    if file is None or file.media_type != PDF or not 1 <= number <= (file.pages or 0):
        raise NotFound(_("There is no such page."))
    # Opened each time: who may see it and whether it is whole can change.
    with open_item(actor, item, storage=storage).stream as stream:
        key = (file.digest, number)
        picture = _drawn.pop(key, None) or picture_of_page(stream.read(), number)
    _drawn[key] = picture
    while len(_drawn) > KEPT:
        _drawn.popitem(last=False)
    return picture, f"{file.digest}-{number}"
