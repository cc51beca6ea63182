"""The pages of the level above: who has filed, one press that reminds, what was corrected since, asking."""

import re
from datetime import date
from decimal import Decimal

import pytest

from registry.core.db import db
from registry.core.permissions import Permission
from registry.periodic import queries
from registry.periodic.contents import Content
from registry.periodic.forms import form_for
from registry.periodic.service import gathering, writing
from registry.reports.service import booking
from tests.make.reports import FULL, at, content_of, signed_in


@pytest.fixture
def path(scene):
    return f"/tong-hop-bao-cao/{scene.demand.reference}/2026-10"


def test_staff_see_who_has_filed_and_remind_the_others(scene, client, path):
    scene.filed()
    client.sign_in(scene.staff)
    listed = client.get("/bao-cao-dinh-ky").text
    assert "1 trên 2 đơn vị" in listed
    assert f'href="{path}"' in listed
    page = client.get(path).text
    assert "1 trên 2 đơn vị đã nộp. Còn thiếu: Xã Bình." in page
    assert scene.leads[0].name in page
    sent = client.send_form(path, form_id=f"{path}/nhac")
    assert sent.location == path
    page = client.get(path).text
    assert "Đã nhắc 1 đơn vị." in page
    assert "Hôm nay đã nhắc" in page
    again = client.send_form(path, form_id=f"{path}/nhac")
    assert (again.status_code, "Hôm nay không còn ai để nhắc" in again.text) == (409, True)


def test_a_report_that_came_after_its_last_day_is_called_late(scene, client, path):
    scene.filed()
    with at(2026, 11, 27):
        scene.filed("2026-11", 1)
        client.sign_in(scene.staff)
        assert "Nộp muộn" in client.get(path).text
        page = client.get(path.replace("2026-10", "2026-11")).text
    assert ("Nộp muộn" in page, "Nộp đúng hạn" in page) == (False, True)


def test_the_table_leads_to_the_report_of_each_unit_and_to_longer_periods(scene, client, path):
    scene.filed()
    scene.filed("2026-09")
    client.sign_in(scene.staff)
    page = client.get(path).text
    assert f'href="/bao-cao-dinh-ky/thang/2026-10/{scene.units[0].code}"' in page
    base = path.rpartition("/")[0]
    assert f'href="{base}/2026-q4"' in page
    assert f'href="{base}/2026"' in page
    year = client.get(f"{base}/2026").text
    assert "2 trên" in year
    assert "báo cáo đã nộp" in year
    assert '<td class="r num b">6</td>' in year
    assert client.get(f"{base}/2026-h9").status_code == 404
    assert client.get(f"{base}/2031").status_code == 404


def test_what_was_corrected_after_the_figures_were_taken_is_shown(scene, client, path):
    scene.filed()
    client.sign_in(scene.staff)
    assert client.send_form(path, form_id=f"{path}/chot").location == path
    changed = content_of({**FULL, "campaigns": 9})
    writing.correct_report(scene.leads[0], scene.asked(), changed, reason="Đếm sót")
    page = client.get(path).text
    assert "sửa sau khi chốt" in page
    assert "Các tổng này đã khác so với lúc chốt" in page
    assert ['"both__text" dir="auto">3<' in page, '"both__text" dir="auto">9<' in page] == [True, True]
    client.send_form(path, form_id=f"{path}/chot")
    assert "sửa sau khi chốt" not in client.get(path).text


def test_others_find_no_table(scene, client, path):
    scene.filed()
    for person in (scene.leads[0], scene.members[0], scene.make.staff(scene.make.province())):
        client = signed_in(client, person)
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/tep.xlsx").status_code == 404
    client = signed_in(client, scene.make.signer(scene.province))
    page = client.get(path).text
    assert "Chốt số liệu" not in page
    assert "Nhắc tất cả" not in page


