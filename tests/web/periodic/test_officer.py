"""The pages of a unit: from what is due to a report that is filed, and its correction."""

import re

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.identity.models import KeptText
from registry.periodic import queries
from registry.periodic.service import writing
from registry.periodic.states import ReportState
from registry.reports.service.booking import catch_up
from registry.web.resuming import RESUME
from tests.make.browser_client import form_of
from tests.make.reports import FULL, at, content_of, signed_in

TYPED = {f"figure_{code}": value for code, value in FULL.items()}


@pytest.fixture
def path(scene):
    return f"/bao-cao-dinh-ky/thang/2026-10/{scene.units[0].code}"


def models(scene, number):
    with at(2026, 10, 10):
        for count in range(number):
            scene.make.exemplar(unit=scene.units[0], title=f"Mô hình {count}")
    catch_up()


def stored(scene):
    return queries.find_report("thang", "2026-10", scene.units[0])


def test_a_member_finds_what_is_due_and_writes_it(scene, client, path):
    models(scene, 2)
    client.sign_in(scene.members[0])
    listed = client.get("/bao-cao-dinh-ky").text
    assert "Báo cáo tháng, tháng 10 năm 2026" in listed
    assert "chậm 18 ngày" in listed
    assert f'href="{path}/soan"' in listed
    assert "Báo cáo cần nộp" in client.get("/viec-can-lam").text
    page = client.get(f"{path}/soan").text
    assert 'Từ sổ đăng ký: <b class="num">2</b>' in page
    assert 'name="figure_new" type="text" value="2"' in page
    sent = client.send_form(f"{path}/soan", **{**TYPED, "prose_highlights": "Mở đường"})
    assert sent.location == f"{path}/nop"
    # What the registry knows is kept as following it, not as typed.
    assert "new" not in stored(scene).figures
    review = client.get(sent.location).text
    assert "Người đứng đầu đơn vị nộp" in review
    assert "Nộp báo cáo</button>" not in review
    assert client.send_form(f"{path}/soan", figure_campaigns="9").status_code == 303
    assert stored(scene).prose == {"highlights": "Mở đường"}


def test_wrong_figures_are_told_beside_their_field_and_kept_as_typed(scene, client, path):
    client.sign_in(scene.members[0])
    sent = client.send_form(f"{path}/soan", figure_campaigns="ba cuộc", prose_highlights="Giữ chữ này")
    assert sent.status_code == 422
    assert 'value="ba cuộc"' in sent.text
    assert "Giữ chữ này" in sent.text
    assert stored(scene) is None


def test_what_was_refused_is_offered_again_when_the_page_was_left(scene, client, path):
    client.sign_in(scene.members[0])
    client.send_form(f"{path}/soan", figure_campaigns="ba cuộc", prose_highlights="Giữ chữ này")

    page = client.get(f"{path}/soan").text
    found = re.search(rf'href="(\?{RESUME}=\d+)"', page)
    assert found, page
    again = client.get(f"{path}/soan{found[1]}").text

    assert "Giữ chữ này" not in page
    assert "Giữ chữ này" in again
    assert 'value="ba cuộc"' in again
    assert client.send_form(f"{path}/soan{found[1]}", figure_campaigns="3").status_code == 303
    assert stored(scene).prose == {"highlights": "Giữ chữ này"}
    assert f"?{RESUME}=" not in client.get(f"{path}/soan").text


def test_what_was_refused_is_forgotten_once_all_is_stored_while_typing(scene, client, path):
    client.sign_in(scene.members[0])
    page, _action = form_of(client.get(f"{path}/soan").text)
    wrong = {**page, "tab": "a1", "figure_campaigns": "ba", "prose_highlights": "Chữ cũ"}
    refused, _action = form_of(client.post(f"{path}/soan", data=wrong).text)
    assert kept() == ["Chữ cũ"]

    for tab in ("a1", "b2"):
        typed = {**refused, "tab": tab, "prose_highlights": "Chữ mới"}
        client.post(f"{path}/tu-luu", data=typed)
        assert kept()
    answer = client.post(f"{path}/tu-luu", data={**refused, "tab": "b2", "figure_campaigns": "3"})

    assert answer.json["left"] == []
    assert kept() == []
    assert f"?{RESUME}=" not in client.get(f"{path}/soan").text


def test_nothing_is_put_aside_for_a_report_that_is_filed(scene, client, path):
    client.sign_in(scene.leads[0])
    page, _action = form_of(client.get(f"{path}/soan").text)
    client.send_form(f"{path}/soan", **TYPED)
    client.send_form(f"{path}/nop")
    late = {**page, "version": str(stored(scene).version), "figure_campaigns": "9"}

    for address in (f"{path}/soan", f"{path}/tu-luu"):
        assert client.post(address, data=late).status_code == 409
        assert kept() == []


