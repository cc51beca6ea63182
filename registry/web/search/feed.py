"""Results as an Atom feed: for programs that tell somebody of what is new. It shows what is public."""

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from registry.core.clock import now
from registry.discovery.searching import Found
from registry.web.ports import settings
from registry.web.search.cards import field_of, where_of
from registry.web.search.rows import address_of

ATOM = "http://www.w3.org/2005/Atom"
MOST = 30
TYPE = "application/atom+xml"


def feed_of(found: Sequence[Found], *, title: str, here: str, page: str) -> bytes:
    """The feed at the address `here` for the search page at `page`."""
    Xml.register_namespace("", ATOM)
    root = Xml.Element(f"{{{ATOM}}}feed")
    _text(root, "id", here)
    _text(root, "title", title)
    newest = max((one.version.updated_at for one in found), default=now())
    _text(root, "updated", newest.isoformat())
    _text(_part(root, "author"), "name", settings().site_org)
    _part(root, "link", rel="self", type=TYPE, href=here)
    _part(root, "link", rel="alternate", type="text/html", href=page)
    for one in found:
        _entry(root, one)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Xml.Element, one: Found) -> None:
    entry, address = _part(root, "entry"), address_of(one.exemplar)
    _text(entry, "id", address)
    _text(entry, "title", one.version.title)
    _text(entry, "updated", one.version.updated_at.isoformat())
    if one.version.published_at:
        _text(entry, "published", one.version.published_at.isoformat())
    _text(_part(entry, "author"), "name", where_of(one.exemplar))
    _part(entry, "link", rel="alternate", type="text/html", href=address)
    field = field_of(one.version)
    if field:
        _part(entry, "category", term=field[1])
    _text(entry, "summary", one.version.summary)


def _part(above: Xml.Element, name: str, **values: str) -> Xml.Element:
    return Xml.SubElement(above, f"{{{ATOM}}}{name}", values)


def _text(above: Xml.Element, name: str, text: str) -> None:
    _part(above, name).text = ILLEGAL_CHARACTERS_RE.sub(" ", text)
