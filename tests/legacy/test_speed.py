"""Five thousand rows: checked within 30 seconds, taken over within 90; a kill in the middle costs nothing."""

import sys
import time

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.jobs import worker
from registry.legacy.models import ImportRun
from registry.legacy.service import running
from registry.legacy.states import Fate, RunState
from tests.legacy.conftest import rows_of
from tests.make.kills import die, in_a_child
from tests.make.lists import models, workbook

ROWS = 5000
CHECKED_WITHIN, TAKEN_WITHIN = 30, 90


@pytest.mark.slow
def test_five_thousand_rows(desk, commune, lead, capsys):
    content = workbook(models(ROWS, commune.name))
    begun = time.monotonic()
    run = desk.check(lead, desk.upload(lead, commune, content))
    checked = time.monotonic() - begun
    assert (run.state, run.done) == (RunState.CHECKED, ROWS)

    begun = time.monotonic()
    running.import_list(lead, run)
    # As the worker does it: a hundred jobs, then the search index.
    worker.run_due()
    taken = time.monotonic() - begun
    with capsys.disabled():
        sys.stdout.write(f"\n{ROWS} rows: checked in {checked:.1f} s, taken over in {taken:.1f} s\n")
    assert count_models() == ROWS
    assert checked < CHECKED_WITHIN
    assert taken < TAKEN_WITHIN


def count_models():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Exemplar))


def work_and_die(app, chunks):
    """In a child of its own: work on, and be killed in the middle of the chunk after so many whole ones."""
    seen = 0
    take = running._take

    def counted(*values):
        nonlocal seen
        take(*values)
        seen += 1
        if seen > chunks:
            # The rows are in the transaction, which is not stored yet.
            die()

    running._take = counted
    with app.app_context():
        while worker.run_due(limit=5):
            pass


@pytest.mark.parametrize(
    ("rows", "chunks"), [(25, 1), pytest.param(ROWS, 20, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_killed_in_the_middle_and_run_again_leaves_no_gap_and_no_double(
    app, desk, commune, lead, monkeypatch, rows, chunks
):
    if rows < 100:
        monkeypatch.setattr(running, "TAKEN_AT_ONCE", 10)
    run = desk.check(lead, desk.upload(lead, commune, workbook(models(rows, commune.name))))
    running.import_list(lead, run)

    assert in_a_child(work_and_die, app, chunks)
    assert count_models() == chunks * running.TAKEN_AT_ONCE
    run = db.session.get(ImportRun, run.id)
    monkeypatch.setattr(running, "stands_still", lambda run: True)
    running.resume(lead, run)
    desk.work()

    assert count_models() == rows
    assert {row.fate for row in rows_of(run)} == {Fate.NEW}
    assert (run.state, run.done) == (RunState.DONE, rows)
    again = desk.check(lead, desk.upload(lead, commune, workbook(models(rows, commune.name))))
    assert {row.fate for row in rows_of(again)} == {Fate.SAME}
