"""The page of a model: who gets it, what stands on it, nothing hostile in it."""

import re
from datetime import date

import pytest
from flask import url_for

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service import editing, fields, importing
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.replication.states import ReplicationState
from registry.review.states import NominationState
from registry.units.service import reorganising

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>{{ 7*7 }}'
TEXTS = (
    "title", "summary", "situation", "goals", "target_group", "method", "forces", "resources", "schedule",
    "outcome", "outputs", "needs_people", "needs_money", "needs_time", "pitfalls", "upkeep",
)  # fmt: skip


def url(exemplar, rest=""):
    return f"/mo-hinh/{exemplar.reference}{rest}"


def without_token(page):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)


def test_everybody_reads_a_public_model_in_its_order(client, make):
    exemplar = make.exemplar(public=True)

    page = client.get(url(exemplar))

    assert page.status_code == 200
    places = [page.text.index(f'id="{part}"') for part in ("van-de", "cach-lam", "ket-qua", "nhan-rong")]
    assert places == sorted(places)
    assert "Nghe dân trước, vẽ đường sau" in page.text
    assert "1,9\u00a0tỷ\u00a0đồng" in page.text
    assert "noindex" not in page.text


def test_the_public_reads_the_course_of_a_model_in_its_order_and_nothing_unconfirmed(client, make):
    case = make.case(state=NominationState.RECOGNISED)
    make.replication(source=case.exemplar, state=ReplicationState.SUSTAINED, started_on=today())
    make.replication(source=case.exemplar, state=ReplicationState.CONFIRMED, started_on=date(2026, 2, 3))
    asked = make.replication(source=case.exemplar, started_on=date(2026, 1, 2))

    page = client.get(url(case.exemplar)).text
    course = page.partition('id="qd"')[2].partition("</section>")[0]

    steps = re.findall(r'<time datetime="([0-9-]+)">[^<]*</time>([^<]*)', course)
    days = [day for day, _text in steps]
    assert days == sorted(days)
    told = " ".join(" ".join(text.split()) for _day, text in steps)
    for step in (
        "Đã đăng ký",
        "Được công nhận",
        "Nơi đầu tiên nhân rộng",
        "Nơi nhân rộng gần nhất",
        "vẫn duy trì",
    ):
        assert step in told, step
    assert ("2026-02-03", "2026-01-02" in days) == (days[0], False)
    assert asked.unit_name not in course
    assert "In trang này" in page.partition("rec-head")[2].partition("<article")[0]


def test_what_has_changed_stands_under_its_own_heading(client, make):
    exemplar = make.exemplar(public=True)
    exemplar.latest.outcome = "Bà con tự nguyện hiến đất"
    db.session.commit()

    results = client.get(url(exemplar)).text.partition('id="ket-qua"')[2]

    heading, text = results.index("Tác động, chuyển biến</h3>"), results.index("Bà con tự nguyện hiến đất")
    assert results.index("</table>") < heading < text


def test_a_draft_of_others_answers_like_a_missing_one(client, make):
    draft = make.exemplar(state=ExemplarState.DRAFT)
    client.sign_in(make.lead(make.unit()))

    for rest in ("", "/sua", "/sua/van-de-va-muc-tieu", "/kiem-tra", "/lich-su", "/phien-ban/1", "/duy-tri"):
        hidden, missing = client.get(url(draft, rest)), client.get(f"/mo-hinh/MH-2026-99999{rest}")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert without_token(hidden).replace(draft.reference, "MH-2026-99999") == without_token(missing)


@pytest.mark.parametrize("reference", ["9" * 26, "MH-2026-00000", "x" * 80, "%00", "%ff", "a b", "..%2f"])
def test_odd_references_are_not_found(client, make, reference):
    for rest in ("", "/lich-su", "/phien-ban/1"):
        assert client.get(f"/mo-hinh/{reference}{rest}").status_code == 404


def test_hostile_text_is_shown_as_text(client, make, app):
    unit = make.unit(name=f"Xã {HOSTILE}")
    exemplar = make.exemplar(
        unit=unit,
        public=True,
        partners=[PartnerRow(HOSTILE, HOSTILE)],
        results=[ResultRow(HOSTILE, 1, 2, HOSTILE[:80])],
        topics=[HOSTILE[:60]],
        **{**dict.fromkeys(TEXTS, HOSTILE), "method": f"1. Một. {HOSTILE}\n2. {HOSTILE}"},
    )
    other = make.exemplar(unit=unit, state=ExemplarState.DRAFT, **dict.fromkeys(TEXTS, HOSTILE))
    client.sign_in(make.lead(unit, name=HOSTILE))

    pages = ["", "/sua", "/kiem-tra", "/lich-su", "/phien-ban/1", "/sua/cach-lam", "/sua/ket-qua"]
    for path in [*(url(one, rest) for one in (exemplar, other) for rest in pages), "/dang-ky"]:
        page = client.get(path, follow_redirects=True)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "onerror=alert(1)>49" not in page.text


