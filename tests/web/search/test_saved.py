"""Pages of kept searches: keeping, what is new, changing, pausing, deleting; and stopping from a mail."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from sqlalchemy import select

from registry.alerts import queries
from registry.alerts.models import SavedSearch, new_reference
from registry.alerts.queries import Asked
from registry.alerts.service import saving
from registry.alerts.states import HowOften
from registry.alerts.stops import GOOD_FOR, Stops
from registry.core.clock import now
from registry.core.db import db
from registry.discovery import indexing
from registry.identity.models import User
from registry.notifications.mailer import Mailer
from registry.notifications.models import Message
from registry.settings import Settings
from tests.make.browser_client import form_of

SECRET = "only for tests"
LIST = "/tim-kiem/da-luu"
RUBBISH = "/tim-kiem/luu?q=rac"


@pytest.fixture
def exemplar(make):
    return make.exemplar()


@pytest.fixture
def person(make, exemplar, client):
    person = make.user(email="sen@xa.gov.vn")
    client.sign_in(person)
    return person


def keep(person, text="đường", *, name="Đường làng", known=frozenset()):
    return saving.save_search(
        person, Asked(text, {"area": ["rural"]}, "relevance"), name=name, how=HowOften.WEEKLY, known=known
    )


def stored():
    db.session.rollback()
    return list(db.session.scalars(select(SavedSearch).order_by(SavedSearch.id)))


def test_search_is_kept_as_it_is_seen_under_the_name_that_is_proposed(app, client, person, exemplar):
    indexing.rebuild(app.extensions["registry.search"])
    page = client.get("/tim-kiem?q=hien+dat&vung=rural&sap-xep=ours&trang=1").text
    path = re.search(r'href="(/tim-kiem/luu\?[^"]+)"', page)[1].replace("&amp;", "&")
    answer = client.send_form(path)
    (saved,) = stored()
    assert (answer.status_code, answer.location) == (303, LIST)
    assert (saved.name, saved.text, saved.filters, saved.sort, saved.how) == (
        "hien dat, Nông thôn", "hien dat", {"area": ["rural"]}, "ours", HowOften.WEEKLY,
    )  # fmt: skip
    assert saved.told == saved.seen == {exemplar.id}
    assert "1 mô hình" in client.get(LIST).text
    assert "Đã lưu với tên" in client.get("/tim-kiem?q=Hien++dat&vung=rural").text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "Đặt tên cho tìm kiếm."),
        ({"name": "x" * 121}, "120"),
        ({"name": "ĐƯỜNG  làng"}, "Bạn đã lưu một tìm kiếm có tên này."),
        ({"how": "hourly"}, "Chọn một"),
        ({"how": None}, "Chọn một"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(client, person, values, message):
    keep(person)
    answer = client.send_form(RUBBISH, form_id=RUBBISH, **values)
    assert answer.status_code == 422
    assert message in answer.text
    assert len(stored()) == 1


def test_there_may_be_twenty_and_no_more(client, person, monkeypatch):
    monkeypatch.setattr(saving, "MOST_SAVED", 1)
    keep(person)
    answer = client.send_form(RUBBISH, form_id=RUBBISH, name="Rác")
    assert (answer.status_code, len(stored())) == (422, 1)
    assert "số nhiều nhất" in answer.text


def test_what_is_new_is_shown_until_it_is_marked_as_seen(app, client, person, exemplar):
    saved = keep(person)
    indexing.rebuild(app.extensions["registry.search"])
    path = f"{LIST}/{saved.reference}"
    assert "1 mô hình mới" in client.get(LIST).text
    assert exemplar.latest.title in client.get(path).text
    client.send_form(path, form_id=f"{path}/da-xem")
    assert "Chưa có gì mới" in client.get(path).text
    assert stored()[0].seen == {exemplar.id}


def test_search_is_renamed_and_a_stale_form_shows_both(client, person):
    saved = keep(person)
    path = f"{LIST}/{saved.reference}"
    opened = client.get(path).text
    version = re.search(r'name="version" value="(\d+)"', opened)[1]
    assert client.send_form(path, name="Đường xóm", how="daily").status_code == 303
    answer = client.send_form(path, name="Đường bản", version=version)
    assert answer.status_code == 409
    assert "Đường xóm" in answer.text
    assert "Đường bản" in answer.text
    assert [(one.name, one.how) for one in stored()] == [("Đường xóm", HowOften.DAILY)]


def test_search_is_replaced_by_the_one_now_seen(client, person):
    saved = keep(person)
    action = f"{LIST}/{saved.reference}/thay?q=rac"
    assert f'href="{action}"' in client.get("/tim-kiem/luu?q=rac").text
    asked = client.get(action).text
    assert ["“đường”" in asked, "“rac”" in asked, stored()[0].text] == [True, True, "đường"]
    answer = client.send_form(action)
    assert answer.status_code == 303
    assert [(one.name, one.text, one.filters) for one in stored()] == [("Đường làng", "rac", {})]
    again = client.post(action, data={"version": "1", "csrf_token": client_token(client)})
    assert again.status_code == 409
    assert "vừa được đổi ở nơi khác" in again.text


def test_a_name_that_is_taken_replaces_its_search_only_where_that_is_ticked(client, person):
    keep(person)
    typed = {"name": "đường  LÀNG", "how": "daily"}
    refused = client.send_form(RUBBISH, form_id=RUBBISH, **typed)
    fields, action = form_of(refused.text, RUBBISH)

    assert refused.status_code == 422
    assert ("replaces" in fields, fields["name"], fields["how"]) == (False, *typed.values())
    assert "Nội dung cũ sẽ mất: “đường”" in refused.text
    again = client.post(action, data={**fields, "replaces": "y"})

    (saved,) = stored()
    assert (again.status_code, again.location) == (303, f"{LIST}/{saved.reference}")
    assert (saved.name, saved.text, saved.filters, saved.how) == ("đường LÀNG", "rac", {}, HowOften.DAILY)


def test_a_tick_counts_only_for_the_search_it_was_set_beside_as_it_was_shown(client, person):
    first, second = keep(person), keep(person, "nước", name="Nước sạch")
    refused = client.send_form(RUBBISH, form_id=RUBBISH, name=first.name)
    fields, action = form_of(refused.text, RUBBISH)
    ticked = {**fields, "replaces": "y"}

    other = client.post(action, data={**ticked, "name": second.name})
    with_other, _action = form_of(other.text, RUBBISH)
    client.send_form(f"{LIST}/{first.reference}/thay?q=khac")
    stale = client.post(action, data=ticked)

    assert (other.status_code, stale.status_code) == (422, 409)
    assert ("replaces" in with_other, with_other["named"]) == (False, second.reference)
    assert [one.text for one in stored()] == ["khac", "nước"]


def client_token(client):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/tim-kiem/luu?q=x").text)[1]


def test_search_is_paused_resumed_and_deleted(client, person):
    path = f"{LIST}/{keep(person).reference}"
    client.send_form(LIST, form_id=f"{path}/bao", button=("pause", "1"))
    assert [one.is_paused for one in stored()] == [True]
    client.send_form(LIST, form_id=f"{path}/bao", button=("pause", "0"))
    assert [one.is_paused for one in stored()] == [False]
    assert client.send_form(f"{path}/xoa").status_code == 303
    assert stored() == []


def test_a_search_of_somebody_else_does_not_exist(client, make, person):
    other = keep(make.user())
    token = client_token(client)
    path = f"{LIST}/{other.reference}"
    assert [client.get(one).status_code for one in (path, f"{path}/xoa")] == [404, 404]
    for end in ("", "/thay?q=x", "/bao", "/da-xem", "/xoa"):
        data = {"csrf_token": token, "version": "1", "pause": "1", "name": "Của tôi", "how": "never"}
        assert client.post(path + end, data=data).status_code == 404, end
    assert other.name not in client.get(LIST).text
    assert [(one.is_paused, one.text, one.name) for one in stored()] == [(False, "đường", "Đường làng")]


def test_pages_answer_while_the_index_is_away(client, person):
    saved = keep(person)
    assert "đang được dựng lại" in client.get(LIST).text
    assert client.get(f"{LIST}/{saved.reference}").status_code == 200
    assert client.send_form(RUBBISH, form_id=RUBBISH).status_code == 303


def stop(*references, secret=SECRET):
    return f"/tim-kiem/ngung-bao/{Stops(secret).token(references)}"


def test_mail_stops_its_search_alone_signed_out_and_only_by_post(app, make, exemplar):
    person, client = make.user(), app.test_client()
    saved, _other = keep(person), keep(person, name="Khác")
    page = client.get(stop(saved.reference))
    assert (page.status_code, "1 tìm kiếm đã lưu" in page.text) == (200, True)
    assert [one.is_paused for one in stored()] == [False, False]
    answer = client.post(stop(saved.reference), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert [one.is_paused for one in stored()] == [True, False]


def test_mail_that_was_handed_on_shows_nobody_what_a_search_is_called(app, make, exemplar):
    person, client = make.user(), app.test_client()
    searches = [keep(person, name="Chuyện riêng"), keep(person, name="Nhà tôi")]
    path = stop(*(one.reference for one in searches))
    for page in (client.get(path), client.post(path)):
        assert page.status_code == 200
        assert "2 tìm kiếm đã lưu" in page.text
        assert not [one.name for one in searches if one.name in page.text]


@pytest.mark.parametrize("kind", ["forged", "cut", "old", "deleted", "nonsense"])
def test_address_that_was_not_made_here_or_is_too_old_stops_nothing(app, make, exemplar, kind):
    person, client = make.user(), app.test_client()
    saved = keep(person)
    path = stop(saved.reference)
    if kind == "old":
        with time_machine.travel(now() - timedelta(seconds=GOOD_FOR + 9)):
            path = stop(saved.reference)
    elif kind == "deleted":
        path = stop("TK-NOBODYSONE")
    path = {
        "forged": stop(saved.reference, secret="x"),
        "cut": path[:-3],
        "nonsense": "/tim-kiem/ngung-bao/%00/x",
    }.get(kind, path)
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert [one.is_paused for one in stored()] == [False]


def test_mail_carries_the_address_in_one_line_that_mail_boxes_use(app, tmp_path):
    token = Stops(SECRET).token(new_reference() for _ in range(saving.MOST_SAVED))
    message = Message(
        to=User(email="sen@xa.gov.vn"), kind="search.found", subject="Mới", body="x", letter="Thư",
        stop_path=f"/ngung/{token}", id=1, created_at=now(),
    )  # fmt: skip
    mail = Mailer(Settings(base_url="https://dvk.example", instance=tmp_path)).compose(message)
    lines = bytes(mail).decode().splitlines()
    assert f"List-Unsubscribe: <https://dvk.example/ngung/{token}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    read = message_from_bytes(bytes(mail), policy=policy.default)
    assert read.get_content() == "Thư\n"


def test_who_is_not_signed_in_is_asked_to_and_comes_back(client, exemplar):
    answer = client.get("/tim-kiem/luu?q=rac")
    assert (answer.status_code, answer.location) == (303, "/dang-nhap")
    assert "/tim-kiem/luu" not in client.get("/tim-kiem?q=rac").text


def test_own_searches_are_told_apart_by_sense_not_by_spaces(person):
    saved = keep(person, "Đường   làng")
    assert queries.find_same(person, Asked("đường làng", {"area": ("rural",)}, "copies")) == saved
    assert queries.find_same(person, Asked("đường làng", {}, "relevance")) is None
