"""Evidence as the pages show it: cards, rows, what each result still lacks."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import after_this_request, url_for
from werkzeug.wrappers import Response

from registry.catalogue.masking import mask_as_read_by, version_as_read_by
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.rows import row_of
from registry.catalogue.states import Visibility
from registry.core.i18n import _, _l, _n
from registry.evidence.claims import links_of, links_of_item
from registry.evidence.filetypes import NAMES, FileKind, ScanState
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.rules import shown_file, shown_name
from registry.evidence.service.serving import is_whole
from registry.evidence.service.verifying import report_damage
from registry.evidence.states import Aspect
from registry.identity.models import User
from registry.web.catalogue.answers import result_line
from registry.web.filters import as_filesize
from registry.web.ports import storage
from registry.web.words import Words, word, words_of_state

ICONS = {"photo": "photo", "sheet": "file-spreadsheet", "link": "link"}
SCANS = {
    ScanState.PENDING: _l("being scanned"),
    ScanState.CLEAN: _l("nothing found"),
    ScanState.INFECTED: _l("malware was found"),
    ScanState.UNSCANNED: _l("not checked: this installation has no malware scanner"),
}
MOVING = frozenset({FileKind.VIDEO, FileKind.SOUND})


def link_of(item: EvidenceItem) -> str:
    """Where the bytes of the evidence are, or the page elsewhere."""
    return item.link or url_for("evidence.download", reference=item.reference)


def viewer_of(item: EvidenceItem) -> str:
    """The page that shows the evidence."""
    return url_for("evidence.show_item", reference=item.reference)


def kind_of(item: EvidenceItem) -> str:
    """photo, document, sheet, text, video, sound or link."""
    return item.file.kind.value if item.file else "link"


def kind_and_size(file: StoredFile | None) -> str:
    """`PDF, 3 trang, 1,4 MB`; of no file, that it is a link."""
    if file is None:
        return _("Link")
    pages = [_("%(n)s pages", n=file.pages)] if file.pages and file.pages > 1 else []
    return ", ".join([NAMES.get(file.media_type, file.media_type), *pages, as_filesize(file.size)])


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


def caption_of(actor: User | None, item: EvidenceItem) -> str:
    """The caption as this person reads it: whoever did not agree to be named has initials."""
    return mask_as_read_by(actor, item.exemplar)(item.caption)


def card_of(actor: User | None, item: EvidenceItem) -> dict[str, Any]:
    """An item for `file.grid`, as this person may see it."""
    file = shown_file(actor, item)
    pictured = file is not None and file.thumbnail_digest and is_whole(storage(), file)
    return {
        "reference": item.reference,
        "href": viewer_of(item),
        "caption": caption_of(actor, item),
        "image": url_for("evidence.thumbnail", reference=item.reference) if pictured else "",
        "is_photo": file is not None and file.is_photo,
        "detail": kind_and_size(file),
        "state": state_of(item, file),
    }


def photo_of(actor: User | None, item: EvidenceItem, endpoint: str = "evidence.thumbnail") -> dict[str, Any]:
    """A photo for a gallery; `endpoint` names the picture of the size that is needed."""
    return {
        "href": viewer_of(item),
        "image": url_for(endpoint, reference=item.reference),
        "alt": caption_of(actor, item),
        "caption": caption_of(actor, item),
    }


def rows_of(actor: User | None, items: Iterable[EvidenceItem]) -> list[dict[str, Any]]:
    """The items of one version in a list, as this person may see them."""
    chosen = list(items)
    shown = _results_by_item(version_as_read_by(actor, chosen[0].exemplar_version)) if chosen else {}
    return [_row_of(actor, item, shown.get(item.id, [])) for item in chosen]


def _row_of(actor: User | None, item: EvidenceItem, results: list[str]) -> dict[str, Any]:
    file, kind = shown_file(actor, item), kind_of(item)
    whole = is_readable(file)
    drawn = file is not None and whole and file.thumbnail_digest
    return {
        "item": item,
        "file": file,
        "kind": kind,
        "name": shown_name(actor, item),
        "caption": caption_of(actor, item),
        "href": viewer_of(item),
        "bytes": link_of(item),
        "image": url_for("evidence.thumbnail", reference=item.reference) if drawn else "",
        "icon": ICONS.get(kind, "file-text"),
        "damaged": not whole,
        "detail": kind_and_size(file),
        "result": ", ".join(results),
        "states": states_of(item, whole=whole),
        "scan": SCANS[file.scan] if file else "",
    }


def _results_by_item(version: ExemplarVersion) -> dict[int, list[str]]:
    """The indicators of the results that each piece of evidence shows, each once."""
    names = {result.key: result.indicator for result in version.results}
    found: dict[int, list[str]] = {}
    for key, links in links_of(version).items():
        for item_id in dict.fromkeys(link.item_id for link in links):
            found.setdefault(item_id, []).append(names[key])
    return found


def states_of(item: EvidenceItem, *, whole: bool) -> list[Words]:
    """What its unit should know of a file: whether it is whole, free of viruses, and fit to be shown."""
    scan = item.file.scan if item.file else None
    told: list[Words] = []
    if not whole:
        told.append((_("File damaged, reported"), "err", "alert-triangle"))
    if scan is ScanState.INFECTED:
        told.append((_("Malware found, nobody can open it"), "err", "alert-triangle"))
    if scan is ScanState.PENDING:
        told.append((_("Being scanned for malware"), "info", "clock"))
    if item.needs_covering:
        told.append((_("Personal data to be hidden"), "warn", "eye-off"))
    elif item.public_digest:
        told.append((_("Personal data hidden"), "ok", "eye-off"))
    elif item.has_personal_data:
        told.append((_("Personal data, shown for a reason"), "", "eye"))
    return told


def claims_of(actor: User | None, item: EvidenceItem) -> list[str]:
    """The results that a piece of evidence shows with their figures, each once, as this person reads them."""
    version = version_as_read_by(actor, item.exemplar_version)
    lines = {result.key: result_line(row_of(result)) for result in version.results}
    return list(dict.fromkeys(lines[link.result_key] for link in links_of_item(item)))


def expected_of(items: Iterable[EvidenceItem]) -> list[tuple[str, str, int]]:
    """(aspect, its word, number of files) for everything a council looks for."""
    counts = Counter(item.aspect for item in items)
    return [(aspect.value, str(word(aspect)), counts[aspect]) for aspect in Aspect]


def results_of(version: ExemplarVersion) -> list[tuple[str, int]]:
    """(indicator, number of files that show it) for every result of a version."""
    known = links_of(version)
    files = {key: len({link.item_id for link in links}) for key, links in known.items()}
    return [(result.indicator, files.get(result.key, 0)) for result in version.results]