def test_u18_links_of_the_unit_are_marked_as_strangers(client, make):
    exemplar = make.exemplar(public=True, sources=["https://example.org/a?b=1&c=<x>"])

    page = client.get(url(exemplar)).text

    assert 'href="https://example.org/a?b=1&amp;c=&lt;x&gt;" rel="noopener noreferrer nofollow ugc"' in page


def test_an_imported_model_says_so_and_hides_what_is_not_there(client, app):
    fields.ensure_default_fields()
    line = (
        '{"id": "m1", "title": "Thôn kiểu mẫu", "unit": "UBND xã Hoằng Lộc",'
        ' "field": "economy", "kind": "collective",'
        ' "summary": "Xã làm đường hoa.", "results": [{"indicator": "thôn", "value": 34, "unit": "village"}],'
        ' "areas": [], "topics": [], "source_url": "https://example.org/m1"}'
    )
    importing.import_models(None, [line])
    exemplar = db.session.scalars(db.select(Exemplar)).one()

    page = client.get(url(exemplar)).text

    assert "Bản ghi nhập từ nguồn công khai" in page
    assert 'rel="noopener noreferrer nofollow ugc"' in page
    assert "34\u00a0thôn" in page
    for absent in ("van-de", "cach-lam", "ket-qua", "nhan-rong", "lan-toa"):
        assert f'id="{absent}"' not in page


def test_the_unit_sees_its_new_version_and_others_the_public_one(client, make, app):
    exemplar = make.exemplar(public=True)
    lead = make.lead(exemplar.lead_unit)
    editing.begin_new_version(lead, exemplar)
    editing.save_section(lead, exemplar, Section.PROBLEM, {"goals": "Mục tiêu đang viết"})

    assert "Mục tiêu đang viết" not in client.get(url(exemplar)).text
    client.sign_in(lead)
    own = client.get(url(exemplar)).text
    assert "Mục tiêu đang viết" in own
    assert "Người khác xem phiên bản 1" in own


def test_a_merged_unit_is_shown_with_its_successor(client, make):
    old, new = make.unit(name="Xã Nà Sương"), make.unit(name="Xã Sương Nắng")
    exemplar = make.exemplar(unit=old, public=True)
    reorganising.merge_units(None, [old], into=new, on=date(2025, 7, 1))

    assert "Xã Nà Sương (nay là Xã Sương Nắng)" in client.get(url(exemplar)).text


@pytest.mark.parametrize(
    ("query", "referrer", "back"),
    [
        ("tu=/mo-hinh?q=duong", None, "/mo-hinh?q=duong"),
        ("", "http://localhost/mo-hinh?q=gao&trang=2", "/mo-hinh?q=gao&amp;trang=2"),
        ("tu=https://evil.example/mo-hinh?q=1", None, "/mo-hinh"),
        ("tu=//evil.example/mo-hinh?q=1", None, "/mo-hinh"),
        ("tu=javascript:alert(1)", None, "/mo-hinh"),
        ("tu=/dang-xuat?x=1", None, "/mo-hinh"),
        ("tu=http://[", None, "/mo-hinh"),
        ("", "https://evil.example/mo-hinh?q=1", "/mo-hinh"),
    ],
)
def test_the_way_back_leads_to_the_same_results_and_nowhere_else(client, make, app, query, referrer, back):
    with app.test_request_context():
        search = url_for("search.show_results")
    exemplar = make.exemplar(public=True)
    headers = {"Referer": referrer.replace("/mo-hinh?", f"{search}?")} if referrer else {}

    page = client.get(url(exemplar, f"?{query.replace('/mo-hinh?', f'{search}?')}"), headers=headers).text

    assert f'<li><a href="{back.replace("/mo-hinh", search, 1)}">Kết quả tìm kiếm</a></li>' in page


def test_the_english_page_speaks_english_around_the_vietnamese_text(client, make):
    exemplar = make.exemplar(public=True)

    page = client.get("/en" + url(exemplar)).text

    assert "What does it take to copy it?" in page
    assert '<h1 lang="vi">' in page
    assert '<span lang="vi">Hộ tự nguyện hiến đất</span>' in page
    assert ' lang="vi"' not in client.get(url(exemplar)).text.partition("<main")[2].partition("</main>")[0]
    assert 'href="/en/mo-hinh/' in page


def test_u17_marks_of_templates_stand_as_they_were_typed(client, make):
    typed = "{{ 7*7 }} {% if 1 %}có{% endif %} ${1+1} { MERGEFIELD Ten }"
    exemplar = make.exemplar(public=True, **dict.fromkeys(TEXTS, typed))

    page = client.get(url(exemplar)).text

    assert page.count(typed) >= len(TEXTS)
    assert "49" not in without_token(client.get(url(exemplar))).split("<main")[1].split("<aside")[0]
