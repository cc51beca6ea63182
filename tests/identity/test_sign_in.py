"""Signing in at the level of the service: limits, sessions, what is written down."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.audit.models import AuditEvent, AuditPersonal
from registry.core.clock import now
from registry.core.db import db
from registry.identity import queries, throttle
from registry.identity.models import ThrottleCount, UserSession
from registry.identity.service import sign_in
from registry.identity.throttle import Limit, TooManyTries
from tests.make.people import PASSWORD

LIMIT = Limit(3, 300)


def attempt(user="ai.do", password="sai", address="10.0.0.1", known=""):
    name = user if isinstance(user, str) else user.username
    told = sign_in.Attempt(username=name, password=password, address=address, device="x", known_device=known)
    return sign_in.sign_in(told, limit=LIMIT, hours=12)


def test_only_a_digest_of_the_token_is_kept(make):
    token = attempt(make.user(), PASSWORD)
    session = db.session.scalars(select(UserSession)).one()
    assert token not in (session.token_hash, session.device)
    assert queries.find_session(token) is session


def test_l01_a_name_is_limited_wherever_the_tries_come_from(make):
    user = make.user()
    for number in range(3):
        assert attempt(user, address=f"10.0.0.{number}") is None
    with pytest.raises(TooManyTries) as refusal:
        attempt(user, PASSWORD, address="10.0.9.9")
    assert 0 < refusal.value.wait <= 300
    assert db.session.scalars(select(UserSession)).all() == []


def test_l01_an_address_is_limited_whatever_names_it_tries(make):
    for number in range(3):
        attempt(f"ten-{number}")
    with pytest.raises(TooManyTries):
        attempt(make.user(), PASSWORD)


def test_l01_owner_still_signs_in_from_a_known_device(make):
    user = make.user()
    for _ in range(5):
        try:
            attempt(user)
        except TooManyTries:
            continue
    assert attempt(user, PASSWORD, known="thiet-bi-cua-toi")


def test_l01_spelling_the_name_otherwise_does_not_start_a_new_count(make):
    user = make.user(username="lan.nguyen")
    for number, name in enumerate(("lan.nguyen", "LAN.NGUYEN", " Ｌan.nguyen ")):
        attempt(name, address=f"10.0.1.{number}")
    with pytest.raises(TooManyTries):
        attempt(user, PASSWORD, address="10.0.9.9")


def test_l01_window_ends(make):
    user = make.user()
    for _ in range(3):
        attempt(user)
    with time_machine.travel(now() + timedelta(seconds=301), tick=False):
        assert attempt(user, PASSWORD)


def test_l01_count_is_shared_through_the_database(make):
    attempt(make.user())
    counts = db.session.scalars(select(ThrottleCount.count)).all()
    assert counts == [1, 1]


def test_rightful_sign_in_costs_no_try(make):
    user = make.user()
    for _ in range(5):
        assert attempt(user, PASSWORD)
    assert set(db.session.scalars(select(ThrottleCount.count))) == {0}


def test_typed_names_are_not_written_down(make):
    attempt("mật khẩu của tôi gõ nhầm chỗ")
    keys = db.session.scalars(select(ThrottleCount.key)).all()
    assert not any("mật" in key for key in keys)
    assert db.session.scalars(select(AuditPersonal)).all() == []
    assert db.session.scalars(select(AuditEvent.action)).all() == ["session.refused"]


def test_l02_wrong_password_and_unknown_name_leave_the_same_trace(make):
    user = make.user()
    attempt(user)
    attempt("khong.co")
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "session.refused")).all()
    assert [event.detail for event in events] == ["{}", "{}"]


def test_session_ends_by_itself(make):
    token = attempt(make.user(), PASSWORD)
    with time_machine.travel(now() + timedelta(hours=12, seconds=1), tick=False):
        assert queries.find_session(token) is None


def test_w09_a_clock_put_back_does_not_revive_a_session_that_ran_out(make):
    token = attempt(make.user(), PASSWORD)
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        sign_in.forget_expired()
    assert queries.find_session(token) is None


def test_note_seen_writes_at_most_now_and_then(make):
    session = queries.find_session(attempt(make.user(), PASSWORD))
    first = session.seen_at
    sign_in.note_seen(session)
    assert session.seen_at == first
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        sign_in.note_seen(session)
    assert session.seen_at > first


def test_forget_expired_removes_sessions_and_counts(make):
    attempt(make.user(), PASSWORD)
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        sign_in.forget_expired()
        sign_in.forget_expired()
    assert db.session.scalars(select(UserSession)).all() == []
    assert db.session.scalars(select(ThrottleCount)).all() == []


def test_throttle_reset_forgets_everything(make):
    for _ in range(3):
        attempt(make.user(username="lan.nguyen") if _ == 0 else "lan.nguyen")
    assert throttle.reset_all() == 2
    assert attempt("lan.nguyen", PASSWORD)
