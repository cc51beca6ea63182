"""The places that show a result, in words and as addresses."""

from typing import Any

from flask import url_for

from registry.core.i18n import _
from registry.evidence.claims import ClaimLink, Place, PlaceKind, place_of
from registry.evidence.filetypes import FileKind
from registry.evidence.models import EvidenceItem


def proof_of(link: ClaimLink) -> tuple[str, str]:
    """(words, address) of one place: `Biên bản nghiệm thu, trang 3`."""
    words = [link.item.caption, place_words(place_of(link), is_sheet=is_sheet(link.item))]
    return ", ".join(word for word in words if word), href_of(link)


def href_of(link: ClaimLink) -> str:
    """The page that opens the evidence at this place, with the result beside it."""
    place = place_of(link)
    asked: dict[str, Any] = {"trang": place.page, "dong": place.row}
    if place.kind is PlaceKind.REGION:
        asked["vung"] = ",".join(format(side or 0, "f") for side in (place.x, place.y, place.w, place.h))
    if place.kind is PlaceKind.TIME:
        asked["giay"] = "-".join(
            str(one) for one in (place.seconds_from, place.seconds_to) if one is not None
        )
    return url_for("evidence.show_item", reference=link.item.reference, **asked)


def is_sheet(item: EvidenceItem) -> bool:
    """Whether the file has sheets where a paper has pages."""
    return item.file is not None and item.file.kind is FileKind.SHEET


def place_words(place: Place, *, is_sheet: bool = False) -> str:
    """`trang 3`, `trang 2, dòng 14`, `phần đánh dấu`, `từ 1:25`; empty for the whole."""
    page = _("sheet %(n)s", n=place.page) if is_sheet else _("page %(n)s", n=place.page)
    if place.kind is PlaceKind.PAGE:
        return page
    if place.kind is PlaceKind.ROW:
        row = _("row %(n)s", n=place.row)
        return ", ".join((page, row)) if place.page else row
    if place.kind is PlaceKind.REGION:
        part = _("marked part")
        return ", ".join((page, part)) if place.page else part
    if place.kind is PlaceKind.TIME:
        begin = clock(place.seconds_from or 0)
        if place.seconds_to is None:
            return _("from %(time)s", time=begin)
        return _("%(first)s to %(last)s", first=begin, last=clock(place.seconds_to))
    return ""


def clock(seconds: int) -> str:
    """1:25, or 1:02:05 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
