"""A dossier that came back: what is open on the unit's pages, and what changed on the staff's."""

from registry.catalogue.service import editing
from registry.review.states import NominationState as N
from tests.web.review.test_nominate import page_of, returned


def test_a_returned_dossier_opens_only_what_it_names_and_says_so(make, client):
    case = returned(make)
    editing.begin_new_version(case.member, case.exemplar)
    make.evidence_of(case.exemplar)
    client.sign_in(case.member)
    model = f"/mo-hinh/{case.exemplar.reference}"

    page = client.get(f"{model}/sua").text
    assert f"{case.nomination.reference} được trả lại" in page
    assert f'href="{model}/sua/cach-lam"' in page
    assert f'href="{model}/sua/ket-qua"' not in page
    assert f'href="{model}/kiem-tra#ket-qua"' in page
    assert client.get(f"{model}/sua/ket-qua").headers["Location"] == f"{model}/kiem-tra#ket-qua"
    assert 'id="ket-qua"' in client.get(f"{model}/kiem-tra").text

    evidence = client.get(f"{model}/minh-chung").text
    assert "trả lại để hoàn thiện phần khác" in evidence
    assert "hop-thon.jpg" in evidence
    assert 'name="files"' not in evidence


def test_the_check_shows_part_by_part_what_the_unit_changed(make, client):
    case = returned(make, "method", "evidence")
    editing.begin_new_version(case.member, case.exemplar)
    make.fill(case.member, case.exemplar, {"method": "Họp dân lần hai, có biên bản"})
    make.evidence_of(case.exemplar)
    case.sign()
    client.sign_in(case.staff)

    page = client.get(page_of(case, "/tham-tra")).text

    told = page.partition('class="followup__parts"')[2].partition("</ul>")[0]
    assert "Nghe dân trước, vẽ đường sau" in told
    assert "Họp dân lần hai, có biên bản" in told
    assert told.count("<details") == 1


def test_one_button_opens_the_part_that_is_to_be_mended(make, client):
    case = returned(make)
    client.sign_in(case.member)
    model = f"/mo-hinh/{case.exemplar.reference}"

    told = client.get(page_of(case)).text
    assert told.index("Bổ sung hồ sơ") < told.index("Trình lãnh đạo ký")
    tasks = client.get(f"{model}/sua").text
    assert "Tạo phiên bản mới" not in tasks
    assert "Cần bổ sung" in tasks
    # The row that waits opens its own part, too.
    row = next(one for one in tasks.split("<li>") if one.startswith("<span>3. Cách làm"))
    assert f'action="{model}/phien-ban-moi"' in row
    assert 'name="phan" value="method"' in row

    sent = client.send_form(page_of(case), form_id=f"{model}/phien-ban-moi", phan="method")
    assert sent.location.endswith("/sua/cach-lam")
    assert client.get(f"{model}/sua/cach-lam").status_code == 200
    again = client.send_form(page_of(case), form_id=f"{model}/phien-ban-moi", phan="method")
    assert again.location.endswith("/sua/cach-lam")
    assert len(case.exemplar.versions) == 2


def test_single_answers_are_asked_for_and_shown_open_beside_the_rest(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)
    sent = client.send_form(
        page_of(case, "/tham-tra"), form_id=page_of(case, "/tra-lai"),
        sections=[], items=["method/schedule"], reason="Nêu rõ tiến độ",
    )  # fmt: skip
    assert sent.status_code == 303
    editing.begin_new_version(case.member, case.exemplar)
    unit = client.application.test_client()
    unit.sign_in(case.member)
    model = f"/mo-hinh/{case.exemplar.reference}/sua"
    assert "Cách làm: chỉ Thời gian thực hiện" in unit.get(page_of(case)).text
    page = unit.get(f"{model}/cach-lam").text
    assert 'name="schedule"' in page
    assert 'name="method"' not in page
    assert "giữ như đã ký" in page
    before = case.exemplar.latest.resources
    saved = unit.send_form(f"{model}/cach-lam", schedule="Tháng 3 họp dân", resources="Chen vào")
    assert saved.status_code == 303
    assert (case.exemplar.latest.schedule, case.exemplar.latest.resources) == ("Tháng 3 họp dân", before)
    assert unit.get(f"{model}/cach-lam/ban-truoc").status_code == 303
    check = unit.get(f"/mo-hinh/{case.exemplar.reference}/kiem-tra").text
    assert "/sua/cach-lam?ve=" in check
    assert "#schedule" in check
    assert "#resources" not in check
