"""Which places in the evidence show which result: reading, counting, checking a place, copying."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import ExemplarVersion
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.core.types import clean_text
from registry.evidence.claim_models import ClaimLink, PlaceKind
from registry.evidence.filetypes import PDF, FileKind
from registry.evidence.models import EvidenceItem
from registry.identity.models import User

HUNDRED = Decimal(100)
LEAST_SIDE = Decimal(1)
MOST_PAGE, MOST_ROW, MOST_SECONDS = 10_000, 1_048_576, 24 * 60 * 60
LONGEST_NOTE = 300
_READ = (PlaceKind.WHOLE, PlaceKind.PAGE, PlaceKind.ROW)
_KINDS: dict[FileKind, tuple[PlaceKind, ...]] = {
    FileKind.PHOTO: (PlaceKind.WHOLE, PlaceKind.REGION),
    FileKind.DOCUMENT: _READ,
    FileKind.SHEET: _READ,
    FileKind.TEXT: _READ,
    FileKind.VIDEO: (PlaceKind.WHOLE, PlaceKind.TIME),
    FileKind.SOUND: (PlaceKind.WHOLE, PlaceKind.TIME),
}
# What each kind of place says; everything else of a place is left out.
PARTS: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.WHOLE: (),
    PlaceKind.PAGE: ("page",),
    PlaceKind.ROW: ("page", "row"),
    PlaceKind.REGION: ("page", "x", "y", "w", "h"),
    PlaceKind.TIME: ("seconds_from", "seconds_to"),
}


@dataclass(frozen=True)
class Place:
    """Where in a piece of evidence a result is shown; what the kind does not need is left out."""

    kind: PlaceKind = PlaceKind.WHOLE
    page: int | None = None
    row: int | None = None
    x: Decimal | None = None
    y: Decimal | None = None
    w: Decimal | None = None
    h: Decimal | None = None
    seconds_from: int | None = None
    seconds_to: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Coverage:
    """How many results have evidence."""

    supported: int
    total: int

    @property
    def unsupported(self) -> int:
        return self.total - self.supported


def links_of(version: ExemplarVersion) -> dict[str, list[ClaimLink]]:
    """Every link of a version under the key of its result, in the order of the evidence."""
    query = (
        select(ClaimLink)
        .join(EvidenceItem, EvidenceItem.id == ClaimLink.item_id)
        .where(ClaimLink.version_id == version.id, EvidenceItem.removed_at.is_(None))
        .order_by(EvidenceItem.position, EvidenceItem.id, ClaimLink.id)
    )
    known = {result.key for result in version.results}
    found: dict[str, list[ClaimLink]] = {}
    for link in db.session.scalars(query):
        if link.result_key in known:
            found.setdefault(link.result_key, []).append(link)
    return found


def visible_links(actor: User | None, version: ExemplarVersion) -> dict[str, list[ClaimLink]]:
    """As `links_of`, only with evidence that the person may read."""
    found = links_of(version)
    may_read = {link.item: allowed(actor, Permission.EVIDENCE_READ, link.item) for link in _all(found)}
    kept = {key: [link for link in links if may_read[link.item]] for key, links in found.items()}
    return {key: links for key, links in kept.items() if links}


def supports(link: ClaimLink) -> bool:
    """Whether the link counts: evidence that only the unit sees proves nothing to a council."""
    return link.item.visibility is not Visibility.INTERNAL


def coverage_of(version: ExemplarVersion) -> Coverage:
    """How many results of a version have evidence that a council may see. For the unit and the council."""
    return count_supported(version, links_of(version))


def coverages_of(versions: Iterable[ExemplarVersion]) -> dict[int, Coverage]:
    """The same of many versions, by version."""
    listed = list(versions)
    query = (
        select(ClaimLink.version_id, ClaimLink.result_key)
        .join(EvidenceItem, EvidenceItem.id == ClaimLink.item_id)
        .where(
            ClaimLink.version_id.in_([version.id for version in listed]),
            EvidenceItem.removed_at.is_(None),
            EvidenceItem.visibility != Visibility.INTERNAL,
        )
    )
    shown = {(version, key) for version, key in db.session.execute(query)}
    return {
        version.id: Coverage(
            sum((version.id, result.key) in shown for result in version.results), len(version.results)
        )
        for version in listed
    }


def coverage_for(actor: User | None, version: ExemplarVersion) -> Coverage:
    """The same as far as this person may know of the evidence: others never learn of more."""
    return count_supported(version, visible_links(actor, version))


def count_supported(version: ExemplarVersion, links: dict[str, list[ClaimLink]]) -> Coverage:
    """The coverage by these links."""
    supported = sum(any(map(supports, links.get(result.key, ()))) for result in version.results)
    return Coverage(supported, len(version.results))


def links_of_item(item: EvidenceItem) -> list[ClaimLink]:
    """What a piece of evidence shows, in the order of the results."""
    order = {result.key: result.position for result in item.exemplar_version.results}
    links = db.session.scalars(select(ClaimLink).where(ClaimLink.item_id == item.id))
    known = (link for link in links if link.result_key in order)
    return sorted(known, key=lambda link: (order[link.result_key], link.id))


def get_link(item: EvidenceItem, reference: str) -> ClaimLink:
    """A link of an item; raises NotFound, also when its result is gone."""
    for link in links_of_item(item):
        if link.reference == reference:
            return link
    raise NotFound(_("This result is no longer linked to this file."))


def place_of(link: ClaimLink) -> Place:
    """The place of a stored link."""
    return Place(**{name: getattr(link, name) for name in asdict(Place())})


def kinds_for(item: EvidenceItem) -> tuple[PlaceKind, ...]:
    """The kinds of places that there are in a piece of evidence."""
    if item.file is None:
        return (PlaceKind.WHOLE,)
    if item.file.media_type == PDF:
        return PlaceKind.WHOLE, PlaceKind.PAGE, PlaceKind.REGION, PlaceKind.ROW
    return _KINDS[item.file.kind]


def clean_place(item: EvidenceItem, place: Place) -> dict[str, Any]:
    """The columns of a place in this item; raises InvalidInput that tells everything wrong."""
    if place.kind not in kinds_for(item):
        raise InvalidInput("kind", _("There is no such place in this file."))
    faults = Faults()
    values: dict[str, Any] = dict.fromkeys(asdict(Place()))
    values.update({name: getattr(place, name) for name in PARTS[place.kind]})
    for check in _CHECKS[place.kind]:
        with faults.gathered():
            check(item, place)
    note = " ".join(clean_text(place.note).split())
    with faults.gathered():
        if len(note) > LONGEST_NOTE:
            raise InvalidInput("note", _("Use at most %(n)s characters.", n=LONGEST_NOTE))
    faults.refuse()
    return {**values, "kind": place.kind, "note": note}


def _check_page(item: EvidenceItem, place: Place) -> None:
    pages = item.file.pages if item.file else None
    if place.page is None:
        if place.kind is PlaceKind.PAGE or (pages and place.kind is PlaceKind.REGION):
            raise InvalidInput("page", _("Give the page on which the figure stands"))
        return
    if not 1 <= place.page <= (pages or MOST_PAGE):
        raise InvalidInput("page", _("Enter a page from 1 to %(n)s", n=pages or MOST_PAGE))


def _check_row(item: EvidenceItem, place: Place) -> None:
    if place.row is None or not 1 <= place.row <= MOST_ROW:
        raise InvalidInput("row", _("Enter the number of the row, counted from 1"))


def _check_region(item: EvidenceItem, place: Place) -> None:
    for start, side, names in ((place.x, place.w, ("x", "w")), (place.y, place.h, ("y", "h"))):
        if start is None or not 0 <= start <= HUNDRED - LEAST_SIDE:
            raise InvalidInput(names[0], _("Enter a number from 0 to 99"))
        if side is None or not LEAST_SIDE <= side <= HUNDRED - start:
            raise InvalidInput(names[1], _("Enter a number from 1 to %(n)s", n=int(HUNDRED - start)))


def _check_time(item: EvidenceItem, place: Place) -> None:
    begin, end = place.seconds_from, place.seconds_to
    most = (item.file.seconds if item.file else None) or MOST_SECONDS
    if begin is None:
        raise InvalidInput("seconds_from", _("Give the time from which it is seen, for example 1:25"))
    if not 0 <= begin <= most:
        length = f"{most // 60}:{most % 60:02}"
        raise InvalidInput("seconds_from", _("The recording is %(length)s long.", length=length))
    if end is not None and not begin < end <= most:
        raise InvalidInput("seconds_to", _("The end comes after the beginning, within the recording"))


_CHECKS = {
    PlaceKind.WHOLE: (),
    PlaceKind.PAGE: (_check_page,),
    PlaceKind.ROW: (_check_page, _check_row),
    PlaceKind.REGION: (_check_page, _check_region),
    PlaceKind.TIME: (_check_time,),
}


def require_result(version: ExemplarVersion, key: str) -> None:
    """Raise InvalidInput unless the version has this result."""
    if key not in {result.key for result in version.results}:
        raise InvalidInput("result", _("Choose one of the results of this model"))


def put_link(item: EvidenceItem, key: str, values: dict[str, Any], *, by: User) -> ClaimLink:
    """Tie a result to a checked place; the link that is there already stays alone. Part of a command."""
    for known in links_of_item(item):
        if known.result_key == key and {name: getattr(known, name) for name in values} == values:
            return known
    link = ClaimLink(
        reference=secrets.token_hex(5),
        version_id=item.version_id,
        result_key=key,
        item=item,
        added_by_id=by.id,
        **values,
    )
    db.session.add(link)
    db.session.flush()
    return link


def copy_links(pairs: Iterable[tuple[EvidenceItem, EvidenceItem]]) -> None:
    """Give copies of items the links of the items they were made from. Part of a command."""
    copies = {old.id: new for old, new in pairs}
    query = select(ClaimLink).where(ClaimLink.item_id.in_(copies)).order_by(ClaimLink.id)
    for link in db.session.scalars(query).all():
        new = copies[link.item_id]
        db.session.add(
            ClaimLink(
                reference=secrets.token_hex(5),
                version_id=new.exemplar_version.id,
                result_key=link.result_key,
                item=new,
                added_by_id=link.added_by_id,
                added_at=link.added_at,
                **asdict(place_of(link)),
            )
        )
    db.session.flush()


def _all(links: dict[str, list[ClaimLink]]) -> Iterable[ClaimLink]:
    return (link for of_result in links.values() for link in of_result)
