"""Links by mail with which somebody chooses a password."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, text

from registry.audit.models import AuditEvent
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.core.transaction import transaction
from registry.identity import passwords
from registry.identity.models import PasswordLink, Role, UserSession
from registry.identity.service import accounts, links
from registry.identity.service.sign_in import start_session
from registry.identity.throttle import TooManyTries
from registry.jobs.models import Job
from registry.operations.housekeeping import clear_away
from tests.make.letters import letters, token_in
from tests.make.people import PASSWORD

NEW = "suoi-chay-quanh-ban"


@pytest.fixture
def person(make):
    return make.user(name="Lò Thị Sen", username="sen.lu", email="sen@xa.gov.vn")


@pytest.fixture
def token(app, person):
    """What opens the page for the person."""
    links.ask_reset("sen.lu", address="10.0.0.1")
    return token_in(letters(app)[-1])


def works(user, password):
    db.session.refresh(user)
    return passwords.matches(user.password_hash, password)


@pytest.mark.parametrize("typed", ["sen.lu", "SEN.LU ", "sen@xa.gov.vn", "Sen@Xa.gov.vn"])
def test_link_goes_to_the_address_of_whoever_has_the_name(app, person, typed):
    links.ask_reset(typed, address="10.0.0.1")
    (letter,) = letters(app)
    assert letter["To"] == "sen@xa.gov.vn"
    assert "Lò Thị Sen" in letter.get_content()
    assert "30 phút" in letter.get_content()
    links.choose_password(token_in(letter), NEW)
    assert works(person, NEW)


def test_l04_link_works_once_and_signs_every_device_out(token, person):
    start_session(person, device="", hours=1)
    links.choose_password(token, NEW)
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
    with pytest.raises(links.LinkOver):
        links.choose_password(token, "mot-mat-khau-khac")
    assert works(person, NEW)


def test_l04_link_runs_out_after_half_an_hour(token, person):
    with time_machine.travel(now() + timedelta(minutes=29)):
        assert links.owner_of(token).id == person.id
    with time_machine.travel(now() + timedelta(minutes=31)), pytest.raises(links.LinkOver):
        links.owner_of(token)


def test_l04_nothing_stored_opens_the_page(app, token):
    stored = [
        str(value)
        for (table,) in db.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')).all()
        for value in row
    ]
    assert not any(token in value for value in stored)
    digest = db.session.scalar(select(PasswordLink.digest))
    for guess in (digest, digest[:43], token[:-1], token.swapcase(), "", "x" * 43):
        with pytest.raises(links.LinkOver):
            links.owner_of(guess)


@pytest.mark.parametrize("what", ["address", "password", "handed over", "closed"])
def test_l04_link_ends_with_what_it_rested_on(make, token, person, what):
    province = make.province()
    make.member(province, user=person)
    administrator = make.administrator(province)
    match what:
        case "address":
            accounts.change_user(
                administrator, person, version=person.version, name=person.name, email="khac@xa.gov.vn"
            )
        case "password":
            accounts.change_password(person, current=PASSWORD, new="mot-mat-khau-khac")
        case "handed over":
            accounts.reset_password(administrator, person)
        case "closed":
            accounts.set_active(administrator, person, active=False)
    with pytest.raises(links.LinkOver):
        links.choose_password(token, NEW)


def test_l04_next_letter_ends_no_link_before_it_is_used_but_all_end_then(app, token, person):
    links.ask_reset("sen.lu", address="10.0.0.1")
    second = token_in(letters(app)[-1])
    assert links.owner_of(token) is links.owner_of(second)
    links.choose_password(second, NEW)
    with pytest.raises(links.LinkOver):
        links.owner_of(token)


def test_weak_password_is_refused_and_the_link_still_works(token, person):
    with pytest.raises(InvalidInput) as refusal:
        links.choose_password(token, "sen.lu-2026")
    assert refusal.value.field == "new"
    links.choose_password(token, NEW)
    assert works(person, NEW)


@pytest.mark.parametrize("typed", ["khong.co.ai", "ai@xa.gov.vn", "dong.cua", "khong.thu", "' OR 1=1 --"])
def test_l02_asking_for_nobody_stores_the_same_and_writes_to_nobody(app, make, person, typed):
    def stored():
        kinds = (PasswordLink, Job, AuditEvent)
        return [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]

    closed = make.user(username="dong.cua", email="dong@xa.gov.vn")
    make.user(username="khong.thu")
    with transaction():
        closed.is_active = False
    before = stored()
    links.ask_reset("sen.lu", address="10.0.0.1")
    known = [after - was for after, was in zip(stored(), before, strict=True)]
    before = stored()
    links.ask_reset(typed, address="10.0.0.1")
    assert [after - was for after, was in zip(stored(), before, strict=True)] == known == [1, 1, 1]
    assert [letter["To"] for letter in letters(app)] == ["sen@xa.gov.vn"]


def test_l02_nobody_is_kept_from_a_password_by_what_strangers_ask_for(app, person):
    for turn in range(20):
        links.ask_reset("sen.lu", address=f"10.0.1.{turn}")
        links.ask_reset("sen@xa.gov.vn", address=f"10.0.2.{turn}")
    # The mailbox is not filled, and the last letter of those that came still works.
    sent = letters(app)
    assert len(sent) == 6
    links.choose_password(token_in(sent[-1]), NEW)
    assert works(person, NEW)
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        links.ask_reset("sen.lu", address="10.0.3.1")
        assert len(letters(app)) == 7


def test_one_address_does_not_ask_for_everybody(app):
    for turn in range(10):
        links.ask_reset(f"nguoi.{turn}", address="10.0.0.1")
    with pytest.raises(TooManyTries):
        links.ask_reset("nguoi.10", address="10.0.0.1")
    links.ask_reset("nguoi.10", address="10.0.0.2")


def test_what_could_not_be_sent_for_a_day_is_not_sent(app, person):
    links.ask_reset("sen.lu", address="10.0.0.1")
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        assert letters(app) == []


def test_invitation_lasts_three_days_and_opens_a_waiting_account(app, make):
    province = make.province()
    administrator = make.administrator(province)
    person = accounts.open_waiting_account(
        administrator, username="moi.mua", name="Mùa Mới", email="moi@xa.gov.vn"
    )
    make.member(province, user=person)
    links.invite(administrator, person)
    (letter,) = letters(app)
    assert "moi.mua" in letter.get_content()
    with time_machine.travel(now() + timedelta(days=2)):
        links.choose_password(token_in(letter), NEW)
    assert works(person, NEW)
    assert person.one_time_until is None


def test_a06_who_does_not_administer_somebody_invites_nobody(make, person):
    province = make.province()
    here, there = make.unit(parent=province), make.unit(parent=province)
    make.member(here, user=person)
    for actor in (make.administrator(there), make.lead(here), make.staff(province)):
        with pytest.raises(PermissionDenied):
            links.invite(actor, person)


def test_links_that_are_over_are_cleared_away(token, person):
    with time_machine.travel(now() + timedelta(hours=1)):
        clear_away()
        assert db.session.scalar(select(func.count()).select_from(PasswordLink)) == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.UNIT_MEMBER])
def test_a03_lead_lets_in_nobody_who_is_more_than_a_member(make, role):
    unit = make.unit(parent=make.province())
    lead, person = make.lead(unit), make.member(unit)
    assert accounts.reset_password(lead, person)
    make.holder(role, unit, user=person)
    with pytest.raises(PermissionDenied):
        accounts.reset_password(lead, person)


def test_a03_lead_lets_in_nobody_of_another_unit_nor_themselves(make):
    province = make.province()
    here, there = make.unit(parent=province), make.unit(parent=province)
    lead, both = make.lead(here), make.member(here)
    make.member(there, user=both)
    for person in (lead, both, make.member(there), make.user()):
        with pytest.raises(PermissionDenied):
            accounts.reset_password(lead, person)
    with pytest.raises(PermissionDenied):
        accounts.reset_password(make.member(here), make.member(here))
