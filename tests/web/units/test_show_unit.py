"""What everybody may know of a unit."""

from datetime import date

from registry.units.service import provinces, reorganising
from registry.units.states import UnitKind

DAY = date(2025, 7, 1)


def test_page_shows_names_with_their_days_and_both_places(make, client):
    province = make.province(name="tỉnh Mẫu")
    committee = make.unit(name="Tỉnh ủy Mẫu", kind=UnitKind.PARTY_COMMITTEE, parent=province)
    unit = make.unit(name="thị trấn Bến Đợi", parent=province, party_parent=committee)
    reorganising.rename_unit(None, unit, name="phường Bến Trăng", on=DAY, basis="NQ 12")
    page = client.get(f"/don-vi/{unit.code}")
    assert page.status_code == 200
    for words in ("phường Bến Trăng", "thị trấn Bến Đợi", "30/06/2025", "tỉnh Mẫu", "Tỉnh ủy Mẫu", "NQ 12"):
        assert words in page.text


def test_unit_that_is_gone_points_to_what_follows_and_that_one_back(make, client):
    old, new = make.unit(name="xã Cũ"), make.unit(name="xã Mới")
    reorganising.merge_units(None, [old], into=new, on=DAY)
    gone, stays = client.get(f"/don-vi/{old.code}").text, client.get(f"/don-vi/{new.code}").text
    assert "Đơn vị này không còn hoạt động." in gone
    assert f'href="/don-vi/{new.code}"' in gone
    assert f'href="/don-vi/{old.code}"' in stays
    assert "Đơn vị này không còn hoạt động." not in stays


def test_w13_models_of_the_merged_unit_are_found_at_the_successor(make, client):
    old, new = make.unit(name="xã Cũ"), make.unit(name="xã Mới")
    model = make.exemplar(unit=old, title="Đường hoa thôn Bắc", public=True)
    reorganising.merge_units(None, [old], into=new, on=DAY)
    for unit in (old, new):
        page = client.get(f"/don-vi/{unit.code}").text
        assert "Đường hoa thôn Bắc" in page
        assert f"/mo-hinh/{model.reference}" in page
    assert "xã Cũ" in client.get(f"/don-vi/{new.code}").text


def test_only_public_models_are_listed_for_anybody(make, client):
    unit = make.unit()
    make.exemplar(unit=unit, title="Chưa công nhận")
    client.sign_in(make.member(unit))
    page = client.get(f"/don-vi/{unit.code}").text
    assert "Chưa công nhận" not in page
    assert "Chưa có mô hình được công nhận" in page


def test_page_names_nobody_who_works_there(make, client):
    unit = make.unit()
    make.lead(unit, name="Lù Thị Sen")
    assert "Lù Thị Sen" not in client.get(f"/don-vi/{unit.code}").text


def test_province_lists_what_is_below_and_reads_in_english(make, client):
    provinces.seed_provinces()
    page = client.get("/en/don-vi/ha-giang").text
    assert "This unit no longer exists." in page
    assert "Tuyên Quang" in page
    assert "became part of" in page


def test_unknown_unit_is_not_found(client):
    for code in ("khong-co", "9" * 26, "a" * 81):
        assert client.get(f"/don-vi/{code}").status_code == 404
