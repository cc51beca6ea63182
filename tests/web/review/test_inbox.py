"""The inbox: what waits, messages, the count on every page."""

import pytest
from flask import current_app
from sqlalchemy import event, select

from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.notifications.models import Message
from registry.notifications.service import notify
from registry.review import queries as reviews
from registry.review.service import nominating, verifying
from registry.review.states import NominationState as N


def told(person, subject="Có hồ sơ mới", path="/viec-can-lam"):
    with transaction():
        return notify(person, "test.told", subject, "Xem chi tiết", path)


@pytest.mark.parametrize(
    ("state", "who", "verb"),
    [
        (N.TO_SIGN, "lead", "Xem và ký"),
        (N.RETURNED, "member", "Bổ sung"),
        (N.SUBMITTED, "staff", "Kiểm tra"),
        (N.VERIFIED, "secretary", "Phân công chấm"),
    ],
)
def test_each_step_waits_for_the_one_who_takes_it(make, client, state, who, verb):
    case = make.case(state=state)
    client.sign_in(getattr(case, who))

    page = client.get("/viec-can-lam").text

    assert case.exemplar.latest.title in page
    assert verb in page
    title = case.exemplar.latest.title
    assert f'{verb}<span class="vh">: {title}, ' in page


def test_an_empty_inbox_says_so(make, client):
    client.sign_in(make.user())

    page = client.get("/viec-can-lam")

    assert page.status_code == 200
    assert "Không có việc nào chờ bạn" in page.text


def test_the_count_is_the_same_on_every_page(make, client):
    case = make.case(state=N.TO_SIGN)
    told(case.lead)
    client.sign_in(case.lead)

    page = client.get("/viec-can-lam").text

    assert '<span class="dot">1</span>' in page, "the number is that of things to do, not of messages"
    assert page.count(f">{case.exemplar.latest.title}</a>") == 1
    assert "Có 1 thông báo mới" in page


def test_a_message_is_marked_as_read(make, client):
    message = told(make.user())
    client.sign_in(message.to)

    answer = client.send_form("/viec-can-lam", button=("message", str(message.id)))

    assert (answer.status_code, answer.location) == (303, "/viec-can-lam")
    assert db.session.get(Message, message.id).read_at is not None
    assert "Có hồ sơ mới" not in client.get("/viec-can-lam").text


def test_opening_a_message_leads_to_its_page(make, client):
    message = told(make.user(), path="/cham-diem")
    client.sign_in(message.to)

    answer = client.send_form("/viec-can-lam", button=("open", str(message.id)))

    assert answer.location == "/cham-diem"
    assert db.session.get(Message, message.id).read_at is not None


def test_all_messages_are_marked_at_once(make, client):
    person = make.user()
    told(person, "Một")
    told(person, "Hai")
    client.sign_in(person)

    client.send_form("/viec-can-lam", form_id="tat-ca", button=("message", "all"))

    unread = db.session.scalars(select(Message).where(Message.read_at.is_(None))).all()
    assert unread == []


def test_an_unknown_message_is_not_found(make, client):
    message = told(make.user())
    client.sign_in(message.to)

    for number in ("9" * 26, "abc", "", "٣", "0", "-1"):
        assert client.send_form("/viec-can-lam", button=("message", number)).status_code == 404, number
    assert db.session.get(Message, message.id).read_at is None


def test_somebody_elses_message_is_not_found(make, client):
    mine, theirs = told(make.user()), told(make.user())
    client.sign_in(mine.to)

    assert client.send_form("/viec-can-lam", button=("message", str(theirs.id))).status_code == 404
    assert db.session.get(Message, theirs.id).read_at is None


def test_what_the_lead_sent_back_waits_with_the_reason(make, client):
    case = make.case(state=N.TO_SIGN)
    nominating.send_back(case.lead, case.nomination, reason="Số liệu chưa khớp biên bản")
    client.sign_in(case.member)

    page = client.get("/viec-can-lam").text

    assert "Lãnh đạo đơn vị gửi lại" in page
    assert page.count("Số liệu chưa khớp biên bản") == 1, "each matter once"
    assert '<span class="dot">1</span>' in page
    assert "1 việc" in page
    assert "thông báo mới" not in page


def test_the_count_asks_as_little_for_many_as_for_one(make):
    """The number stands on every page: what it costs must not grow with what waits."""
    one = make.case(state=N.VERIFIED)
    one.assign()
    one.score_all(80, 80)
    person = one.signer
    few, counted = _queries(person)
    assert counted == 1
    for _ in range(4):
        more = make.case(state=N.VERIFIED, campaign=one.campaign)
        more.assign()
        more.score_all(80, 80)
    many, counted = _queries(person)
    assert counted == 5
    assert many == few <= 21


def test_the_count_is_that_of_the_list(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    for person in (case.member, case.lead, case.staff, case.secretary, case.signer, *case.reviewers):
        listed = [one.values["reference"] for one in reviews.waiting_for(person)]
        assert sorted(reviews.references_waiting(person)) == sorted(listed)


def test_a_message_about_what_a_colleague_has_done_is_gone(make, client):
    case = make.case(state=N.SUBMITTED)
    colleague = make.staff(case.campaign.unit)
    case.return_to_unit()
    client.sign_in(case.staff)
    assert "Không có việc nào chờ bạn" in client.get("/viec-can-lam").text
    case.sign()
    assert client.get("/viec-can-lam").text.count(f">{case.exemplar.latest.title}</a>") == 1
    verifying.verify(colleague, case.nomination)
    assert case.exemplar.latest.title not in client.get("/viec-can-lam").text


def test_a_message_is_marked_with_the_language_it_was_written_in(make, client):
    message = told(make.user())
    client.sign_in(message.to)
    page = client.get("/en/viec-can-lam").text
    assert '<p class="inbox__what" lang="vi">Có hồ sơ mới</p>' in page
    assert "<h1>To do</h1>" in page


def _queries(person):
    """(how many statements, what was counted) in a request of its own."""
    asked, number = [], person.id

    def note(*told):
        asked.append(told[2])

    db.session.commit()
    with current_app.app_context():
        reader = db.session.get_one(User, number)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            counted = len(reviews.references_waiting(reader))
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(asked), counted
