"""The page that shows one piece of evidence, at a page, a part of a picture, a row or a second when told."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from registry.catalogue.masking import version_as_read_by
from registry.catalogue.models import ExemplarVersion
from registry.core.errors import DomainError
from registry.core.permissions import Permission, allowed
from registry.evidence import queries
from registry.evidence.filetypes import PDF, FileKind
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.rules import shown_file
from registry.evidence.service.looking import ROWS, Table, table_of, text_of
from registry.evidence.service.paging import draw_page, name_of_page
from registry.web.evidence import present
from registry.web.evidence.blueprint import bp
from registry.web.evidence.uncovered import note_uncovered
from registry.web.guard import actor_or_none, public
from registry.web.headers import POLICY
from registry.web.ports import drawings, storage

REGION = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)" + r",(\d{1,3}(?:\.\d{1,4})?)" * 3, re.ASCII)
TIME = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
# The pages of those who judge, from which they come to look at evidence and to which they go back.
JUDGING = re.compile(
    r"(?:/en)?/(?:de-cu|cham-diem)/[A-Z]{2}-\d{4}-\d{1,9}(?:/(?:tham-tra|ho-so|ky|quyet-dinh))?"
)


@dataclass(frozen=True)
class Asked:
    """Which place of a file an address names; what is not understood is left out."""

    page: int | None
    row: int | None
    region: tuple[float, ...] | None
    time: str


def asked_place() -> Asked:
    """The place that the address of this request names."""
    return Asked(_number("trang"), _number("dong"), _region(), _time())


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else None


def _region() -> tuple[float, ...] | None:
    found = REGION.fullmatch(request.args.get("vung", ""))
    if found is None:
        return None
    x, y, w, h = (float(part) for part in found.groups())
    return (x, y, w, h) if w and h and x + w <= 100 and y + h <= 100 else None


def _time() -> str:
    found = TIME.fullmatch(request.args.get("giay", ""))
    return ",".join(part for part in found.groups() if part) if found else ""


@bp.get("/minh-chung/<ref:reference>")
@public
def show_item(reference: str) -> ResponseReturnValue:
    """One piece of evidence as this person may see it, with what is said of it."""
    person = actor_or_none()
    item = queries.get_item(person, reference)
    note_uncovered(item)
    file, asked = shown_file(person, item), asked_place()
    page = _page_in(file, asked.page)
    text = render_template(
        "evidence/show_item.html",
        item=item,
        exemplar=item.exemplar,
        version=version_as_read_by(person, item.exemplar_version),
        file=file,
        kind=present.kind_of(item),
        row=present.rows_of(person, [item])[0],
        digest=file.digest if file and allowed(person, Permission.EVIDENCE_ATTACH, item.exemplar) else "",
        claims=present.claims_of(person, item),
        codes=queries.list_codes(person, item),
        asked=asked,
        page=page,
        turns=turns_of(item, file, page),
        around=_around(item.exemplar_version, item),
        back=_way_back(),
        **_looked_into(item, file, asked),
    )
    return playable(make_response(text))


def _looked_into(item: EvidenceItem, file: StoredFile | None, asked: Asked) -> dict[str, Any]:
    """What stands in a table around the row asked for, or the words of a text; nothing for other files."""
    person = actor_or_none()
    try:
        if file is not None and file.kind is FileKind.SHEET:
            row, sheet = asked.row or 1, asked.page or 1
            table = table_of(person, item, sheet, row, storage=storage())
            return {"table": table, "flips": _flips(item, table) if table else {}}
        if file is not None and file.kind is FileKind.TEXT:
            return {"words": text_of(person, item, storage=storage())}
    except DomainError:
        # Damaged, being scanned or locked away: the page says so by itself.
        return {}
    return {}


def _flips(item: EvidenceItem, table: Table) -> dict[str, Any]:
    """The addresses of the rows before and after, and of the other sheets."""

    def at(sheet: int, row: int) -> str:
        href = url_for("evidence.show_item", reference=item.reference, trang=sheet, dong=row)
        return seen_from(href, _way_back())

    after = table.first + ROWS
    return {
        "before": at(table.sheet, table.first - ROWS) if table.first > 1 else "",
        "after": at(table.sheet, after) if after <= table.last else "",
        "sheets": [
            {"label": name, "href": at(number, 1), "current": number == table.sheet}
            for number, name in enumerate(table.sheets, start=1)
        ],
    }


def _way_back() -> str:
    """The page of the dossier from which somebody came; "" when the address names none."""
    path = request.args.get("ve", "")
    return path if JUDGING.fullmatch(path) else ""


@bp.app_template_filter("seen_from")
def seen_from(href: str, path: str) -> str:
    """The address with the page to go back to, unless there is none."""
    return f"{href}{'&' if '?' in href else '?'}{urlencode({'ve': path})}" if path and href else href


def playable(answer: Response) -> Response:
    """Let the page play video and sound of this site, which others have no need of."""
    answer.headers["Content-Security-Policy"] = f"{POLICY}; media-src 'self'"
    return answer


def _page_in(file: StoredFile | None, asked: int | None) -> int:
    """The page to show, 0 when there are none; one past the end is the last."""
    pages = file.pages if file and file.pages and file.media_type == PDF else 0
    return min(asked or 1, pages)


def turns_of(
    item: EvidenceItem, file: StoredFile | None, page: int, endpoint: str = "evidence.show_item"
) -> dict[str, Any]:
    """Where a document is turned to: the page before and after, and all of them when there are few."""
    last = (file.pages or 0) if file and page else 0

    def at(number: int) -> str:
        if not 1 <= number <= last:
            return ""
        return seen_from(url_for(endpoint, reference=item.reference, trang=number), _way_back())

    return {"last": last, "before": at(page - 1), "after": at(page + 1), "first": at(1), "end": at(last)}


def _around(version: ExemplarVersion, item: EvidenceItem) -> tuple[str, str]:
    """The addresses of the pieces before and after it, among those that this person may see."""
    seen = queries.list_visible(actor_or_none(), version)
    here = next((index for index, one in enumerate(seen) if one.id == item.id), None)
    if here is None:
        return "", ""
    before = seen[here - 1] if here else None
    after = seen[here + 1] if here + 1 < len(seen) else None
    way = _way_back()
    return tuple(seen_from(present.viewer_of(one), way) if one else "" for one in (before, after))  # type: ignore[return-value]


@bp.get("/tep/<ref:reference>/trang/<int:number>")
@public
def show_page(reference: str, number: int) -> ResponseReturnValue:
    """A picture of one page of a PDF."""
    item = queries.get_item(actor_or_none(), reference)
    name = name_of_page(actor_or_none(), item, number)
    answer = make_response()
    if not request.if_none_match.contains_weak(name):
        note_uncovered(item)
        answer.data = draw_page(actor_or_none(), item, number, storage=storage(), drawings=drawings())
    answer.headers["Content-Type"] = "image/webp"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.set_etag(name)
    return answer.make_conditional(request)
