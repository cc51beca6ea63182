"""The leaflet of a public model: what its page tells everybody, on paper, with the way back to the page.

It is made for everybody alike, whoever asks; so one copy of it serves all until what it says changes.
"""

import hashlib
import io
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import segno
from flask_babel import force_locale
from markupsafe import Markup

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.i18n import _
from registry.documents.composing import Grid, Heading, Part, Picture, Prose, plain
from registry.documents.contents.words import capital
from registry.documents.printing import pdf_of
from registry.web.catalogue.labels import LABELS
from registry.web.catalogue.present import page_of
from registry.web.filters import as_date

# Leaflets that a process keeps, the last ones asked for; and how many copies one names.
MOST_KEPT, MOST_COPIES = 48, 20
_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()
# Setting a page takes a processor for a while: one at a time, whoever asks.
_press = threading.Lock()


class Leaflet:
    """What a leaflet says, and by what it is known to say the same as before."""

    def __init__(self, exemplar: Exemplar, version: ExemplarVersion, address: str) -> None:
        with force_locale("vi"):
            page = page_of(None, exemplar, version)
            self.title, self.name = version.title, exemplar.reference
            self.about = _recognised(page["parts"]["seal"])
            self.parts = list(_parts(page, exemplar, version))
            self.told = _("Page of the model: %(address)s", address=address)
        self.address = address
        said = repr((self.title, self.about, self.parts, self.told))
        self.digest = hashlib.sha256(said.encode()).hexdigest()

    def pdf(self) -> bytes:
        """The leaflet as a PDF, kept until it says something else. Raises CannotPrint."""
        if (found := self._known()) is not None:
            return found
        with _press:
            if (found := self._known()) is None:
                body = io.BytesIO()
                segno.make(self.address, error="m").save(body, kind="png", scale=6, border=1)
                picture = Picture(body.getvalue(), self.told)
                content = plain(self.title, self.about, self.parts, picture)
                found = pdf_of(content, title=self.title, name=self.digest)
                with _lock:
                    _kept[self.digest] = found
                    while len(_kept) > MOST_KEPT:
                        _kept.popitem(last=False)
        return found

    def _known(self) -> bytes | None:
        with _lock:
            if self.digest in _kept:
                _kept.move_to_end(self.digest)
            return _kept.get(self.digest)


def _parts(page: dict[str, Any], exemplar: Exemplar, version: ExemplarVersion) -> Iterator[Part]:
    for text in (page["lead"], page["story"]):
        if text:
            yield Prose(text)
    if page["figures"]:
        yield _table((_("Figure"), _("What it tells")), [(_plain(a), _plain(b)) for a, b in page["figures"]])
    yield from _section(
        _("The problem at the start"), [("", version.situation), (LABELS["goals"], version.goals)]
    )
    yield from _section(_("How it is done"), [("", version.method), *page["arrangements"]])
    yield from _results(page, version)
    yield from _section(_("What does it take to copy it?"), page["needs"])
    copies = page["parts"]["spread"]["items"]
    if copies:
        yield Heading(_("Where it was copied"))
        rows = [(_plain(one["text"]), _state(one), _plain(one.get("detail") or "–")) for one in copies]
        head = _("Place"), _("State"), _("What was done otherwise")
        yield Grid((32, 18, 50), head, rows[:MOST_COPIES])
        if len(copies) > MOST_COPIES:
            yield Prose(_("%(n)s other places", n=len(copies) - MOST_COPIES))
    yield Heading(_("Record"))
    facts = [(_("Unit"), capital(exemplar.lead_unit_name)), (_("Place"), page["where"])]
    facts += [(_("Field"), page["field"][1])] if page["field"] else []
    facts += [(str(label), text) for label, text in page["record"]]
    yield _table((_("Content"), _("What is said")), facts)
    day = version.frozen_at or version.updated_at
    yield Prose(_("Version %(n)s, of %(day)s.", n=version.number, day=as_date(day)))


def _results(page: dict[str, Any], version: ExemplarVersion) -> Iterator[Part]:
    lines = page["results"].lines
    if not lines and not version.outcome and not version.outputs:
        return
    yield Heading(_("Results"))
    if lines:
        rows = [(one.indicator, _plain(one.before or "–"), _plain(one.after or "–")) for one in lines]
        yield Grid((50, 25, 25), (_("Indicator"), _("Before"), _("After")), rows, figures={1, 2})
    for text in (version.outcome, version.outputs):
        if text:
            yield Prose(text)


def _section(title: str, told: list[tuple[Any, str]]) -> Iterator[Part]:
    """A heading with its texts, each after its label; nothing where nothing is said."""
    filled = [(label, text) for label, text in told if text]
    if filled:
        yield Heading(title)
    for label, text in filled:
        yield Prose(f"{label}: {text}" if label else text)


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> Grid:
    return Grid((34, 66), head, [row for row in rows if row[1]])


def _recognised(seal: dict[str, Any]) -> str:
    if not seal.get("level"):
        return ""
    return _("Recognised: %(level)s, %(year)s", level=str(seal["level"]).lower(), year=seal["year"])


def _state(copy: dict[str, Any]) -> str:
    return str(copy["state"][0]) if copy.get("state") else "–"


def _plain(text: Any) -> str:
    """Words without the marks of a page."""
    return str(text.striptags()) if isinstance(text, Markup) else str(text)
