"""Pages of likeness: what is like what is typed, where a model comes from, what stands elsewhere too."""

import pytest

from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import Visibility
from registry.discovery import stating
from registry.discovery.indexing import rebuild
from registry.discovery.likeness_texts import read_version
from registry.discovery.origins import Origin
from registry.discovery.stating import Statement, state_origin
from registry.evidence.queries import list_items
from registry.review.service import scoring
from registry.review.states import NominationState
from tests.make.browser_client import form_of

NAME = "Phân loại rác tại nguồn cùng hội phụ nữ"


@pytest.fixture
def indexed(app):
    """Bring the index up to date with the models made so far."""
    return lambda: rebuild(app.extensions["registry.search"])


@pytest.fixture
def case(make):
    """A submitted nomination whose method another unit's report repeats."""
    case = make.case(state=NominationState.SUBMITTED)
    other = make.frozen(make.exemplar(unit=make.unit()))
    read_version(case.exemplar.latest)
    read_version(other.latest)
    case.other = other
    return case


def test_the_script_is_told_of_models_like_what_is_typed(client, make, indexed):
    known = make.exemplar(title=NAME)
    indexed()
    mine = make.exemplar(unit=make.unit(), state="draft", complete=False)
    client.sign_in(make.member(mine.lead_unit))
    fields, _action = form_of(client.get(f"/mo-hinh/{mine.reference}/sua/ten-va-don-vi").text)
    sent = {"csrf_token": fields["csrf_token"], "title": "Phân loại rác tại nguồn", "summary": "", "but": "x"}

    told = client.post("/mo-hinh/giong", data=sent).json

    assert [one["title"] for one in told["models"]] == [NAME]
    assert known.reference in told["models"][0]["where"]
    assert told["models"][0]["why"].startswith("cùng nói về: ")
    assert client.post("/mo-hinh/giong", data={**sent, "title": "R"}).json["models"] == []


def test_without_scripts_they_are_shown_once_the_name_is_saved(client, make, indexed):
    make.exemplar(title=NAME)
    mine = make.exemplar(unit=make.unit(), state="draft", title="Phân loại rác tại nguồn ở chợ")
    indexed()
    client.sign_in(make.member(mine.lead_unit))
    assert NAME in client.get(f"/mo-hinh/{mine.reference}/sua/ten-va-don-vi").text


def test_the_unit_states_where_its_model_comes_from(client, make):
    source, mine = make.exemplar(unit=make.unit()), make.exemplar(state="draft")
    client.sign_in(make.member(mine.lead_unit))
    page = f"/mo-hinh/{mine.reference}/sua/nguon-goc"

    half = client.send_form(page, origin="builds_on", sentence="Theo xã bên.")
    wrong = client.send_form(page, origin="builds_on", sentence="Theo xã bên.", code="MH-1999-00001")
    assert (half.status_code, wrong.status_code) == (422, 422)
    assert 'id="code-e"' in wrong.text
    assert stating.find_statement(mine) is None

    done = client.send_form(page, origin="builds_on", sentence="Theo xã bên.", code=source.reference)
    assert done.status_code == 303
    assert stating.find_statement(mine).source == source
    assert "Theo xã bên." in client.get(f"/mo-hinh/{mine.reference}/sua").text
    assert "Theo xã bên." in client.get(page).text


def test_two_who_state_at_once_read_both_sentences(client, make):
    mine = make.exemplar(state="draft")
    member = make.member(mine.lead_unit)
    client.sign_in(member)
    page = f"/mo-hinh/{mine.reference}/sua/nguon-goc"
    fields, _action = form_of(client.get(page).text)
    state_origin(member, mine, Statement(Origin.NEW, "Câu của đồng nghiệp."))

    answer = client.post(page, data={**fields, "origin": "new", "sentence": "Câu của tôi."})

    assert answer.status_code == 409
    assert "Câu của đồng nghiệp." in answer.text
    assert "Câu của tôi." in answer.text
    assert stating.find_statement(mine).sentence == "Câu của đồng nghiệp."


def test_the_staff_see_both_texts_side_by_side_and_the_unit_nothing_of_it(app, case):
    staff, unit = app.test_client(), app.test_client()
    staff.sign_in(case.staff)
    unit.sign_in(case.lead)
    page = f"/de-cu/{case.nomination.reference}/trung-lap"

    text = staff.get(page).text
    assert case.other.reference in text
    assert "<mark>" in text
    assert page in staff.get(f"/de-cu/{case.nomination.reference}/tham-tra").text
    assert unit.get(page).status_code in {403, 404}
    assert page not in unit.get(f"/de-cu/{case.nomination.reference}/ho-so").text


def test_the_staff_judge_with_a_reason_and_the_unit_reads_it(app, case):
    state_origin(case.member, case.exemplar, Statement(Origin.NEW, "Tự nghĩ ra."))
    staff, unit = app.test_client(), app.test_client()
    staff.sign_in(case.staff)
    unit.sign_in(case.member)
    page = f"/de-cu/{case.nomination.reference}/nguon-goc"

    sent = {"origin": "builds_on", "code": case.other.reference}
    assert staff.send_form(page, **sent, sentence=" ").status_code == 422
    assert staff.send_form(page, **sent, sentence="Giống từng bước.").status_code == 303
    assert stating.find_statement(case.exemplar).judged is Origin.BUILDS_ON
    assert "Giống từng bước." in unit.get(f"/mo-hinh/{case.exemplar.reference}/sua/nguon-goc").text
    assert unit.get(page).status_code in {403, 404}


