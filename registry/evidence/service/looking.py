"""Looking into a table or a text without downloading it: permission before bytes, as for the file itself."""

from collections import OrderedDict
from dataclasses import dataclass

from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.evidence.child import MEGABYTE, Bounds, ask
from registry.evidence.filetypes import FileKind
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.rules import shown_file
from registry.evidence.service.serving import open_item, open_whole, require_safe
from registry.identity.models import User
from registry.storage.base import Storage

READER = "registry.evidence.readers.table"
OF_TABLES = Bounds(memory=768 * MEGABYTE, cpu=10, seconds=15, answer=8 * MEGABYTE)
# Rows on one page; whoever checks a row sees those around it.
ROWS = 40
KEPT = 40
# Of a longer text the beginning is shown.
LONGEST_TEXT = 60_000
_read: OrderedDict[tuple[str, int, int], "Table | None"] = OrderedDict()


@dataclass(frozen=True)
class Table:
    """Some rows of one sheet: (number in the sheet, cells); the sheets count from 1."""

    sheets: list[str]
    sheet: int
    headings: tuple[int, list[str]] | None
    rows: list[tuple[int, list[str]]]
    first: int
    last: int


def table_of(
    actor: User | None, item: EvidenceItem, sheet: int, row: int, *, storage: Storage
) -> Table | None:
    """The rows around one row of a spreadsheet; None when it cannot be read or has no such sheet.

    Raises NotFound for what is no spreadsheet, and what `open_item` raises.
    """
    file = _shown(actor, item, FileKind.SHEET)
    first = (row - 1) // ROWS * ROWS + 1
    key = (file.digest, sheet, first)
    # Opened each time: who may see it and whether it is whole can change.
    with open_item(actor, item, storage=storage).stream as stream:
        if key in _read:
            _read.move_to_end(key)
        else:
            answer = ask(READER, stream, OF_TABLES, str(sheet), str(first), str(ROWS))
            _read[key] = _table(answer.facts, sheet, first)
    while len(_read) > KEPT:
        _read.popitem(last=False)
    return _read[key]


def text_of(actor: User | None, item: EvidenceItem, *, storage: Storage) -> str:
    """The beginning of the words of a Word or OpenDocument text, "" when none could be read."""
    file = _shown(actor, item, FileKind.TEXT)
    require_safe(file)
    if file.text_digest is None:
        return ""
    with open_whole(storage, file.text_digest) as stream:
        return stream.read(LONGEST_TEXT * 4).decode(errors="ignore")[:LONGEST_TEXT]


def require_row(actor: User, item: EvidenceItem, sheet: int, row: int, *, storage: Storage) -> None:
    """Raise InvalidInput when a spreadsheet has no such sheet or row.

    Of one that cannot be read any place is taken.
    """
    file = shown_file(actor, item)
    if file is None or file.kind is not FileKind.SHEET:
        return
    table = table_of(actor, item, sheet, 1, storage=storage)
    if table is None and sheet > 1 and (first := table_of(actor, item, 1, 1, storage=storage)):
        count = len(first.sheets)
        raise InvalidInput("page", _("The file has %(count)s sheets.", count=count))
    if table is not None and row > table.last:
        raise InvalidInput("row", _("The last row of this sheet is row %(last)s.", last=table.last))


def _shown(actor: User | None, item: EvidenceItem, kind: FileKind) -> StoredFile:
    may = item.removed_at is None and allowed(actor, Permission.EVIDENCE_READ, item)
    file = shown_file(actor, item) if may else None
    if file is None or file.kind is not kind:
        raise NotFound(_("There is no such file."))
    return file


def _table(facts: dict[str, object], sheet: int, first: int) -> Table | None:
    if "rows" not in facts:
        return None
    headings = facts["headings"]
    return Table(
        sheets=list(facts["sheets"]),  # type: ignore[call-overload]
        sheet=sheet,
        headings=(headings[0], headings[1]) if headings else None,  # type: ignore[index]
        rows=[(number, cells) for number, cells in facts["rows"]],  # type: ignore[attr-defined]
        first=first,
        last=int(facts["last"]),  # type: ignore[call-overload]
    )
