"""Evidence as the pages show it: cards, rows, what each result still lacks."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import after_this_request, url_for
from werkzeug.wrappers import Response

from registry.catalogue.models import ExemplarVersion
from registry.catalogue.states import Visibility
from registry.core.i18n import _, _n
from registry.evidence.models import EvidenceItem
from registry.evidence.queries import items_by_result
from registry.evidence.service.serving import is_whole
from registry.evidence.service.verifying import report_damage
from registry.web.filters import as_filesize
from registry.web.ports import storage
from registry.web.words import words_of_state

KINDS = {"image/jpeg": "JPEG", "application/pdf": "PDF"}


def link_of(item: EvidenceItem) -> str:
    """Where the file itself is."""
    return url_for("evidence.download", reference=item.reference)


def kind_and_size(item: EvidenceItem) -> str:
    """`PDF, 3 trang, 1,4 MB`."""
    file = item.file
    pages = [_("%(n)s pages", n=file.pages)] if file.pages and file.pages > 1 else []
    return ", ".join([KINDS.get(file.media_type, file.media_type), *pages, as_filesize(file.size)])


def is_readable(item: EvidenceItem) -> bool:
    """Whether the file can be offered; damage is reported once the page is made."""
    if is_whole(storage(), item.file):
        return True
    digest = item.digest

    @after_this_request
    def report(answer: Response) -> Response:
        report_damage(digest)
        return answer

    return False


def state_of(item: EvidenceItem) -> tuple[Any, str, str] | None:
    """What must be said of an item beside its caption: damaged, or not for everybody."""
    if not is_readable(item):
        return _("File damaged, reported"), "err", "alert-triangle"
    return words_of_state(item.visibility) if item.visibility is not Visibility.PUBLIC else None


def limits_of(items: Iterable[EvidenceItem]) -> list[str]:
    """How many files not everybody will see, and who sees them: people forget what they left as it was."""
    counts = Counter(item.visibility for item in items)
    council, internal = counts[Visibility.COUNCIL], counts[Visibility.INTERNAL]
    told = []
    if council:
        told.append(_n("%(num)s file only the council sees", "%(num)s files only the council sees", council))
    if internal:
        told.append(
            _n(
                "%(num)s file only your unit sees; the council does not",
                "%(num)s files only your unit sees; the council does not",
                internal,
            )
        )
    return told


def card_of(item: EvidenceItem) -> dict[str, Any]:
    """An item for `file.grid`."""
    pictured = item.file.is_photo and is_whole(storage(), item.file)
    return {
        "href": link_of(item),
        "caption": item.caption,
        "image": url_for("evidence.thumbnail", reference=item.reference) if pictured else "",
        "detail": kind_and_size(item),
        "state": state_of(item),
    }


def photo_of(item: EvidenceItem, endpoint: str = "evidence.thumbnail") -> dict[str, Any]:
    """A photo for a gallery; `endpoint` names the picture of the size that is needed."""
    return {
        "href": link_of(item),
        "image": url_for(endpoint, reference=item.reference),
        "alt": item.caption,
        "caption": item.caption,
    }


def rows_of(items: Iterable[EvidenceItem]) -> list[dict[str, Any]]:
    """The items of a version for the page that changes them."""
    return [_row_of(item) for item in items]


def _row_of(item: EvidenceItem) -> dict[str, Any]:
    whole = is_readable(item)
    drawn = whole and item.file.thumbnail_digest
    return {
        "item": item,
        "href": link_of(item),
        "image": url_for("evidence.thumbnail", reference=item.reference) if drawn else "",
        "icon": "photo" if item.file.is_photo else "file-text",
        "damaged": not whole,
        "detail": kind_and_size(item),
        "result": item.result.indicator if item.result else "",
    }


def results_of(version: ExemplarVersion, items: Iterable[EvidenceItem]) -> list[tuple[str, int]]:
    """(indicator, number of files that support it) for every result of a version."""
    known = items_by_result(items)
    return [(result.indicator, len(known.get(result.key, ()))) for result in version.results]
