"""One command, one transaction: all or nothing, refusals kept, rehearsals forgotten, two writers in turn."""

import pytest
from sqlalchemy import func, select, text

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import BUSY_TIMEOUT, db
from registry.core.errors import InvalidInput, PermissionDenied, StaleVersion
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import after_commit, rehearse, transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.units.models import Unit
from tests.make.commands import Failed, fail_after, in_threads


def actions():
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def test_every_connection_is_opened_durably(app):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for pragma, value in wanted.items():
        assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == value
    assert db.session.execute(text("PRAGMA busy_timeout")).scalar() == BUSY_TIMEOUT * 1000


def test_inner_command_joins_and_fails_with_the_outer_one(make):
    with pytest.raises(Failed):
        fail_after(make.user)
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    assert actions() == []


def test_refusal_is_audited_after_the_rollback(make):
    unit, person = make.unit(), make.user()
    before = len(actions())

    def command():
        with transaction():
            unit.areas = ["island"]
            audit.record(person, "unit.changed", unit)
            require(person, Permission.UNIT_ADMINISTER, unit)

    with pytest.raises(PermissionDenied):
        command()
    assert unit.areas == []
    assert actions()[before:] == ["access.refused"]


def test_refusal_passing_through_two_commands_is_audited_once(make):
    unit, person = make.unit(), make.user()
    with pytest.raises(PermissionDenied), transaction(), transaction():
        require(person, Permission.UNIT_ADMINISTER, unit)
    assert actions().count("access.refused") == 1


def test_after_commit_runs_only_when_stored(app):
    done = []
    with transaction():
        after_commit(lambda: done.append("stored"))
        assert done == []
    with pytest.raises(Failed):
        fail_after(lambda: after_commit(lambda: done.append("lost")))
    assert done == ["stored"]


def test_rehearsal_stores_nothing_and_shows_refusals(make):
    done = []
    rehearse(lambda: (make.user(), after_commit(lambda: done.append(1))))
    assert (db.session.scalar(select(func.count()).select_from(User)), actions(), done) == (0, [], [])

    def refuse():
        raise InvalidInput("name", "no")

    with pytest.raises(InvalidInput):
        rehearse(refuse)


def test_rehearsal_inside_a_command_would_be_stored_and_is_refused(make):
    before = db.session.scalar(select(func.count()).select_from(User))
    with pytest.raises(RuntimeError, match="rehearsal"), transaction():
        rehearse(make.user)
    assert db.session.scalar(select(func.count()).select_from(User)) == before


def test_objects_are_read_again_under_the_lock(make, app):
    unit = make.unit()
    seen = unit.version
    with app.app_context():
        other = db.session.get(Unit, unit.id)
        with transaction():
            other.areas = ["island"]
    with pytest.raises(StaleVersion), transaction():
        require_version(unit, seen)


def test_no_update_is_lost_between_two_threads(app):
    """Read, then write, 10 times in each of two threads: a deferred transaction would lose or refuse some."""

    def count_up(_number):
        for _ in range(10):
            with transaction():
                next_reference("MH", today())

    assert in_threads(app, 2, count_up) == []
    with transaction():
        assert next_reference("MH", today()).endswith("-00021")


def test_chain_stays_whole_when_two_threads_write_to_it(app):
    def write(_number):
        for _ in range(10):
            with transaction():
                audit.record(None, "test.happened", None)

    assert in_threads(app, 2, write) == []
    verdict = audit.verify()
    assert (verdict.events, verdict.first_bad) == (20, None)


def test_second_writer_of_one_version_is_refused(make, app):
    """Two people who opened the same version: the second gets a conflict, the first is not overwritten."""
    unit_id, seen = make.unit().id, 1

    def change(number):
        with transaction():
            unit = db.session.get(Unit, unit_id)
            require_version(unit, seen)
            unit.areas = [f"writer-{number}"]

    raised = in_threads(app, 2, change)
    assert [type(error) for error in raised] == [StaleVersion]
    db.session.rollback()
    assert db.session.get(Unit, unit_id).version == 2
