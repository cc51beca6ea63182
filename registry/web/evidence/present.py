"""Evidence as the pages show it: cards, rows, what each result still lacks."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import after_this_request, url_for
from werkzeug.wrappers import Response

from registry.catalogue.models import ExemplarVersion
from registry.catalogue.states import Visibility
from registry.core.i18n import _, _n
from registry.evidence.claims import links_of, links_of_item
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.rules import shown_file, shown_name
from registry.evidence.service.serving import is_whole
from registry.evidence.service.verifying import report_damage
from registry.identity.models import User
from registry.web.filters import as_filesize
from registry.web.ports import storage
from registry.web.words import words_of_state

KINDS = {"image/jpeg": "JPEG", "application/pdf": "PDF"}


def link_of(item: EvidenceItem) -> str:
    """Where the evidence itself is: the file, or the page elsewhere."""
    return item.link or url_for("evidence.download", reference=item.reference)


def kind_and_size(file: StoredFile | None) -> str:
    """`PDF, 3 trang, 1,4 MB`; of no file, that it is a link."""
    if file is None:
        return _("Link")
    pages = [_("%(n)s pages", n=file.pages)] if file.pages and file.pages > 1 else []
    return ", ".join([KINDS.get(file.media_type, file.media_type), *pages, as_filesize(file.size)])


def is_readable(file: StoredFile | None) -> bool:
    """Whether the file can be offered; damage is reported once the page is made."""
    if file is None or is_whole(storage(), file):
        return True
    digest = file.digest

    @after_this_request
    def report(answer: Response) -> Response:
        report_damage(digest)
        return answer

    return False


def state_of(item: EvidenceItem, file: StoredFile | None) -> tuple[Any, str, str] | None:
    """What must be said of an item beside its caption: damaged, or not for everybody."""
    if not is_readable(file):
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


def card_of(actor: User | None, item: EvidenceItem) -> dict[str, Any]:
    """An item for `file.grid`, as this person may see it."""
    file = shown_file(actor, item)
    pictured = file is not None and file.is_photo and is_whole(storage(), file)
    return {
        "href": link_of(item),
        "caption": item.caption,
        "image": url_for("evidence.thumbnail", reference=item.reference) if pictured else "",
        "detail": kind_and_size(file),
        "state": state_of(item, file),
    }


def photo_of(item: EvidenceItem, endpoint: str = "evidence.thumbnail") -> dict[str, Any]:
    """A photo for a gallery; `endpoint` names the picture of the size that is needed."""
    return {
        "href": link_of(item),
        "image": url_for(endpoint, reference=item.reference),
        "alt": item.caption,
        "caption": item.caption,
    }


def rows_of(actor: User | None, items: Iterable[EvidenceItem]) -> list[dict[str, Any]]:
    """The items of a version in a list, as this person may see them."""
    return [{**_row_of(item, shown_file(actor, item)), "name": shown_name(actor, item)} for item in items]


def _row_of(item: EvidenceItem, file: StoredFile | None) -> dict[str, Any]:
    whole = is_readable(file)
    drawn = file is not None and whole and file.thumbnail_digest
    return {
        "item": item,
        "href": link_of(item),
        "image": url_for("evidence.thumbnail", reference=item.reference) if drawn else "",
        "icon": "photo" if item.is_photo else "link" if item.link else "file-text",
        "damaged": not whole,
        "detail": kind_and_size(file),
        "result": ", ".join(results_shown(item)),
    }


def results_shown(item: EvidenceItem) -> list[str]:
    """The indicators of the results that a piece of evidence shows, each once."""
    names = {result.key: result.indicator for result in item.exemplar_version.results}
    return list(dict.fromkeys(names[link.result_key] for link in links_of_item(item)))


def results_of(version: ExemplarVersion) -> list[tuple[str, int]]:
    """(indicator, number of files that show it) for every result of a version."""
    known = links_of(version)
    files = {key: len({link.item_id for link in links}) for key, links in known.items()}
    return [(result.indicator, files.get(result.key, 0)) for result in version.results]
