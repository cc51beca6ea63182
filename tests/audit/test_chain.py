"""The audit chain: what it holds, and that nobody can alter it unnoticed."""

import json
import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from registry.audit import heads
from registry.audit import service as audit
from registry.audit.models import AuditEvent, AuditPersonal
from registry.audit.queries import list_actors, list_histories, list_history
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import Role
from tests.make.commands import Failed, fail_after

REFUSED = (IntegrityError, OperationalError)


@pytest.fixture
def events(app):
    """Five events, one with personal values; restored afterwards, since every test ends with a check."""
    for number in range(5):
        with transaction():
            personal = {"name": "Lù Thị Sen", "email": "sen@xa.gov.vn"} if number == 2 else None
            audit.record(None, "test.happened", None, number=number, personal=personal)
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))


def tamper(app, *statements):
    """Change the file behind the program's back, as somebody with the machine could."""
    db.session.rollback()
    db.engine.dispose()
    path = app.extensions["registry.settings"].instance / "registry.db"
    with sqlite3.connect(path) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'"
        ).fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _name, sql in triggers:
            connection.execute(sql)
    connection.close()


def test_untouched_chain_is_whole(events):
    verdict = audit.verify()
    assert (verdict.events, verdict.first_bad, verdict.head) == (5, None, events[-1].digest)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert events[0].previous == audit.BEGINNING


@pytest.mark.parametrize(
    ("change", "first_bad"),
    [
        ("UPDATE audit_events SET action = 'x' WHERE seq = 3", 3),
        ("UPDATE audit_events SET actor_id = 7 WHERE seq = 3", 3),
        ("UPDATE audit_events SET subject_ref = 'x' WHERE seq = 3", 3),
        ("UPDATE audit_events SET detail = replace(detail, '2', '9') WHERE seq = 3", 3),
        ("UPDATE audit_events SET at = '2001-01-01 00:00:00.000000' WHERE seq = 3", 3),
        ("DELETE FROM audit_events WHERE seq = 3", 4),
    ],
)
def test_p12_first_bad_row_is_named(app, events, change, first_bad):
    tamper(app, "DELETE FROM audit_personal", change)
    verdict = audit.verify()
    tamper(app, "DELETE FROM audit_events")
    assert (verdict.first_bad, verdict.events) == (first_bad, 2)
    assert verdict.reason


def test_row_rewritten_with_a_fitting_digest_breaks_the_next_one(app, events):
    forged = events[2]
    db.session.expunge(forged)
    forged.action = "test.forged"
    digest = audit.digest_of(forged)
    tamper(app, f"UPDATE audit_events SET action = 'test.forged', digest = '{digest}' WHERE seq = 3")
    verdict = audit.verify()
    tamper(app, "DELETE FROM audit_personal", "DELETE FROM audit_events")
    assert verdict.first_bad == 4


COPY = (
    "INTO audit_events SELECT {}, {}, 'x', subject_kind, subject_ref, detail, previous, {} FROM audit_events"
)
FORGED = COPY.format("seq", "at, actor_id", "'f'") + " WHERE seq = 1"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET action = 'x'",
        "DELETE FROM audit_events",
        "INSERT OR REPLACE " + FORGED,
        "REPLACE " + FORGED,
        "INSERT OR REPLACE " + COPY.format("seq + 100", "at, actor_id", "digest") + " WHERE seq = 1",
        "INSERT " + FORGED + " ON CONFLICT(seq) DO UPDATE SET action = 'x'",
    ],
)
def test_p12_database_itself_refuses_changes(events, statement):
    with pytest.raises(REFUSED):
        db.session.execute(text(statement))
    db.session.rollback()
    assert audit.verify().first_bad is None
    assert set(db.session.scalars(select(AuditEvent.action))) == {"test.happened"}


def test_canonical_form_is_one_whatever_the_order_and_types():
    told = {"b": date(2026, 7, 1), "a": Decimal("85.50"), "role": Role.SIGNER, "set": {"y", "x"}, "chữ": "đ"}
    assert audit.canonical(told) == audit.canonical(dict(reversed(list(told.items()))))
    assert audit.canonical(told) == (
        '{"a":"85.50","b":"2026-07-01","chữ":"đ","role":"signer","set":["x","y"]}'
    )
    assert audit.canonical({"at": datetime(2026, 7, 1, tzinfo=UTC)}) == '{"at":"2026-07-01T00:00:00+00:00"}'


def test_l11_personal_values_are_commitments_and_their_erasure_keeps_the_chain_whole(events):
    detail = json.loads(events[2].detail)
    assert "Lù Thị Sen" not in events[2].detail
    kept = db.session.scalars(select(AuditPersonal).where(AuditPersonal.name == "name")).one()
    assert detail["name"] == {"commitment": audit.commitment(kept.salt, "Lù Thị Sen")}
    db.session.execute(delete(AuditPersonal))
    db.session.commit()
    assert audit.verify().first_bad is None


def test_same_value_twice_has_two_commitments(app):
    with transaction():
        one, two = (audit.record(None, "test.happened", None, personal={"name": "Sen"}) for _ in range(2))
    assert json.loads(one.detail)["name"] != json.loads(two.detail)["name"]


def test_changed_personal_value_is_noticed(events):
    kept = db.session.scalars(select(AuditPersonal).where(AuditPersonal.name == "email")).one()
    kept.value = "khac@xa.gov.vn"
    db.session.flush()
    verdict = audit.verify()
    db.session.rollback()
    assert (verdict.first_bad, "email" in verdict.reason) == (3, True)


def test_event_without_its_command_is_not_kept(make):
    with pytest.raises(Failed):
        fail_after(lambda: audit.record(None, "test.happened", None))
    assert audit.verify().events == 0


def test_history_of_an_object_is_in_order(make):
    unit, other = make.unit(), make.unit()
    with transaction():
        audit.record(None, "unit.looked_at", unit)
    assert [event.action for event in list_history("unit", unit.code)] == ["unit.created", "unit.looked_at"]
    assert [event.action for event in list_history("unit", other.code)] == ["unit.created"]


class Model:
    reference = "X-1"


class Paper:
    reference = "X-1"


def test_what_is_read_of_one_thing_is_of_that_thing_alone(make):
    one, other = make.user(), make.user()
    with transaction():
        for actor, subject in ((one, Model()), (other, Paper()), (None, Model())):
            audit.record(actor, "test.happened", subject)
        audit.record(other, "test.else", Model())
    assert [event.actor_id for event in list_histories([("model", "X-1")])] == [one.id, None, other.id]
    assert list_histories([("model", "X-2")]) == []
    assert list_actors("model", "X-1", ["test.happened"]) == [one.id]
    assert sorted(list_actors("model", "X-1", ["test.happened", "test.else"])) == sorted([one.id, other.id])
    assert list_actors("model", "X-2", ["test.happened"]) == []


def test_a_head_that_does_not_fit_says_from_which_event_on(events):
    fits, last = (heads.Head(event.seq, event.digest) for event in (events[1], events[-1]))
    wrong, late = heads.Head(events[3].seq, "0" * 64), heads.Head(events[-1].seq + 1, "0" * 64)
    assert heads.compare([fits, last]) is None
    assert heads.compare([fits, wrong, last]) == heads.Mismatch(
        wrong, fits.seq + 1, "the log was written anew"
    )
    assert heads.compare([wrong]) == heads.Mismatch(wrong, 1, "the log was written anew")
    assert heads.compare([last, late]) == heads.Mismatch(late, last.seq + 1, "the log ends before it")
