"""A decision that was mistyped: who puts its number and date right, and what stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.review.models import Decision, Recognition
from registry.review.states import NominationState as N
from registry.review.states import RecognitionState


@pytest.fixture
def case(make):
    return make.case(state=N.RECOGNISED)


def path_of(case):
    return f"/de-cu/{case.nomination.reference}/ket-qua/sua"


def day(shift=0):
    return f"{today() + timedelta(days=shift):%d/%m/%Y}"


def number():
    db.session.expire_all()
    return db.session.scalars(select(Decision)).one().number


def test_the_signer_puts_a_number_right(case, client):
    client.sign_in(case.signer)
    assert path_of(case) in client.get(f"/de-cu/{case.nomination.reference}/ket-qua").text

    answer = client.send_form(path_of(case), number="83-QĐ/BTGDVTU", reason="Đảo hai chữ số")

    assert answer.status_code == 303
    assert number() == "83-QĐ/BTGDVTU"
    recognition = db.session.scalars(select(Recognition)).one()
    assert recognition.state is RecognitionState.IN_FORCE
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "decision.corrected"))
    assert event.actor_id == case.signer.id
    assert "38-QĐ/BTGDVTU" in str(event.detail)


def test_everything_wrong_with_a_correction_is_told_at_once(case, client):
    client.sign_in(case.signer)

    page = client.send_form(path_of(case), number="ba mươi tám", decided_on=day(2), reason="")

    assert page.status_code == 422
    for field in ("number", "decided_on", "reason"):
        assert f'id="{field}-e"' in page.text, field
    assert number() == "38-QĐ/BTGDVTU"


def test_a_correction_that_changes_nothing_is_refused(case, client):
    client.sign_in(case.signer)
    assert client.send_form(path_of(case), reason="Thử").status_code == 422
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.action == "decision.corrected")) is None


def test_nobody_but_a_signer_corrects(case, client):
    client.sign_in(case.secretary)
    assert client.get(path_of(case)).status_code == 403
    assert number() == "38-QĐ/BTGDVTU"


def test_there_is_nothing_to_correct_before_the_decision(make, client):
    case = make.case(state=N.VERIFIED)
    client.sign_in(case.signer)
    assert client.get(path_of(case)).status_code == 404
