"""Finding and recording units, within one's scope."""

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.units.models import Unit
from registry.units.queries import find_unit
from tests.make.browser_client import form_of


@pytest.fixture
def scope(make, client):
    """An administrator of one province, signed in, with a commune; and a foreign commune."""
    province, foreign = make.province(name="tỉnh Mẫu"), make.province(name="tỉnh Khác")
    commune = make.unit(name="xã Đồng Gương", parent=province)
    other = make.unit(name="xã Lạ", parent=foreign)
    client.sign_in(make.administrator(province, username="quan.tri"))
    return province, commune, other


def test_hub_counts_what_is_in_scope(scope, client):
    page = client.get("/quan-tri").text
    assert "tỉnh Mẫu" in page
    assert "tỉnh Khác" not in page
    assert 'href="/quan-tri/linh-vuc"' in page


def test_list_shows_the_scope_only_and_finds_without_marks(scope, client):
    page = client.get("/quan-tri/don-vi").text
    assert "xã Đồng Gương" in page
    assert "xã Lạ" not in page
    assert "xã Đồng Gương" in client.get("/quan-tri/don-vi?q=dong+guong").text
    assert "Không có đơn vị phù hợp" in client.get("/quan-tri/don-vi?q=la").text
    assert "xã Đồng Gương" not in client.get("/quan-tri/don-vi?loai=province").text


@pytest.mark.parametrize("query", ["trang=" + "9" * 26, "trang=x", "loai=x", "q=%25%00", "q=" + "a" * 5000])
def test_odd_queries_show_a_page(scope, client, query):
    assert client.get(f"/quan-tri/don-vi?{query}").status_code == 200


def test_unit_outside_the_scope_does_not_exist(scope, client):
    _, _, other = scope
    missing = client.get("/quan-tri/don-vi/khong-co")
    for path in ("", "/doi-ten", "/nhap", "/chia", "/giai-the", "/chuyen"):
        answer = client.get(f"/quan-tri/don-vi/{other.code}{path}")
        assert answer.status_code == 404
    assert missing.status_code == 404
    assert client.get(f"/quan-tri/nhat-ky/don-vi/{other.code}").status_code == 404
    assert client.get("/quan-tri/don-vi/" + "9" * 26).status_code == 404


def test_unit_is_recorded_below_one_of_mine(scope, client):
    province, _, _ = scope
    answer = client.send_form(
        f"/quan-tri/don-vi/moi?tren={province.code}", name="phường Bến Trăng", kind="ward", areas=["urban"]
    )
    assert answer.headers["Location"] == "/quan-tri/don-vi/phuong-ben-trang"
    made = find_unit("phuong-ben-trang")
    assert (made.name, made.areas) == ("phường Bến Trăng", ["urban"])
    assert [place.parent for place in made.placements] == [province]
    assert "Đã ghi nhận đơn vị." in client.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Nhập tên đơn vị"),
        ({"name": "xã Đồng Gương"}, "đã có đơn vị mang tên này"),
        ({"name": "xã Đồng Gươnг"}, "hai hệ chữ"),
        ({"name": "x" * 301}, "300"),
        ({"kind": "x"}, "Chọn"),
        ({"kind": "district_legacy"}, "1/7/2025"),
        ({"parent": ""}, "Chọn đơn vị cấp trên."),
        ({"parent": "xã Lạ"}, "Bạn không quản trị đơn vị nào"),
        ({"party_parent": "khong-co"}, "Bạn không quản trị đơn vị nào"),
        ({"started_on": "32/13/2026"}, "Không có ngày 32/13/2026 trong lịch."),
        ({"started_on": ""}, "Nhập ngày"),
        ({"areas": ["sa-mac"]}, "Chỉ chọn các mục"),
    ],
)
def test_each_field_wrong_in_turn_is_named_and_the_rest_kept(scope, client, changed, told):
    before = db.session.scalar(select(func.count()).select_from(Unit))
    given = {"name": "xã Mới", "kind": "commune", "parent": "tỉnh Mẫu", "started_on": "01/07/2025"}
    answer = client.send_form("/quan-tri/don-vi/moi", **{**given, **changed})
    assert answer.status_code == 422
    assert told in answer.text
    for name in {"name", "parent", "started_on"} - set(changed):
        assert f'value="{given[name]}"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Unit)) == before


