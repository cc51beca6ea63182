"""Making, changing and closing accounts, and who may."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied, StaleVersion
from registry.identity import passwords, queries
from registry.identity.models import Role, User, UserSession
from registry.identity.service import accounts, roles, sign_in
from registry.identity.throttle import Limit
from tests.make.people import PASSWORD

LIMIT = Limit(10, 300)


def try_to_sign_in(user, password):
    attempt = sign_in.Attempt(username=user.username, password=password, address="10.0.0.1", device="")
    return sign_in.sign_in(attempt, limit=LIMIT, hours=1)


@pytest.fixture
def world(make):
    """A province with two communes, an administrator of the first commune and one of the province."""
    province = make.province()
    here, there = make.unit(parent=province), make.unit(parent=province)
    return province, here, there, make.administrator(here), make.administrator(province)


@pytest.mark.parametrize(
    "username",
    [
        "lаn.nguyen",
        "lan\u200b.nguyen",
        "ｌan.nguyen",
        "LAN.NGUYEN",
        "lán.nguyen",
        "lan\u202e.nguyen",
        "la",
        "lan nguyen",
    ],
)
def test_l06_look_alike_of_a_user_name_is_refused(make, username):
    make.user(username="lan.nguyen")
    with pytest.raises(InvalidInput) as refusal:
        make.user(username=username)
    assert refusal.value.field == "username"
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_l06_refusal_names_the_conflict(make):
    make.user(username="lan.nguyen")
    with pytest.raises(InvalidInput, match=r"lan\.nguyen"):
        make.user(username="ＬＡＮ.nguyen")


def test_l06_name_in_two_scripts_is_refused_and_hidden_letters_are_dropped(make):
    with pytest.raises(InvalidInput):
        make.user(name="Nguyễn Vаn A")
    assert make.user(name="Nguyễn\u200b Văn \u202eA").name == "Nguyễn Văn A"


def test_e_mail_of_somebody_else_is_refused(make):
    make.user(email="a@xa.gov.vn")
    with pytest.raises(InvalidInput) as refusal:
        make.user(email=" A@xa.gov.vn ")
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    "email", ["khong", "a@b", "a b@xa.vn", "a@xa.vn\nBcc: b@xa.vn", "á@xa.vn", "<a@xa.vn>"]
)
def test_e_mail_must_be_an_address(make, email):
    with pytest.raises(InvalidInput) as refusal:
        make.user(email=email)
    assert refusal.value.field == "email"


def test_administrator_changes_people_of_the_own_unit_only(make, world):
    _, here, there, admin, _ = world
    mine, other = make.member(here), make.member(there)
    accounts.change_user(admin, mine, version=mine.version, name="Tên Mới")
    assert mine.name == "Tên Mới"
    with pytest.raises(PermissionDenied):
        accounts.change_user(admin, other, version=other.version, name="Tên Mới")
    assert other.name != "Tên Mới"


def test_administrator_of_a_commune_cannot_take_over_an_account_of_the_province(make, world):
    province, here, _, admin, top = world
    person = make.member(here)
    roles.grant_role(None, person, role=Role.SIGNER, unit_id=province.id)
    before = person.password_hash
    with pytest.raises(PermissionDenied):
        accounts.reset_password(admin, person)
    assert person.password_hash == before
    assert accounts.reset_password(top, person)


def test_refused_change_is_audited(make, world):
    _, _, there, admin, _ = world
    other = make.member(there)
    with pytest.raises(PermissionDenied):
        accounts.set_active(admin, other, active=False)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.action, event.actor_id, event.subject_ref) == ("access.refused", admin.id, other.reference)
    assert other.is_active


def test_stale_change_gives_both_texts(make, world):
    _, here, _, admin, _ = world
    person = make.member(here)
    seen = person.version
    accounts.change_user(admin, person, version=seen, name="Người Thứ Nhất")
    with pytest.raises(StaleVersion) as refusal:
        accounts.change_user(admin, person, version=seen, name="Người Thứ Hai")
    assert refusal.value.stored["name"] == "Người Thứ Nhất"
    assert person.name == "Người Thứ Nhất"


def test_a11_closed_account_loses_its_sessions_and_cannot_sign_in(make, world):
    _, here, _, admin, _ = world
    person = make.member(here)
    token = try_to_sign_in(person, PASSWORD)
    accounts.set_active(admin, person, active=False)
    assert queries.find_session(token) is None
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
    assert try_to_sign_in(person, PASSWORD) is None


def test_nobody_closes_the_own_account(world):
    *_, top = world
    with pytest.raises(InvalidInput):
        accounts.set_active(top, top, active=False)
    assert top.is_active


def test_a11_account_that_was_closed_in_the_database_alone_is_out_too(make):
    person = make.user()
    token = try_to_sign_in(person, PASSWORD)
    person.is_active = False
    db.session.commit()
    assert queries.find_session(token) is None
    assert queries.find_owner(queries.token_hash(token)) is None


def test_l09_reset_gives_a_one_time_password_that_ends_sessions_and_is_audited(make, world):
    _, here, _, admin, _ = world
    person = make.member(here)
    token = try_to_sign_in(person, PASSWORD)
    password = accounts.reset_password(admin, person)
    assert queries.find_session(token) is None
    assert try_to_sign_in(person, PASSWORD) is None
    assert try_to_sign_in(person, password)
    assert person.one_time_until is not None
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "user.password_reset")).all()
    assert [event.actor_id for event in events] == [admin.id]
    assert all(password not in event.detail for event in db.session.scalars(select(AuditEvent)))


def test_one_time_password_works_for_three_days(make):
    person = make.user()
    password = accounts.reset_password(None, person)
    with time_machine.travel(now() + timedelta(days=3, minutes=1), tick=False):
        assert try_to_sign_in(person, password) is None
    assert try_to_sign_in(person, password)


def test_changing_the_password_ends_every_session_and_the_one_time_state(make):
    person = make.user()
    password = accounts.reset_password(None, person)
    token = try_to_sign_in(person, password)
    accounts.change_password(person, current=password, new="một con đường khác")
    assert person.one_time_until is None
    assert queries.find_session(token) is None
    assert passwords.matches(person.password_hash, "một con đường khác")


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("sai", "một con đường khác", "current"), (PASSWORD, "ngắn", "new"), (PASSWORD, PASSWORD, "new")],
)
def test_change_of_password_refused_changes_nothing(make, current, new, field):
    person = make.user()
    before = person.password_hash
    with pytest.raises(InvalidInput) as refusal:
        accounts.change_password(person, current=current, new=new)
    assert refusal.value.field == field
    assert person.password_hash == before


def test_search_finds_people_without_marks_within_some_units(make, world):
    _, here, there, _, _ = world
    make.member(here, name="Đặng Thị Hòa", username="hoa.dang")
    make.member(there, name="Đặng Văn Hòa", username="hoa.dang2")
    found = queries.search_users("dang hoa", within={here.id})
    assert [user.username for user in found.items] == ["hoa.dang"]
    assert queries.search_users("100%_", within={here.id}).total == 0
