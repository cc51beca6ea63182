"""What is held of somebody: told to them, and erased without breaking the log."""

import json

import pytest
from sqlalchemy import text

from registry.audit.service import verify
from registry.core.db import db
from registry.core.errors import InvalidTransition, PermissionDenied
from registry.core.transaction import transaction
from registry.identity.models import KeptBecause, Role, User
from registry.identity.service import accounts, keeping, roles
from registry.identity.service.sign_in import start_session
from registry.notifications.service import notify
from registry.operations import personal
from registry.review.states import NominationState

NAME, USERNAME, EMAIL = "Quàng Thị Chỉ Một", "chi.mot", "chi.mot@xa.gov.vn"


@pytest.fixture
def office(make):
    """An administrator, and somebody who has done much and is known by a name that nobody else bears."""
    case = make.case(state=NominationState.VERIFIED, reviewers=1)
    person = make.user(name=NAME, username=USERNAME, email=EMAIL)
    administrator = make.administrator(case.campaign.unit)
    roles.grant_role(
        administrator, person, role=Role.REVIEWER, unit_id=case.campaign.unit.id, reason=f"Cử {NAME}"
    )
    case.reviewers = [person]
    (assignment,) = case.assign()
    case.score(assignment, 80)
    start_session(person, device="Firefox", hours=1)
    keeping.keep_text(person, "/mo-hinh/x", [("text", f"{NAME} đang viết")], KeptBecause.HALF_TYPED)
    with transaction():
        notify(person, "assignment.made", f"Kính gửi {NAME}", "Mời chấm", "/cham-diem")
    return administrator, person, assignment


def where(*words):
    """The tables in which one of the words stands."""
    # JSON writes letters with marks in another way.
    told = {*words, *(json.dumps(word)[1:-1] for word in words)}
    found = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')).all():
            if any(word in str(value) for value in row for word in told):
                found.add(table.name)
    return found


def close(administrator, person):
    accounts.set_active(administrator, person, active=False)


def test_l11_after_erasure_the_person_stands_nowhere_and_the_log_is_whole(office):
    administrator, person, assignment = office
    assert {"users", "audit_personal", "messages", "kept_texts", "role_grants"} <= where(
        NAME, USERNAME, EMAIL
    )
    close(administrator, person)
    personal.erase(administrator, person, reason="Đơn ngày 24/11/2026")
    assert where(NAME, USERNAME, EMAIL) == set()
    assert verify().first_bad is None
    # What was done stays, and says whose it was without saying who that is.
    assert assignment.reviewer.name == f"Người dùng cũ {person.reference}"
    assert assignment.submitted_at is not None


def test_account_that_is_open_is_not_erased(office):
    administrator, person, _assignment = office
    with pytest.raises(InvalidTransition):
        personal.erase(administrator, person, reason="Nhầm")
    assert db.session.get(User, person.id).name == NAME


def test_a03_nobody_erases_whom_they_do_not_administer(make, office):
    administrator, person, _assignment = office
    close(administrator, person)
    for actor in (make.administrator(make.unit()), make.staff(make.province()), person):
        with pytest.raises(PermissionDenied):
            personal.erase(actor, person, reason="Không được")
    assert db.session.get(User, person.id).name == NAME


def test_report_of_what_is_held_names_every_table(client, office):
    _administrator, person, _assignment = office
    client.sign_in(person)
    answer = client.get("/tai-khoan/du-lieu.json")
    assert answer.headers["Cache-Control"] == "no-store, private"
    told = json.loads(answer.data)
    assert told["account"]["name"] == NAME
    assert told["roles"][0]["role"] == "reviewer"
    assert f"Kính gửi {NAME}" in {one["subject"] for one in told["messages"]}
    assert told["unfinished_texts"][0]["place"] == "/mo-hinh/x"
    assert told["records"]["assignments.reviewer_id"] == 1
    # Nothing that opens an account is in it.
    assert person.password_hash not in answer.text


def test_erasing_through_the_pages_asks_for_the_reason(client, office):
    administrator, person, _assignment = office
    client.sign_in(administrator)
    page = f"/quan-tri/nguoi-dung/{USERNAME}/xoa-du-lieu"
    assert "Khóa tài khoản trước" in client.get(page).text
    close(administrator, person)
    assert f'href="{page}"' in client.get(f"/quan-tri/nguoi-dung/{USERNAME}").text
    assert client.send_form(page, reason="").status_code == 422
    answer = client.send_form(page, reason="Đơn của người dùng")
    assert answer.status_code == 303, answer.text
    assert "Người dùng cũ" in client.get(answer.location).text