def test_a_second_nomination_of_the_same_achievement_is_warned_about(client, make, case, indexed):
    again = make.exemplar(unit=case.unit, title=case.exemplar.latest.title)
    indexed()
    client.sign_in(case.member)
    assert case.nomination.reference in client.get(f"/mo-hinh/{again.reference}/de-cu").text


def test_the_other_model_is_named_as_everybody_knows_it(client, make):
    source, mine = make.exemplar(public=True, title="Tên đã công khai"), make.exemplar(unit=make.unit())
    theirs = make.member(source.lead_unit)
    begin_new_version(theirs, source)
    make.fill(theirs, source, {"title": "Tên nháp chưa ai duyệt"})
    member = make.member(mine.lead_unit)
    state_origin(member, mine, Statement(Origin.BUILDS_ON, "Lấy cách họp thôn", source))
    client.sign_in(member)

    for page in ("sua", "kiem-tra", "sua/nguon-goc"):
        assert "Tên nháp" not in client.get(f"/mo-hinh/{mine.reference}/{page}").text
    assert "Tên đã công khai" in client.get(f"/mo-hinh/{mine.reference}/kiem-tra").text


def put_forward(make, photo, state):
    """A nomination with this photo, shown to its council."""
    campaign = make.campaign()
    exemplar = make.exemplar(unit=make.unit(parent=campaign.unit), state="draft")
    make.evidence(exemplar, content=photo)
    return make.case(campaign=campaign, unit=exemplar.lead_unit, exemplar_of=exemplar, state=state)


def scored(make, photo):
    """A nomination in the hands of reviewers, with this photo."""
    case = put_forward(make, photo, NominationState.VERIFIED)
    for assignment in case.assign():
        scoring.declare_no_conflict(assignment.reviewer, assignment)
    return case


def test_a_photo_shown_in_any_version_of_the_other_model_is_shown(client, make):
    photo = make.photo()
    case, other = scored(make, photo), make.exemplar(unit=make.unit())
    shown = make.evidence(other, content=photo, visibility=Visibility.PUBLIC)
    make.published(make.frozen(other))
    begin_new_version(make.member(other.lead_unit), other)
    client.sign_in(case.reviewers[0])

    page = client.get(f"/de-cu/{case.nomination.reference}/trung-lap").text

    assert f"/minh-chung/{shown.reference}" in page
    assert "chỉ cho Hội đồng" not in page


def test_a_reviewer_reads_why_a_photo_is_not_shown_and_who_may_look(client, make):
    photo = make.photo()
    case = scored(make, photo)
    alone = make.evidence(make.exemplar(unit=make.unit()), content=photo)
    there = put_forward(make, photo, NominationState.SUBMITTED)
    [handed] = list_items(there.exemplar.latest)
    inside = make.evidence(make.exemplar(unit=make.unit()), content=photo, visibility=Visibility.INTERNAL)
    client.sign_in(case.reviewers[0])

    page = client.get(f"/de-cu/{case.nomination.reference}/trung-lap").text

    assert page.count("Đơn vị chỉ cho Hội đồng xét mô hình này xem ảnh.") == 2
    assert page.count("Đơn vị giữ ảnh này trong nội bộ.") == 1
    assert f"{there.campaign.unit.name} xem được: hãy nêu mã {handed.reference}" in page
    for one in (alone, inside):
        assert f"xin đơn vị: hãy nêu mã {one.reference}" in page
    for one in (alone, handed, inside):
        assert f"/minh-chung/{one.reference}" not in page


def test_whole_sentences_are_set_side_by_side_and_each_once(client, make):
    line = "Toàn xã có 2.140 hộ nhưng chỉ một phần nhỏ các hộ dân được thu gom rác mỗi tuần; ngõ"
    ours = f"{line} thì sạch. Câu sau khác."
    case = make.case(state=NominationState.SUBMITTED, situation=ours)
    other = make.frozen(make.exemplar(unit=make.unit(), situation=f"{line} nào cũng bẩn. Hết."))
    read_version(case.exemplar.latest)
    read_version(other.latest)
    client.sign_in(case.staff)

    page = client.get(f"/de-cu/{case.nomination.reference}/trung-lap").text

    assert f"<mark>{line}</mark> thì sạch.</p>" in page
    assert f"<mark>{line}</mark> nào cũng bẩn.</p>" in page


def test_the_judges_read_that_the_texts_are_still_being_compared(client, make):
    case = make.case(state=NominationState.SUBMITTED)
    client.sign_in(case.staff)
    pages = [f"/de-cu/{case.nomination.reference}/{name}" for name in ("tham-tra", "trung-lap")]
    waiting = "đang được so với các báo cáo khác"
    assert all(waiting in client.get(page).text for page in pages)

    read_version(case.exemplar.latest)

    assert not any(waiting in client.get(page).text for page in pages)
    assert "Xem đặt cạnh nhau" not in client.get(pages[0]).text