def test_asking_for_a_report_and_no_longer_asking(scene, client):
    client.sign_in(scene.staff)
    page = "/tong-hop-bao-cao/yeu-cau"
    bad = client.send_form(page, unit=scene.province.code, form="thang", since="01/01/2026", basis="Giữ lại")
    assert (bad.status_code, "đã được yêu cầu" in bad.text, "Giữ lại" in bad.text) == (422, True, True)
    sent = client.send_form(page, unit=scene.province.code, form="sau-thang", since="5/3/2026", basis="9-CV")
    assert sent.location == "/bao-cao-dinh-ky"
    assert "Báo cáo 6 tháng về phong trào" in client.get("/bao-cao-dinh-ky").text
    demand = queries.list_demands([scene.province.id])[-1]
    end = f"/tong-hop-bao-cao/{demand.reference}/thoi"
    assert client.send_form(end).location == "/bao-cao-dinh-ky"
    assert "yêu cầu đến 31/12/2026" in client.get("/bao-cao-dinh-ky").text
    running, _heading, ended = client.get(page).text.partition("Đã có ngày kết thúc:")
    assert "Đang yêu cầu:" in running
    assert "từ 01/01/2026 đến 31/12/2026" in ended
    assert "Báo cáo 6 tháng về phong trào" not in running.partition("Đang yêu cầu:")[2]
    client = signed_in(client, scene.leads[0])
    assert client.get(end).status_code == 403
    assert client.get(page).status_code == 403


def test_a_report_that_is_called_off_before_it_begins_was_never_asked_for(scene, client):
    demand = scene.ask("sau-thang", date(2027, 7, 1))
    gathering.end_demand(scene.staff, demand)
    client.sign_in(scene.staff)

    listed = client.get("/bao-cao-dinh-ky").text
    asked = client.get("/tong-hop-bao-cao/yeu-cau").text

    assert demand.ends_on == demand.starts_on
    assert "từ 01/07/2027 đến" not in asked
    assert "từ 01/07/2027, thôi yêu cầu trước khi bắt đầu" in asked
    assert "yêu cầu đến" not in listed
    assert "thôi yêu cầu trước khi bắt đầu" in listed


def test_what_was_called_off_is_asked_for_again(scene, client):
    demand = scene.ask("sau-thang", date(2027, 7, 1))
    client.sign_in(scene.staff)
    end = f"/tong-hop-bao-cao/{demand.reference}/thoi"
    assert "yêu cầu từ 01/07/2027" in client.get("/bao-cao-dinh-ky").text
    assert "chỉ yêu cầu từ 01/07/2027" in client.get(end).text
    client.send_form(end)

    page = f"/tong-hop-bao-cao/yeu-cau?unit={scene.province.code}&amp;form=sau-thang"
    assert page in client.get("/bao-cao-dinh-ky").text
    shown = client.get(page.replace("&amp;", "&")).text
    assert '<option selected value="sau-thang">' in shown
    client.send_form(
        "/tong-hop-bao-cao/yeu-cau", unit=scene.province.code, form="sau-thang", since="1/1/2026"
    )

    assert demand.spells == [(date(2026, 1, 1), None)]
    assert "từ 01/01/2026" in client.get("/tong-hop-bao-cao/yeu-cau").text


def test_a_pause_to_come_is_told_with_both_its_ends(scene, client):
    demand = scene.ask("sau-thang", date(2026, 1, 1))
    gathering.end_demand(scene.staff, demand)
    gathering.demand_report(scene.staff, scene.province, "sau-thang", since=date(2027, 7, 1), basis="")
    client.sign_in(scene.staff)

    assert "yêu cầu đến 31/12/2026 và lại từ 01/07/2027" in client.get("/bao-cao-dinh-ky").text
    assert "đến 31/12/2026; từ 01/07/2027" in client.get("/tong-hop-bao-cao/yeu-cau").text