def kept():
    """The text of each form that was put aside."""
    return [dict(one.fields)["prose_highlights"] for one in db.session.scalars(select(KeptText))]


def test_a_note_is_asked_for_in_words_of_the_unit(scene, client, path):
    models(scene, 2)
    client.sign_in(scene.members[0])

    assert "Số của đơn vị bạn khác với số này? Ghi lý do" in client.get(f"{path}/soan").text


def test_the_lead_sees_what_is_missing_and_files(scene, client, path):
    models(scene, 2)
    client.sign_in(scene.leads[0])
    client.send_form(f"{path}/soan", figure_campaigns="3", figure_new="5")
    review = client.get(f"{path}/nop").text
    assert f'{path}/soan#note_new"' in review
    assert "khác số trong sổ đăng ký" in review
    assert "Nộp báo cáo</button>" not in review
    client.send_form(f"{path}/soan", **{**TYPED, "figure_new": "5", "note_new": "3 mô hình chưa nhập"})
    sent = client.send_form(f"{path}/nop")
    assert sent.location == path
    page = client.get(path).text
    assert "sổ đăng ký: 2" in page
    assert "3 mô hình chưa nhập" in page
    assert stored(scene).state is ReportState.FILED
    assert client.get(f"{path}/soan").location == path
    assert path not in client.get("/viec-can-lam").text


def test_two_who_write_at_once_see_both_texts(scene, client, path):
    scene.draft(content=content_of({"campaigns": 1}))
    seen = stored(scene).version
    scene.draft(content=content_of({"campaigns": 2}, prose={"highlights": "Bản khác"}), version=seen)
    client.sign_in(scene.members[0])
    sent = client.send_form(
        f"{path}/soan", version=seen, figure_campaigns="7", prose_highlights="Bản của tôi"
    )
    assert sent.status_code == 409
    assert [
        f'"both__text" dir="auto">{one}<' in sent.text for one in ("Bản của tôi", "Bản khác", "7", "2")
    ] == [True] * 4
    assert stored(scene).figures == {"campaigns": "2"}


def test_typing_is_kept_by_the_script(scene, client, path):
    client.sign_in(scene.members[0])
    page = client.get(f"{path}/soan").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "version": "0", "figure_campaigns": "4", "figure_dialogues": "vài"}
    answer = client.post(f"{path}/tu-luu", data=sent)
    assert (answer.status_code, answer.json["left"]) == (200, ["Số cuộc đối thoại với nhân dân"])
    assert stored(scene) is None
    answer = client.post(f"{path}/tu-luu", data={**sent, "figure_dialogues": "2"})
    assert (answer.json["state"], answer.json["version"]) == ("saved", str(stored(scene).version))
    assert stored(scene).figures == {"campaigns": "4", "dialogues": "2"}
    assert client.post(f"{path}/tu-luu", data=sent | {"figure_dialogues": "3"}).status_code == 409


def test_a_correction_shows_the_old_beside_the_new(scene, client, path):
    scene.filed()
    client.sign_in(scene.leads[0])
    bad = client.send_form(f"{path}/sua", figure_campaigns="8", reason="")
    assert (bad.status_code, "Ghi lý do sửa báo cáo" in bad.text) == (422, True)
    assert 'value="8"' in bad.text
    sent = client.send_form(f"{path}/sua", figure_campaigns="8", reason="Đếm sót năm cuộc")
    assert sent.location == path
    page = client.get(path).text
    assert "Đếm sót năm cuộc" in page
    assert ['"both__text" dir="auto">3<' in page, '"both__text" dir="auto">8<' in page] == [True, True]
    client = signed_in(client, scene.staff)
    assert "Đếm sót năm cuộc" in client.get(path).text
    assert client.get(f"{path}/sua").status_code == 403


def test_a_correction_of_a_note_shows_both_notes(scene, client, path):
    models(scene, 2)
    scene.filed(content=content_of({**content_of().figures, "new": 5}, notes={"new": "Ba chưa nhập"}))
    client.sign_in(scene.leads[0])

    sent = client.send_form(f"{path}/sua", note_new="Ba của thôn Pá", reason="Ghi rõ thôn")

    assert sent.location == path
    page = client.get(path).text
    assert "ghi chú</h3>" in page
    assert ['dir="auto">Ba chưa nhập<' in page, 'dir="auto">Ba của thôn Pá<' in page] == [True, True]


