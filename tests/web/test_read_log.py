"""Pages that show who people are: openings are written down, and nobody opens them by the thousand."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.audit.models import AuditEvent, Reading
from registry.consent.service.recording import Details, add_person
from registry.core.clock import now
from registry.core.db import db
from registry.documents.contents import KINDS
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind
from registry.identity.models import Role
from registry.identity.queries import find_user
from registry.notifications.models import Message
from registry.operations.housekeeping import clear_away
from registry.review.service import minuting
from registry.web.people_pages import PAGES
from tests.make.browser_client import form_of
from tests.make.sessions import sitting

LIST = "/quan-tri/da-xem"


@pytest.fixture
def province(make):
    return make.province()


@pytest.fixture
def administrator(make, province):
    return make.administrator(province, username="tri.ha", name="Hà Văn Trí")


@pytest.fixture
def few(app):
    """Only three readings within an hour."""
    kept = app.extensions["registry.settings"]
    app.extensions["registry.settings"] = replace(kept, reads_an_hour=3)
    yield
    app.extensions["registry.settings"] = kept


def readings():
    return list(db.session.scalars(select(Reading).order_by(Reading.id)))


def test_pages_and_their_parts_exist(app):
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    wrong = [
        page for page, (_kind, part, _words) in PAGES.items() if part and part not in rules[page].arguments
    ]
    assert wrong == []


def test_b17_who_opened_the_page_of_a_person_is_written_down(client, make, province, administrator):
    member = make.member(make.unit(parent=province), username="sen.lu", name="Lò Thị Sen")
    client.sign_in(administrator)
    client.get("/quan-tri/nguoi-dung/sen.lu")
    (one,) = readings()
    assert (one.actor_id, one.page, one.subject_kind) == (administrator.id, "admin.show_user", "user")
    # A user name is a personal value: the log calls the person by a reference that says nothing.
    assert one.subject_ref == member.reference
    page = client.get(f"{LIST}?ve=sen.lu").text
    assert re.search(r"Hà Văn Trí.*Trang của một người.*Lò Thị Sen", page, re.DOTALL)
    assert "Lò Thị Sen" in client.get(f"{LIST}?nguoi=tri.ha").text
    assert "Lò Thị Sen" not in client.get(f"{LIST}?nguoi=khong.co").text
    assert "Lò Thị Sen" not in client.get(f"{LIST}?ve=nguoi.khac").text


def test_same_page_counts_once_in_ten_minutes(client, make, province, administrator):
    make.member(province, username="sen.lu")
    client.sign_in(administrator)
    for _turn in range(3):
        client.get("/quan-tri/nguoi-dung/sen.lu")
    assert len(readings()) == 1
    with time_machine.travel(now() + timedelta(minutes=11), tick=True):
        client.get("/quan-tri/nguoi-dung/sen.lu")
    assert len(readings()) == 2


def test_each_part_of_a_list_is_a_reading_of_its_own(client, make, province, administrator):
    client.sign_in(administrator)
    for query in ("", "?trang=1", "?tim=sen", "?tim=sen"):
        client.get(f"/quan-tri/nguoi-dung{query}")
    assert [(one.page, len(one.asked)) for one in readings()] == [
        ("admin.list_users", 0), ("admin.list_users", 12), ("admin.list_users", 12),
    ]  # fmt: skip
    # What was searched for may be a name: only a mark of it is kept.
    assert "sen" not in "".join(one.asked + one.subject_ref for one in readings())


def test_refused_form_that_shows_its_page_is_a_reading(client, make, province, administrator):
    member = make.member(province, username="sen.lu", name="Lò Thị Sen")
    client.sign_in(administrator)
    answer = client.send_form("/quan-tri/nguoi-dung/sen.lu/sua", name="")
    assert answer.status_code == 422
    assert {(one.page, one.subject_ref) for one in readings()} == {("admin.edit_user", member.reference)}


def test_what_was_typed_is_given_back_to_who_has_read_of_too_many(client, make, few):
    model = make.exemplar()
    member = make.member(model.lead_unit)
    people = [add_person(member, model, Details(f"Sùng Thị {turn}")) for turn in range(4)]
    client.sign_in(member)
    typed, _page = form_of(client.get(f"/nguoi/{people[0].reference}/sua").text)
    with time_machine.travel(now() + timedelta(minutes=11), tick=True):
        for person in people[1:]:
            client.get(f"/nguoi/{person.reference}/sua")
        answer = client.post(f"/nguoi/{people[0].reference}/sua", data={**typed, "name": "Sùng Thị Mỷ Hoa"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 60
    assert "Sùng Thị Mỷ Hoa" in answer.text


def test_form_that_was_done_with_does_not_count(client, make, few, administrator, province):
    names = [f"nguoi.{turn}" for turn in range(3)]
    for name in names:
        make.member(province, username=name, name="Sùng Thị Mỷ")
    client.sign_in(administrator)
    forms = {name: form_of(client.get(f"/quan-tri/nguoi-dung/{name}/sua").text)[0] for name in names}
    with time_machine.travel(now() + timedelta(minutes=61), tick=True):
        sent = [
            client.post(f"/quan-tri/nguoi-dung/{name}/sua", data=forms[name]).status_code for name in names
        ]
        assert sent == [303, 303, 303]
        assert client.get("/quan-tri/nguoi-dung").status_code == 200


def test_b17_who_opens_a_paper_that_names_who_judges_is_written_down(client, make):
    held = sitting(make)
    for item in held.session.items:
        held.open()
        held.vote(9, 1, item)
    held.lock()
    minuting.close_session(held.secretary, held.session, text="Biên bản.")
    held.case.decide()
    abouts = ((PaperKind.DECISION, held.case.campaign.reference), (PaperKind.MINUTES, held.session.reference))
    decided, judged = (
        drawing.draw_paper(
            held.secretary, KINDS[kind].find(held.secretary, about), drawing.Wording(Letterhead.PARTY, {})
        )
        for kind, about in abouts
    )
    client.sign_in(held.secretary)
    for paper in (decided, judged):
        for file in ("", "/kieu.css", "/tep.docx"):
            assert client.get(f"/van-ban/{paper.code}{file}").status_code == 200
    assert [(one.page, one.subject_ref) for one in readings()] == [("documents.paper", judged.code)]


def test_what_was_not_shown_is_not_noted(app, client, make, province, administrator):
    client.sign_in(administrator)
    assert client.get("/quan-tri/nguoi-dung/khong.co").status_code == 404
    other = app.test_client()
    other.sign_in(make.member(province))
    assert other.get("/quan-tri/nguoi-dung").status_code == 403
    assert readings() == []


def test_a04_walk_along_user_names_ends_after_so_many(client, make, few, administrator):
    client.sign_in(administrator)
    statuses = [client.get(f"/quan-tri/nguoi-dung/nguoi.{turn}").status_code for turn in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_b16_reading_by_the_thousand_is_stopped_and_administrators_are_told(client, make, few, province):
    chief = make.administrator(province)
    commune = make.unit(parent=province)
    curious = make.administrator(commune, username="to.mo", name="Giàng A Tò")
    for turn in range(5):
        make.member(commune, username=f"nguoi.{turn}", name=f"Sùng Thị {turn}")
    client.sign_in(curious)
    answers = [client.get(f"/quan-tri/nguoi-dung/nguoi.{turn}") for turn in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert "Sùng Thị" not in answers[4].text
    # What was read before may be read again: work goes on.
    assert client.get("/quan-tri/nguoi-dung/nguoi.0").status_code == 200
    (told,) = db.session.scalars(select(Message).where(Message.kind == "alarm.reading"))
    assert (told.to_id, told.path) == (chief.id, f"{LIST}?nguoi=to.mo")
    assert "Giàng A Tò" in told.body
    stopped = select(func.count()).where(AuditEvent.action == "reading.stopped")
    assert db.session.scalar(stopped) == 1
    with time_machine.travel(now() + timedelta(minutes=61), tick=True):
        assert client.get("/quan-tri/nguoi-dung/nguoi.4").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_of_the_whole_see_who_read_what(client, make, province, role):
    client.sign_in(make.holder(role, province))
    assert client.get(LIST).status_code == 403


def test_administrator_of_a_commune_sees_nothing_of_it(client, make, province):
    client.sign_in(make.administrator(make.unit(parent=province)))
    assert client.get(LIST).status_code == 403
    assert LIST not in client.get("/quan-tri").text


def test_day_that_is_none_is_told_and_kept(client, administrator):
    client.sign_in(administrator)
    page = client.get(f"{LIST}?tu=hôm qua").text
    assert "Nhập một ngày" in page
    assert 'value="hôm qua"' in page


def test_readings_are_forgotten_after_a_year(client, make, province, administrator):
    make.member(province, username="sen.lu")
    client.sign_in(administrator)
    client.get("/quan-tri/nguoi-dung/sen.lu")
    with time_machine.travel(now() + timedelta(days=366)):
        clear_away()
    assert readings() == []


def test_command_line_lists_readings(app, client, make, province, administrator):
    member = make.member(province, username="sen.lu")
    client.sign_in(administrator)
    client.get("/quan-tri/nguoi-dung/sen.lu")
    run = app.test_cli_runner().invoke
    told = run(args=["audit", "readings", "--about", "sen.lu"]).output
    assert f"Hà Văn Trí  admin.show_user  user {member.reference}" in told
    assert "0 readings" in run(args=["audit", "readings", "--by", "sen.lu"]).output
    assert find_user("sen.lu") is not None


def test_b16_who_is_stopped_is_not_told_even_as_an_administrator(client, make, few, province, administrator):
    other = make.administrator(province)
    client.sign_in(administrator)
    for turn in range(4):
        client.get(f"/quan-tri/nguoi-dung/nguoi.{turn}")
    assert [one.to_id for one in db.session.scalars(select(Message))] == [other.id]


def test_b16_administrators_of_other_provinces_are_not_told(client, make, few, province):
    near, far = make.administrator(province), make.administrator(make.province())
    client.sign_in(make.administrator(make.unit(parent=province)))
    for turn in range(4):
        client.get(f"/quan-tri/nguoi-dung/nguoi.{turn}")
    assert [one.to_id for one in db.session.scalars(select(Message))] == [near.id]
    assert far.id != near.id