def test_a_province_drafts_its_own_tables_and_the_signer_files_them(scene, client):
    gathering.demand_report(scene.staff, scene.province, "bieu-0601", since=scene.demand.starts_on, basis="")
    signer = scene.make.signer(scene.province)
    path = f"/bao-cao-dinh-ky/bieu-0601/2026/{scene.province.code}"
    client.sign_in(scene.staff)
    assert 'name="figure_movements" type="text" value="1"' in client.get(f"{path}/soan").text
    assert client.send_form(f"{path}/soan", figure_level_central="1").location == f"{path}/nop"
    assert "Nộp báo cáo</button>" not in client.get(f"{path}/nop").text
    client = signed_in(client, signer)
    assert client.send_form(f"{path}/nop").location == path
    page = client.get(path).text
    assert "chưa có số liệu" in page
    client = signed_in(client, scene.leads[0])
    assert client.get(path).status_code == 404


def test_of_the_table_of_awards_no_row_is_a_recognition(scene, client):
    """A recognition is no award under the Law: it stands beside the form, and people type the awards."""
    day = scene.demand.starts_on
    gathering.demand_report(scene.staff, scene.province, "bieu-0603", since=day.replace(year=2025), basis="")
    for unit in scene.units:
        scene.make.recognised(scene.province, unit=unit, year=2026)
    with at(2026, 11, 23):
        booking.catch_up()
        path = f"/bao-cao-dinh-ky/bieu-0603/2026/{scene.province.code}"
        client.sign_in(scene.staff)
        page = client.get(f"{path}/soan").text
        fields = re.findall(r'name="figure_[a-z]+" type="text" value="([^"]*)"', page)
        assert (len(fields), set(fields)) == (11, {""})
        assert 'Mô hình được công nhận cấp tỉnh trong năm: <b class="num">2</b>' in page
        assert "không phải khen thưởng" in page
        assert client.send_form(f"{path}/soan", figure_theme="3").location == f"{path}/nop"
        signer = scene.make.signer(scene.province)
        client = signed_in(client, signer)
        assert "Nộp báo cáo</button>" not in client.get(f"{path}/nop").text, "the sum of all is missing"
        client = signed_in(client, scene.staff)
        client.send_form(f"{path}/soan", figure_awards="3", figure_theme="3")
        client = signed_in(client, signer)
        assert client.send_form(f"{path}/nop").location == path
        assert "chưa có số liệu" in client.get(path).text


def test_a_draft_begun_under_an_earlier_version_of_its_form_follows_the_one_that_holds(scene, client):
    """Begun before the form was changed and never filed: nothing of it is filled in by the old method."""
    day = scene.demand.starts_on
    gathering.demand_report(scene.staff, scene.province, "bieu-0603", since=day, basis="")
    scene.make.recognised(scene.province, unit=scene.units[0], year=2026)
    with at(2026, 11, 23):
        booking.catch_up()
        asked = queries.get_expected(
            scene.staff, "bieu-0603", "2026", scene.province.code, Permission.REPORT_DRAFT
        )
        draft = writing.save_draft(scene.staff, asked, Content(figures={"theme": Decimal(3)}))
        draft.form_version = 1
        db.session.commit()
        client.sign_in(scene.staff)
        path = f"/bao-cao-dinh-ky/bieu-0603/2026/{scene.province.code}"
        page = client.get(f"{path}/soan").text
        fields = re.findall(r'name="figure_[a-z]+" type="text" value="([^"]*)"', page)
        assert (len(fields), set(fields)) == (11, {"", "3"})
        assert "từ sổ đăng ký" not in client.get(f"{path}/nop").text
        writing.save_draft(scene.staff, asked, Content(figures={"awards": Decimal(3), "theme": Decimal(3)}))
        filing = writing.file_report(scene.make.signer(scene.province), asked)
    assert (draft.form_version, filing.known, filing.figures) == (2, {}, {"awards": "3", "theme": "3"})


def test_a_table_of_awards_of_an_earlier_year_keeps_its_first_version():
    assert [form_for("bieu-0603", date(year, 1, 1)).version for year in (2025, 2026)] == [1, 2]
