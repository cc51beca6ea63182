"""Judging the rows of a list: by the judge of its kind, in the order in which rows need one another."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry.core.db import db
from registry.core.i18n import _
from registry.legacy.models import ImportRow, ImportRun
from registry.legacy.of_accounts import AccountRows
from registry.legacy.of_models import ModelRows
from registry.legacy.of_units import UnitRows
from registry.legacy.states import Fate, ListKind
from registry.legacy.verdict import Judge, Verdict, refused

JUDGES: dict[ListKind, Any] = {
    ListKind.MODELS: ModelRows,
    ListKind.UNITS: UnitRows,
    ListKind.ACCOUNTS: AccountRows,
}


def judge_of(run: ImportRun) -> Judge:
    """The judge of a list, for whoever uploaded it."""
    judge: Judge = JUDGES[run.kind](run, run.started_by)
    return judge


def judged(run: ImportRun, rows: Sequence[ImportRow]) -> dict[int, Verdict]:
    """The verdict on each row by its id, whatever the other rows say."""
    verdicts: dict[int, Verdict] = {}
    sound: list[ImportRow] = []
    for row in rows:
        values = values_of(run, row)
        formulas = [
            [name, _("The cell is calculated. Copy the column and paste its values.")]
            for name, place in run.columns.items()
            if place in row.formulas
        ]
        if formulas:
            verdicts[row.id] = refused(formulas, label=values.get("title") or values.get("name") or "")
        else:
            sound.append(row)
    judged = judge_of(run).judge([values_of(run, row) for row in sound])
    return verdicts | {row.id: verdict for row, verdict in zip(sound, judged, strict=True)}


def values_of(run: ImportRun, row: ImportRow) -> Mapping[str, str]:
    """What a row says, by the chosen columns."""
    return {name: row.cells[place] for name, place in run.columns.items() if place < len(row.cells)}


def waves_of(run: ImportRun) -> dict[int, int | None]:
    """In which turn each new unit can be recorded; None for one that waits for a unit that never comes."""
    new = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.fate == Fate.NEW)
    verdicts = judged(run, db.session.scalars(new).all())
    waves: dict[int, int | None] = {}
    given: set[str] = set()
    wave, waiting = 0, dict(verdicts)
    while waiting and (ready := [one for one, verdict in waiting.items() if given.issuperset(verdict.needs)]):
        for one in ready:
            waves[one] = wave
        for one in ready:
            given.update(waiting.pop(one).gives)
        wave += 1
    return {**waves, **dict.fromkeys(waiting)}