def test_form_sent_twice_makes_one_unit(scope, client):
    page = client.get("/quan-tri/don-vi/moi")
    fields, _ = form_of(page.text)
    fields.update(name="xã Mới", kind="commune", parent="tỉnh Mẫu")
    answers = [client.post("/quan-tri/don-vi/moi", data=fields) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/quan-tri/don-vi/xa-moi"] * 2
    assert db.session.scalar(select(func.count()).select_from(Unit).where(Unit.code.like("xa-moi%"))) == 1


@pytest.fixture
def namesakes(make, scope):
    """Two units of one name."""
    return [
        make.unit(name="Chi bộ thôn 1", parent=parent, code=code)
        for code, parent in (("cb-1", scope[0]), ("cb-2", scope[1]))
    ]


def test_a_unit_of_several_with_one_name_is_chosen_and_what_was_typed_stays(namesakes, client):
    path, before = "/quan-tri/don-vi/moi", db.session.scalar(select(func.count()).select_from(Unit))
    page = client.send_form(path, name="Tổ 1", kind="other", parent="chi bo thon 1")
    assert page.status_code == 422
    assert 'value="Tổ 1"' in page.text
    assert "xã Đồng Gương, tỉnh Mẫu. Mã: cb-2" in page.text
    assert db.session.scalar(select(func.count()).select_from(Unit)) == before
    fields, _ = form_of(page.text)
    answer = client.post(path, data={**fields, "parent-chon": "cb-2"})
    assert answer.status_code == 303
    assert [one.parent.code for one in find_unit("to-1").placements] == ["cb-2"]


def test_a_choice_does_not_outlive_the_text_it_was_offered_for(namesakes, scope, client):
    path = "/quan-tri/don-vi/moi"
    page = client.send_form(path, name="Tổ 1", kind="other", parent="chi bo thon 1")
    fields, _ = form_of(page.text)
    client.post(path, data={**fields, "parent-chon": "cb-2", "parent": "tinh mau"})
    assert [one.parent for one in find_unit("to-1").placements] == [scope[0]]


def test_a_choice_out_of_scope_is_refused(scope, client):
    fields, _ = form_of(client.get("/quan-tri/don-vi/moi").text)
    sent = {"name": "Tổ 1", "parent": "xa", "parent-hoi": "xa", "parent-chon": scope[2].code}
    answer = client.post("/quan-tri/don-vi/moi", data={**fields, **sent})
    assert answer.status_code == 422
    assert find_unit("to-1") is None


@pytest.mark.parametrize("typed", ["XÃ ĐỒNG GƯƠNG", "xa dong guong", "XA-DONG-GUONG"])
def test_a_unit_is_known_by_how_people_write_it(scope, client, typed):
    given = {"name": "Tổ 1", "kind": "other", "parent": typed}
    assert client.send_form("/quan-tri/don-vi/moi", **given).status_code == 303
    assert [one.parent for one in find_unit("to-1").placements] == [scope[1]]


@pytest.mark.parametrize("typed", ["guong", "ong", "đồng gương", "xa dong"])
def test_part_of_a_name_is_offered_and_names_no_unit_by_itself(scope, client, typed):
    page = client.send_form("/quan-tri/don-vi/moi", name="Tổ 1", kind="other", parent=typed)
    assert page.status_code == 422
    assert "Không có đơn vị nào tên đúng như vậy" in page.text
    assert find_unit("to-1") is None
    fields, _ = form_of(page.text)
    assert client.post(page.request.path, data={**fields, "parent-chon": scope[1].code}).status_code == 303
    assert [one.parent for one in find_unit("to-1").placements] == [scope[1]]


def test_the_likeliest_is_offered_however_many_others_hold_the_words(make, scope, client):
    for number in range(25):
        make.unit(name=f"Chi bộ {number} xã Đồng Gương", parent=scope[1])
    page = client.send_form("/quan-tri/don-vi/moi", name="Tổ 1", kind="other", parent="dong guong").text
    assert page.index(">xã Đồng Gương</bdi>") < page.index(">Chi bộ 0 ")


def test_a_slip_is_answered_with_what_may_have_been_meant(scope, client):
    given = {"name": "Tổ 1", "kind": "other", "parent": "xã Đồng Gưng"}
    page = client.send_form("/quan-tri/don-vi/moi", **given)
    assert page.status_code == 422
    assert f'value="{scope[1].code}"' in page.text
    assert "xã Lạ" not in page.text


def test_the_name_with_the_fewest_further_words_is_offered_first(make, scope, client):
    make.unit(name="Hội Phụ nữ xã Đồng Gương", parent=scope[1])
    page = client.send_form("/quan-tri/don-vi/moi", name="Tổ 1", kind="other", parent="dong guong").text
    assert page.index(">xã Đồng Gương<") < page.index(">Hội Phụ nữ xã Đồng Gương<")


def test_what_a_line_of_several_may_mean_is_named(namesakes, scope, client):
    path = f"/quan-tri/don-vi/{scope[1].code}/nhap"
    typed = {"into": "tinh mau", "units": "Chi bo thon 1", "on": "01/07/2026", "basis": "Nghị quyết số 1"}
    assert "Chi bộ thôn 1 (cb-1); Chi bộ thôn 1 (cb-2)" in client.send_form(path, **typed).text


@pytest.mark.parametrize("role", ["member", "lead", "reviewer", "secretary", "signer", "staff"])
def test_nobody_but_administrators_opens_the_administration(make, client, role):
    client.sign_in(getattr(make, role)(make.unit()))
    for page in ("/quan-tri", "/quan-tri/don-vi", "/quan-tri/nguoi-dung", "/quan-tri/don-vi/moi"):
        assert client.get(page).status_code == 403