def test_a_refused_correction_is_offered_again_when_the_page_was_left(scene, client, path):
    scene.filed()
    client.sign_in(scene.leads[0])
    client.send_form(f"{path}/sua", figure_campaigns="tám", reason="Đếm sót năm cuộc")

    page = client.get(f"{path}/sua").text
    found = re.search(rf'href="(\?{RESUME}=\d+)"', page)
    again = f"{path}/sua{found[1]}"

    assert "Đếm sót năm cuộc" not in page
    assert 'value="tám"' in client.get(again).text
    assert client.send_form(again, figure_campaigns="8").status_code == 303
    assert "Đếm sót năm cuộc" in client.get(path).text
    assert f"?{RESUME}=" not in client.get(f"{path}/sua").text


def test_what_was_half_typed_in_another_language_is_offered_too(scene, client, path):
    client.sign_in(scene.members[0])
    page, _action = form_of(client.get(f"/en{path}/soan").text)

    client.post(f"/en{path}/tu-luu", data={**page, "figure_campaigns": "ba", "prose_highlights": "Giữ"})

    assert f"?{RESUME}=" in client.get(f"/en{path}/soan").text


def test_others_find_no_report(scene, client, path):
    scene.draft()
    for person in (scene.members[1], scene.leads[1]):
        client = signed_in(client, person)
        for address in ("", "/soan", "/nop", "/tep.xlsx"):
            assert client.get(path + address).status_code == 404, address
    assert client.get(f"{path}/sua").status_code == 404
    client = signed_in(client, scene.staff)
    assert client.get(path).status_code == 404
    client = signed_in(client, scene.make.user())
    assert client.get("/bao-cao-dinh-ky").status_code == 403


def test_the_six_month_table_is_made_of_the_models(scene, client):
    scene.ask("sau-thang")
    models(scene, 2)
    code = scene.units[0].code
    # The half-year of the models is still open: they run in the first one only where they began in it.
    with at(2026, 12, 28):
        client = signed_in(client, scene.leads[0])
        path = f"/bao-cao-dinh-ky/sau-thang/2026-h2/{code}"
        page = client.get(f"{path}/soan").text
        assert page.count('class="panel mrow"') == 2
        references = sorted(set(_references(page)))
        typed = {f"row_{one}_results": f"=1+1 kết quả {one}" for one in references}
        typed |= {f"row_{references[0]}_task": "Mở thêm hai thôn"}
        prose = {"prose_rollout": "Đã triển khai", "prose_next": "Củng cố"}
        client.send_form(f"{path}/soan", **typed, **prose)
        assert client.send_form(f"{path}/nop").location == path
        shown = client.get(path).text
    assert f"=1+1 kết quả {references[0]}" in shown
    assert "Mở thêm hai thôn" in shown


def _references(page):
    return [part.split("_")[0] for part in page.split('name="row_')[1:]]


def test_the_party_committee_finds_what_was_sent_to_it(scene, client):
    committee = scene.make.unit(parent=scene.units[0], kind="party_committee", name="Đảng ủy xã An")
    scene.ask("sau-thang")
    prose = dict.fromkeys(("rollout", "others", "next"), "Đã làm")
    scene.draft("2026-h1", form="sau-thang", content=content_of({}, prose=prose))
    writing.file_report(scene.leads[0], scene.asked("2026-h1", form="sau-thang"))
    client.sign_in(scene.make.member(committee))
    listed = client.get("/bao-cao-dinh-ky").text
    assert "Gửi cấp ủy của đơn vị" in listed
    assert "Báo cáo 6 tháng, 6 tháng đầu năm 2026" in listed
    page = client.get(f"/bao-cao-dinh-ky/sau-thang/2026-h1/{scene.units[0].code}").text
    assert "Nơi nhận: Đảng ủy xã An; Tỉnh Mẫu" in page
    assert client.get(f"/bao-cao-dinh-ky/sau-thang/2026-h1/{scene.units[0].code}/tep.docx").status_code == 200


def test_administrators_read_what_happened_to_a_report(scene, make, app):
    report = scene.filed()
    page = f"/quan-tri/nhat-ky/bao-cao/{report.reference}"
    client, other = app.test_client(), app.test_client()
    other.sign_in(make.administrator(scene.units[1]))
    assert other.get(page).status_code == 404
    assert other.get("/quan-tri/nhat-ky/bao-cao/BC-2026-99999").status_code == 404
    client.sign_in(make.administrator(scene.units[0]))
    told = client.get(page).text
    assert "Đã nộp một báo cáo định kỳ" in told
    assert scene.leads[0].name in told
    assert report.unit.name in told
