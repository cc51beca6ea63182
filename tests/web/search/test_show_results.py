"""The search page: addresses for every state, filters, nothing found, odd input."""

import pytest

from registry.core.db import db
from registry.discovery import indexing
from registry.replication.states import ReplicationState
from registry.review.states import NominationState as N
from registry.search import searching
from registry.units.states import UnitKind


@pytest.fixture
def models(app, make):
    """Three public models in the index."""
    made = [
        make.exemplar(public=True, title="Hũ gạo tình thương", field="culture-society", areas=["rural"]),
        make.exemplar(public=True, title="Đường hoa tự quản", field="culture-society", areas=["urban"]),
        make.exemplar(public=True, title="Tổ liên kết chè", field="economy", areas=["mountainous"]),
    ]
    indexing.rebuild(app.extensions["registry.search"])
    return made


def titles(page):
    return [title for title in ("Hũ gạo", "Đường hoa", "Tổ liên kết chè") if title in _plain(page)]


def _plain(page):
    return page.text.replace("<mark>", "").replace("</mark>", "").split('<section aria-labelledby="kq">')[1]


def test_words_without_accents_are_found_and_marked(client, models):
    page = client.get("/tim-kiem?q=hu+gao")
    assert titles(page) == ["Hũ gạo"]
    assert "<mark>Hũ gạo</mark>" in page.text


def test_that_none_has_all_words_is_said_only_then(client, models):
    said = "Không mô hình nào có đủ các từ này."
    assert said in client.get("/tim-kiem?q=hu+gao+camera").text
    assert said not in client.get("/tim-kiem?q=hu+gao").text
    assert said not in client.get("/tim-kiem?q=camera").text


def test_filters_of_one_facet_widen_and_of_two_narrow(client, models):
    wide = client.get("/tim-kiem?linh-vuc=culture-society&linh-vuc=economy")
    narrow = client.get("/tim-kiem?linh-vuc=culture-society&vung=urban")
    assert titles(wide) == ["Hũ gạo", "Đường hoa", "Tổ liên kết chè"]
    assert titles(narrow) == ["Đường hoa"]


def test_filter_in_use_stays_ticked_and_can_be_taken_away(client, models):
    page = client.get("/tim-kiem?q=&linh-vuc=economy")
    assert 'value="economy" checked' in page.text
    assert 'href="/tim-kiem"><span class="vh">Bỏ' in page.text


def test_nothing_found_names_the_filter_to_drop(client, models):
    page = client.get("/tim-kiem?q=hu+gao&vung=border")
    assert "Chưa có mô hình nào phù hợp" in page.text
    assert 'href="/tim-kiem?q=hu+gao"' in page.text
    page = client.get('/tim-kiem?q=hu+gao+-"tinh thuong"')
    assert "Đã bỏ: tinh thuong" in page.text
    assert 'href="/tim-kiem?q=hu+gao"' in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/tim-kiem?q=%00",
        "/tim-kiem?q=%ff%fe",
        "/tim-kiem?q=" + "a" * 5000,
        "/tim-kiem?q=" + "%28" * 300,
        "/tim-kiem?q=*",
        "/tim-kiem?q=%22",
        "/tim-kiem?trang=99999999999999999999999999",
        "/tim-kiem?trang=-1",
        "/tim-kiem?sap-xep=password",
        "/tim-kiem?linh-vuc=%27%22",
        "/tim-kiem?" + "&".join(f"nam={n}" for n in range(500)),
    ],
)
def test_s01_to_s05_odd_questions_get_a_page(client, models, address):
    assert client.get(address).status_code == 200


def test_a_page_beyond_the_last_leads_to_the_last(client, models):
    answer = client.get("/tim-kiem?sap-xep=updated&trang=999&linh-vuc=culture-society&la=gi")
    assert answer.status_code == 303
    assert answer.location == "/tim-kiem?linh-vuc=culture-society&sap-xep=updated"
    assert titles(client.get(answer.location)) == ["Hũ gạo", "Đường hoa"]
    assert client.get("/tim-kiem?q=xyzzy&trang=2").location == "/tim-kiem?q=xyzzy"


def test_what_was_taken_over_is_told_apart_from_what_was_recognised(app, client, make, models):
    make.case(state=N.RECOGNISED)
    models[0].is_imported = True
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])
    page = client.get("/tim-kiem?q=hu+gao")
    assert "Nhập từ nguồn công khai" in page.text
    assert "Đã công nhận" not in page.text.split('class="hits"')[1]
    page = client.get("/tim-kiem?q=hien+dat")
    assert "Đã công nhận: " in page.text
    assert page.text.count("Nhập từ nguồn công khai") == 1


def test_x01_words_are_shown_as_text(client, models):
    page = client.get("/tim-kiem?q=<script>alert(1)</script>")
    assert "<script>alert" not in page.text


def test_page_of_filters_keeps_the_words(client, models):
    page = client.get("/tim-kiem/bo-loc?q=hu+gao&sap-xep=copies")
    assert 'name="q" value="hu gao"' in page.text
    assert 'name="sap-xep" value="copies"' in page.text


def test_english_page_keeps_its_prefix(client, models):
    page = client.get("/en/tim-kiem?q=hu+gao")
    assert "1 model" in page.text
    assert 'href="/en/mo-hinh/' in page.text
    assert 'hreflang="vi" href="/tim-kiem?q=hu+gao"' in page.text or 'href="/tim-kiem?q=hu+gao"' in page.text


