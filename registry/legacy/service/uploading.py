"""Beginning to take over a list: the file is kept, its sheet and its columns are chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import delete

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence.names import short_name
from registry.identity.models import User
from registry.legacy import reading
from registry.legacy.columns import COLUMNS, find_header, guess_columns, headings_of
from registry.legacy.models import ColumnMapping, ImportRow, ImportRun
from registry.legacy.queries import find_mapping
from registry.legacy.service import running
from registry.legacy.states import OPEN, PERMISSION_OF, ListKind, RunState
from registry.storage.base import Storage
from registry.units.models import Unit


@dataclass(frozen=True)
class Choice:
    """How a sheet is read: in which row the headings are, and which column holds what."""

    header: int
    columns: Mapping[str, int]
    as_drafts: bool = False


@dataclass(frozen=True)
class ReceivedList:
    """A file that is in the store and was looked into: the sheets it has, and the name it came with."""

    digest: str
    sheets: list[dict[str, Any]]
    file_name: str


def receive_list(storage: Storage, content: bytes, file_name: str) -> ReceivedList:
    """Keep a list and look what sheets it has: slow, so outside transactions. Raises UnreadableList."""
    if len(content) > reading.LARGEST:
        raise reading.UnreadableList(_("The file is larger than the limit of %(max)s.", max="20\u00a0MB"))
    if not content:
        raise reading.UnreadableList(_("The file is empty."))
    digest = storage.put(BytesIO(content)).digest
    with storage.open(digest) as file:
        return ReceivedList(digest, reading.survey(file), short_name(file_name))


def start_run(actor: User, unit: Unit, kind: ListKind, received: ReceivedList) -> ImportRun:
    """Begin to take over a list; its sheet and its columns are guessed."""
    with transaction():
        require(actor, PERMISSION_OF[kind], unit)
        run = ImportRun(
            reference=next_reference("DS", today()),
            kind=kind,
            unit=unit,
            started_by_id=actor.id,
            file_name=received.file_name,
            digest=received.digest,
            sheets=received.sheets,
        )
        _open_sheet(run, _fullest(run))
        db.session.add(run)
        db.session.flush()
        audit.record(actor, "list.uploaded", run, kind=kind, unit=unit.code, digest=run.digest)
    return run


def choose_sheet(actor: User, run: ImportRun, *, sheet: str, version: int | None = None) -> ImportRun:
    """Read another sheet of the file; its columns are guessed anew."""
    with transaction():
        require(actor, PERMISSION_OF[run.kind], run.unit)
        require_version(run, version)
        _require_open(run)
        if sheet not in {one["name"] for one in run.sheets}:
            raise InvalidInput("sheet", _("Choose one of the options."))
        if sheet != run.sheet:
            _open_sheet(run, sheet)
            _forget_rows(run)
            run.state = RunState.UPLOADED
            audit.record(actor, "list.sheet_chosen", run)
    return run


def check_list(actor: User, run: ImportRun, choice: Choice, *, version: int | None = None) -> ImportRun:
    """Have every row read and judged by the chosen columns; nothing of what it says is stored."""
    with transaction():
        require(actor, PERMISSION_OF[run.kind], run.unit)
        require_version(run, version)
        _require_open(run)
        _require_sensible(run, choice)
        run.header, run.columns, run.as_drafts = choice.header, dict(choice.columns), choice.as_drafts
        _remember(run)
        _forget_rows(run)
        run.state, run.problem = RunState.READING, ""
        run.total = run.done = 0
        run.phase_started_at, run.finished_at = now(), None
        audit.record(actor, "list.checked", run, columns=sorted(run.columns))
        running.enqueue_turn("list.read", run)
    return run


def _require_open(run: ImportRun) -> None:
    if run.state not in OPEN:
        raise InvalidTransition(
            _("The list is being worked on or was taken over. Upload it anew to change it.")
        )


def _require_sensible(run: ImportRun, choice: Choice) -> None:
    faults = Faults()
    with faults.gathered():
        if not 1 <= choice.header <= max(1, len(run.first_rows)):
            raise InvalidInput("header", _("The headings must be in one of the rows shown."))
    taken: dict[int, str] = {}
    for column in COLUMNS[run.kind]:
        place = choice.columns.get(column.name)
        with faults.gathered():
            if place is None and column.is_needed:
                raise InvalidInput(column.name, _("Choose the column that holds this."))
        with faults.gathered():
            if place is not None and place in taken:
                raise InvalidInput(column.name, _("This column is chosen twice."))
        if place is not None:
            taken[place] = column.name
    faults.refuse()


def _open_sheet(run: ImportRun, sheet: str) -> None:
    run.sheet = sheet
    run.header = find_header(run.kind, run.first_rows)
    known = find_mapping(run.unit, run.kind)
    run.columns = guess_columns(run.kind, run.headings, known.headings if known else None)


def _fullest(run: ImportRun) -> str:
    """The sheet whose headings say most: the one people mean when there are several."""

    def said(rows: list[list[str]]) -> int:
        return max((len(guess_columns(run.kind, row)) for row in rows), default=0)

    name: str = max(run.sheets, key=lambda one: said(one["rows"]))["name"]
    return name


def _remember(run: ImportRun) -> None:
    headings = headings_of(run.columns, run.headings)
    known = find_mapping(run.unit, run.kind)
    if known is None:
        db.session.add(ColumnMapping(unit_id=run.unit_id, kind=run.kind, headings=headings))
    else:
        known.headings = headings


def _forget_rows(run: ImportRun) -> None:
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
