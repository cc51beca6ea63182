"""The work on a list, in jobs of some hundred rows each: reading it, judging every row, taking the rows over.

Each job is one transaction that also asks for the next job. A process that dies in the middle leaves whole
jobs only, and whoever goes on begins with the first row that is not done.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from flask_babel import force_locale
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.jobs.service import enqueue
from registry.legacy import queries, reading
from registry.legacy.judging import judge_of, judged, values_of, waves_of
from registry.legacy.models import ImportRow, ImportRun
from registry.legacy.notices import tell_end
from registry.legacy.states import AT_WORK, PERMISSION_OF, Fate, ListKind, RunState
from registry.legacy.verdict import Judge, Verdict, refused, told
from registry.storage.base import FileMissing, Storage

READ_AT_ONCE, JUDGED_AT_ONCE, TAKEN_AT_ONCE = 500, 250, 100
# After this long without a step people are offered to have the work taken up again.
SILENT_FOR = timedelta(minutes=1)
STEPS = {
    RunState.READING: "list.read",
    RunState.CHECKING: "list.check",
    RunState.IMPORTING: "list.import",
}


def enqueue_turn(kind: str, run: ImportRun) -> None:
    """Ask for the next job of a run. A job of an earlier turn finds that it is out of date, and ends."""
    enqueue(kind, run_id=run.id, turn=_turn(run))


def import_list(actor: User, run: ImportRun, *, version: int | None = None) -> ImportRun:
    """Have what the check found new or changed taken over."""
    with transaction():
        require(actor, PERMISSION_OF[run.kind], run.unit)
        require_version(run, version)
        if run.state is not RunState.CHECKED:
            raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))
        run.total, run.done = queries.count_waiting(run), 0
        if not run.total:
            raise InvalidTransition(_("No row of the list is new or changes anything."))
        run.state, run.phase_started_at = RunState.IMPORTING, now()
        audit.record(actor, "list.import_begun", run, rows=run.total)
        enqueue_turn("list.import", run)
    return run


def resume(actor: User, run: ImportRun) -> ImportRun:
    """Take up work that stands still, where it stopped."""
    with transaction():
        require(actor, PERMISSION_OF[run.kind], run.unit)
        if run.state not in AT_WORK or not stands_still(run):
            raise InvalidTransition(_("The work goes on by itself."))
        run.phase_started_at = now()
        audit.record(actor, "list.resumed", run, done=run.done)
        enqueue_turn(STEPS[run.state], run)
    return run


def stands_still(run: ImportRun) -> bool:
    """Whether nothing has happened for so long that somebody should ask for it again."""
    return run.state in AT_WORK and run.updated_at < now() - SILENT_FOR


def work_on(storage: Storage, run: ImportRun) -> None:
    """Do at once what the worker would do for a run, to the end of its present phase."""
    steps = {
        RunState.READING: lambda turn: read_list(storage, run.id, turn),
        RunState.CHECKING: lambda turn: check_rows(run.id, turn),
        RunState.IMPORTING: lambda turn: take_rows(run.id, turn),
    }
    while run.state in steps:
        steps[run.state](_turn(run))
        db.session.flush()


def read_list(storage: Storage, run_id: int, turn: str) -> None:
    """The job that reads the whole sheet into rows."""
    run = _find(run_id, turn, RunState.READING)
    if run is None:
        return
    digest, sheet, header = run.digest, run.sheet, run.header
    with force_locale(run.started_by.language):
        try:
            file = storage.open(digest)
        except FileMissing:
            _end_reading(run_id, turn, _("The file is no longer in the store. Upload the list again."))
            return
        with file:
            keep_rows(run, reading.read_rows(file, sheet, header))


def keep_rows(run: ImportRun, rows: Iterable[reading.SheetRow]) -> None:
    """Keep the rows of a sheet, some hundred at a time, and have them checked; note what refuses."""
    run_id, turn, problem = run.id, _turn(run), ""
    with transaction():
        db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
        run.total = 0
    try:
        for batch in _batches(rows):
            _keep(run_id, turn, batch)
    except reading.UnreadableList as refusal:
        problem = refusal.message
    _end_reading(run_id, turn, problem)


def _batches(rows: Iterable[reading.SheetRow]) -> Iterator[list[reading.SheetRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, READ_AT_ONCE)):
        yield batch


def _keep(run_id: int, turn: str, rows: list[reading.SheetRow]) -> None:
    with transaction():
        run = _find(run_id, turn, RunState.READING)
        if run is None:
            return
        given = [
            {"run_id": run_id, "number": row.number, "cells": row.cells, "formulas": row.formulas}
            for row in rows
        ]
        db.session.execute(insert(ImportRow), given)
        run.total += len(given)


def _end_reading(run_id: int, turn: str, problem: str) -> None:
    with transaction():
        run = _find(run_id, turn, RunState.READING)
        if run is None:
            return
        run.problem = problem or ("" if run.total else _("There are no rows below the headings."))
        if run.problem:
            run.state, run.finished_at = RunState.REFUSED, now()
            db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
            tell_end(run)
            return
        run.state, run.done, run.phase_started_at = RunState.CHECKING, 0, now()
        enqueue_turn("list.check", run)


def check_rows(run_id: int, turn: str) -> None:
    """The job that judges the next rows; the last one ends the check."""
    run = _find(run_id, turn, RunState.CHECKING)
    if run is None:
        return
    with force_locale(run.started_by.language):
        pending = select(ImportRow).where(ImportRow.run_id == run_id, ImportRow.fate == Fate.PENDING)
        rows = list(db.session.scalars(pending.order_by(ImportRow.number).limit(JUDGED_AT_ONCE)))
        verdicts = _verdicts(run, rows)
        waves = {} if rows or run.kind is not ListKind.UNITS else waves_of(run)
        with transaction():
            found = _find(run_id, turn, RunState.CHECKING)
            if found is None:
                return
            _note(verdicts)
            _note_waves(waves)
            found.done += len(verdicts)
            if rows:
                enqueue_turn("list.check", found)
            else:
                _end(found, RunState.CHECKED)


def _verdicts(run: ImportRun, rows: Sequence[ImportRow]) -> dict[int, Verdict]:
    """The verdict on each row by its id; a thing that stands in the list twice is refused the second time."""
    verdicts = judged(run, rows)
    keys = {verdict.key for verdict in verdicts.values() if verdict.key}
    query = select(ImportRow.key, func.min(ImportRow.number)).where(
        ImportRow.run_id == run.id, ImportRow.key.in_(keys), ImportRow.fate != Fate.PENDING
    )
    found = db.session.execute(query.group_by(ImportRow.key))
    first = {str(row[0]): int(row[1]) for row in found}
    for row in rows:
        verdict = verdicts[row.id]
        if not verdict.key or verdict.fate is Fate.REFUSED:
            verdict.key = ""
            continue
        if (number := first.setdefault(verdict.key, row.number)) != row.number:
            sentence = _("Row %(n)s of the list says the same thing already.", n=number)
            verdicts[row.id] = refused([["", sentence]], label=verdict.label)
    return verdicts


def _note(verdicts: Mapping[int, Verdict]) -> None:
    values = [
        {
            "id": row_id, "fate": one.fate, "key": one.key, "label": one.label[:300], "subject": one.subject,
            "faults": one.faults, "changes": one.changes,
        }
        for row_id, one in verdicts.items()
    ]  # fmt: skip
    if values:
        db.session.execute(update(ImportRow), values)


def _note_waves(waves: Mapping[int, int | None]) -> None:
    sentence = _("The unit above is neither recorded nor in this list.")
    values: list[dict[str, Any]] = [{"id": one, "wave": wave} for one, wave in waves.items() if wave]
    lost = [{"id": one, "fate": Fate.REFUSED, "key": "", "faults": [["parent", sentence]]}
            for one, wave in waves.items() if wave is None]  # fmt: skip
    for given in filter(None, (values, lost)):
        db.session.execute(update(ImportRow), given)


def take_rows(run_id: int, turn: str) -> None:
    """The job that takes over the next rows; the last one ends the run."""
    with transaction():
        run = _find(run_id, turn, RunState.IMPORTING)
        if run is None:
            return
        with force_locale(run.started_by.language):
            rows = queries.list_waiting(run, TAKEN_AT_ONCE)
            _take(run, rows)
            run.done += len(rows)
            if rows:
                enqueue_turn("list.import", run)
            else:
                _end(run, RunState.DONE)


def _take(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """Take rows over, all at once; when something is in the way of one, each by itself."""
    judge = judge_of(run)
    try:
        with db.session.begin_nested():
            verdicts = judge.take([values_of(run, row) for row in rows])
    except (DomainError, IntegrityError):
        verdicts = [_take_one(judge, run, row) for row in rows]
    for row, verdict in zip(rows, verdicts, strict=True):
        row.subject, row.done_at = verdict.subject or row.subject, now()
        if verdict.fate is Fate.REFUSED:
            row.fate, row.faults = verdict.fate, verdict.faults
        elif verdict.fate is Fate.SAME:
            row.fate = Fate.SAME


def _take_one(judge: Judge, run: ImportRun, row: ImportRow) -> Verdict:
    try:
        with db.session.begin_nested():
            return judge.take([values_of(run, row)])[0]
    except DomainError as refusal:
        faults = told(refusal) if isinstance(refusal, InvalidInput) else [["", refusal.message]]
    except IntegrityError:
        # Somebody recorded the same a moment ago. Checked again, the row finds it.
        faults = [["", _("The register holds this already or changed meanwhile. Check the list again.")]]
    return refused(faults, label=row.label)


def _end(run: ImportRun, state: RunState) -> None:
    run.state, run.finished_at = state, now()
    counts = queries.count_fates(run)
    figures: dict[str, Any] = {str(fate): count for fate, count in counts.items() if count}
    audit.record(
        run.started_by, "list.taken_over" if state is RunState.DONE else "list.judged", run, **figures
    )
    tell_end(run)


def _find(run_id: int, turn: str, state: RunState) -> ImportRun | None:
    """The run, if this job is its present turn in this state."""
    run = db.session.get(ImportRun, run_id)
    return run if run is not None and run.state is state and _turn(run) == turn else None


def _turn(run: ImportRun) -> str:
    return run.phase_started_at.isoformat() if run.phase_started_at else ""