def test_api_answers_as_the_public_and_refuses_wrong_values(client, models):
    answer = client.get("/api/v1/search?q=hu gao").json
    assert [hit["title"] for hit in answer["hits"]] == ["Hũ gạo tình thương"]
    assert answer["counts"]["field"]["culture-society"] == 1
    assert client.get("/api/v1/search?page=0").status_code == 422
    assert client.get("/api/v1/search?sort=password").status_code == 422


@pytest.mark.parametrize(("copies", "told"), [(1, "copied in 1 place<"), (2, "copied in 2 places<")])
def test_english_counts_copies_in_the_right_number(app, client, make, copies, told):
    source = make.exemplar(public=True, title="Hũ gạo tình thương")
    for _ in range(copies):
        make.replication(source=source, state=ReplicationState.CONFIRMED)
    indexing.rebuild(app.extensions["registry.search"])
    assert told in client.get("/en/tim-kiem?q=hu+gao").text


def test_a_province_is_typed_by_any_name_and_stays_ticked(app, client, make):
    province = make.unit(kind=UnitKind.PROVINCE, name="Bình Dương", code="binh-duong")
    found = make.exemplar(unit=make.unit(parent=province), public=True, title="Hũ gạo tình thương")
    found.province = province
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])
    page = client.get("/tim-kiem?tinh=&tinh=B%C3%ACnh+D%C6%B0%C6%A1ng")
    assert titles(page) == ["Hũ gạo"]
    assert 'value="binh-duong" checked' in page.text
    assert '<option value="Bình Dương">' in page.text


def test_typed_filter_becomes_a_chip_and_can_be_typed_again(client, models):
    page = client.get("/tim-kiem?q=hoa+vung:do+thi")
    assert titles(page) == ["Đường hoa"]
    assert 'value="urban" checked' in page.text
    assert 'class="chip" href="/tim-kiem?q=hoa"' in page.text
    assert "<code>hoa vung:do-thi</code>" in page.text


def test_units_like_ours_are_switched_on_with_reasons(client, make, models):
    unit = make.unit()
    unit.areas = ["mountainous"]
    db.session.commit()
    client.sign_in(make.member(unit))
    plain = client.get("/tim-kiem")
    assert 'href="/tim-kiem?sap-xep=ours"' in plain.text
    assert 'class="fit"' not in plain.text
    page = client.get("/tim-kiem?sap-xep=ours")
    assert _plain(page).index("Tổ liên kết chè") < _plain(page).index("Hũ gạo")
    assert "cùng loại địa bàn: Miền núi" in page.text
    unit.areas = ["island"]
    db.session.commit()
    page = client.get("/tim-kiem?q=hu+gao&sap-xep=ours")
    assert "Chưa có mô hình nào" in page.text


def test_the_public_is_offered_no_units_like_ours(client, models):
    page = client.get("/tim-kiem?sap-xep=ours")
    assert page.status_code == 200
    assert "giống đơn vị" not in page.text


def test_a_typed_value_nobody_knows_is_told_and_a_known_one_becomes_a_chip(client, models):
    page = client.get("/tim-kiem?q=linhvuc:abc+ch%C3%A8").text
    assert "không có “abc”" in page
    assert 'value="linhvuc:abc chè"' in page
    page = client.get("/tim-kiem?q=linhvuc:vanhoaxahoi+gao").text
    assert "không có “" not in page
    assert 'value="culture-society" checked' in page


def test_no_filter_works_without_a_chip(client, models):
    page = client.get("/tim-kiem?q=" + "+".join(f"nam:{2000 + number}" for number in range(13))).text
    assert page.count('class="chip"') == 12
    assert 'value="nam:2012"' in page


def test_a_partial_hit_says_on_its_card_which_words_it_lacks(client, models):
    page = client.get("/tim-kiem?q=hũ+gạo+tình+thương+camera").text
    assert "Không có: <bdi>camera</bdi>" in page
    assert "Không có:" not in client.get("/tim-kiem?q=hũ+gạo").text


def test_a_filter_with_a_minus_sign_is_a_chip_and_a_ticked_box_that_says_not(client, models):
    page = client.get("/tim-kiem?q=-linhvuc:kinhte")
    assert titles(page) == ["Hũ gạo", "Đường hoa"]
    assert "không phải Kinh tế" in page.text.split('class="chips"')[1].split("</ul>")[0]
    assert 'value="-economy" checked' in page.text
    assert client.get("/tim-kiem?linh-vuc=-economy&linh-vuc=-").text.count('class="chip"') == 1
    assert "bị loại ra" in client.get("/tim-kiem?q=-linhvuc:abc").text


def test_s04_what_was_not_counted_is_said_and_nothing_breaks(client, models, monkeypatch):
    monkeypatch.setattr(searching, "COUNTING_BUDGET", -1.0)
    pages = [client.get(f"/tim-kiem{path}?q=hu+gao") for path in ("", "/bo-loc", "/ban-do")]
    assert [(page.status_code, "Câu hỏi quá rộng" in page.text) for page in pages] == [(200, True)] * 3
    assert "disabled" not in pages[0].text.split('id="loc"')[1].split("</form>")[0]
    assert client.get("/tim-kiem?q=khong-co-gi&tinh=x&nam=1900").status_code == 200
