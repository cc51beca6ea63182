"""The unit's pages: nominate, follow, ask to sign, sign, send back, withdraw."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue.service import editing
from registry.core.clock import today
from registry.core.db import db
from registry.review.models import Nomination
from registry.review.service import nominating, verifying
from registry.review.states import NominationState as N
from tests.make.browser_client import form_of


def count():
    return db.session.scalar(select(func.count()).select_from(Nomination))


def state_of(nomination):
    db.session.refresh(nomination)
    return nomination.state


def page_of(case, suffix=""):
    return f"/de-cu/{case.nomination.reference}{suffix}"


def test_a_member_starts_a_nomination(make, client):
    case = make.case(start=False)
    client.sign_in(case.member)

    answer = client.send_form(f"/mo-hinh/{case.exemplar.reference}/de-cu", campaign=case.campaign.reference)

    nomination = db.session.scalars(select(Nomination)).one()
    assert (answer.status_code, answer.location) == (303, f"/de-cu/{nomination.reference}")
    assert nomination.state is N.DRAFT
    assert "Đơn vị đang hoàn thiện hồ sơ" in client.get(answer.location).text


def test_the_campaign_must_be_one_of_those_offered(make, client):
    case = make.case(start=False)
    client.sign_in(case.member)

    for campaign in (None, "DX-1900-001", "x" * 300):
        answer = client.send_form(f"/mo-hinh/{case.exemplar.reference}/de-cu", campaign=campaign)

        assert answer.status_code == 422, campaign
        assert 'id="campaign-e"' in answer.text, campaign
    assert count() == 0


def test_a_model_without_an_open_campaign_says_so(make, client):
    unit = make.unit()
    exemplar = make.exemplar(unit=unit)
    client.sign_in(make.member(unit))

    assert "chưa có đợt xét nào nhận hồ sơ" in client.get(f"/mo-hinh/{exemplar.reference}/de-cu").text


def test_a_form_sent_twice_makes_one_nomination(make, client):
    case = make.case(start=False)
    client.sign_in(case.member)
    path = f"/mo-hinh/{case.exemplar.reference}/de-cu"
    fields, _action = form_of(client.get(path).text)
    fields["campaign"] = case.campaign.reference

    first, second = client.post(path, data=fields), client.post(path, data=fields)

    assert first.location == second.location
    assert count() == 1


def test_a_second_nomination_is_refused_with_the_reason(make, client):
    case = make.case()
    client.sign_in(case.member)

    answer = client.send_form(f"/mo-hinh/{case.exemplar.reference}/de-cu", campaign=case.campaign.reference)

    assert answer.status_code == 409
    assert case.nomination.reference in answer.text
    assert count() == 1


def test_a_stranger_finds_no_nomination(make, client):
    case = make.case()
    client.sign_in(make.member(make.unit()))

    for suffix in ("", "/ho-so", "/ky", "/gui-lai", "/rut", "/da-ky", "/ket-qua"):
        assert client.get(page_of(case, suffix)).status_code in {403, 404}, suffix
    assert client.get(page_of(case)).status_code == 404


def test_an_unknown_reference_is_not_found(make, client):
    case = make.case()
    client.sign_in(case.lead)

    for reference in ("9" * 26, "HS-2026-9999", "HS-" + "9" * 70, "%00", "%ff"):
        for path in (f"/de-cu/{reference}", f"/de-cu/{reference}/ky", f"/mo-hinh/{reference}/de-cu"):
            assert client.get(path).status_code == 404, path


def test_the_member_asks_the_lead_to_sign(make, client):
    case = make.case()
    client.sign_in(case.member)

    answer = client.send_form(page_of(case), form_id=page_of(case, "/trinh-ky"))

    assert (answer.status_code, answer.location) == (303, page_of(case))
    assert state_of(case.nomination) is N.TO_SIGN


def test_an_incomplete_dossier_is_not_put_up_for_signing(make, client):
    case = make.case()
    make.fill(case.member, case.exemplar, {"goals": ""})
    client.sign_in(case.member)

    answer = client.send_form(page_of(case), form_id=page_of(case, "/trinh-ky"))

    assert answer.status_code == 409
    assert 'class="errsum"' in answer.text
    assert state_of(case.nomination) is N.DRAFT


def test_the_lead_signs_and_gets_a_receipt(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)

    answer = client.send_form(page_of(case, "/ky"), declared="y")

    assert (answer.status_code, answer.location) == (303, page_of(case, "/da-ky"))
    assert state_of(case.nomination) is N.SUBMITTED
    receipt = client.get(answer.location).text
    assert case.nomination.reference in receipt
    assert "đang chờ kiểm tra hồ sơ" in receipt


def test_the_signing_page_points_at_results_without_evidence(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)

    page = client.get(page_of(case, "/ky")).text

    assert page.count("Hội đồng có thể không tính kết quả này") == 2


def test_nobody_signs_without_the_declaration(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)

    answer = client.send_form(page_of(case, "/ky"))

    assert answer.status_code == 422
    assert 'id="declared-e"' in answer.text
    assert state_of(case.nomination) is N.TO_SIGN


def test_a_member_may_not_sign(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.member)

    assert client.get(page_of(case, "/ky")).status_code == 403
    assert "/ky" not in client.get(page_of(case)).text


def test_a_stale_signing_page_is_refused_once(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)
    fields, _action = form_of(client.get(page_of(case, "/ky")).text)
    nominating.send_back(case.lead, case.nomination, reason="Bổ sung số liệu")

    answer = client.post(page_of(case, "/ky"), data={**fields, "declared": "y"})

    assert answer.status_code == 409
    assert "Đọc lại bên dưới trước khi ký" in answer.text
    assert state_of(case.nomination) is N.DRAFT


def test_the_lead_sends_back_with_a_reason(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)

    answer = client.send_form(page_of(case, "/gui-lai"), reason="Bổ sung số liệu trước khi làm")

    assert answer.status_code == 303
    assert state_of(case.nomination) is N.DRAFT
    assert "Bổ sung số liệu trước khi làm" in client.get(page_of(case)).text


@pytest.mark.parametrize(("suffix", "state"), [("/gui-lai", N.TO_SIGN), ("/rut", N.SUBMITTED)])
def test_a_reason_is_asked_for(make, client, suffix, state):
    case = make.case(state=state)
    client.sign_in(case.lead)

    for reason in ("", "   ", "x" * 2001):
        answer = client.send_form(page_of(case, suffix), reason=reason)

        assert answer.status_code == 422, reason
        assert 'id="reason-e"' in answer.text, reason
        assert reason.strip() in answer.text
    assert state_of(case.nomination) is state


def test_the_lead_withdraws(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.lead)

    answer = client.send_form(page_of(case, "/rut"), reason="Chưa đủ thời gian chứng minh")

    assert answer.status_code == 303
    assert state_of(case.nomination) is N.WITHDRAWN


def test_a_returned_nomination_shows_what_to_complete(make, client):
    case = make.case(state=N.SUBMITTED)
    verifying.return_to_unit(
        case.staff, case.nomination, reason="Thiếu biên bản họp dân", sections=["evidence"]
    )
    client.sign_in(case.member)

    page = client.get(page_of(case)).text

    assert "Thiếu biên bản họp dân" in page
    assert "Minh chứng" in page
    assert f"/mo-hinh/{case.exemplar.reference}/sua" in page


def test_the_page_answers_where_it_is_now(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.member)

    page = client.get(page_of(case)).text

    assert "Đã gửi, đang chờ kiểm tra hồ sơ" in page
    assert case.campaign.unit.name in page
    assert 'aria-current="step"' in page


def test_the_dossier_stays_as_signed(make, client):
    case = make.case(state=N.SUBMITTED)
    verifying.return_to_unit(case.staff, case.nomination, reason="Bổ sung", sections=["method"])
    editing.begin_new_version(case.member, case.exemplar)
    make.fill(case.member, case.exemplar, {"method": "Cách làm viết lại sau khi trả"})
    client.sign_in(case.staff)

    page = client.get(page_of(case, "/ho-so")).text

    assert "Nghe dân trước, vẽ đường sau" in page
    assert "Cách làm viết lại" not in page


def test_the_lead_does_not_sign_what_was_changed_after_the_page_was_opened(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)
    fields, _action = form_of(client.get(page_of(case, "/ky")).text)
    make.fill(case.member, case.exemplar, {"summary": "Bản tóm tắt sửa sau khi mở trang ký"})

    answer = client.post(page_of(case, "/ky"), data={**fields, "declared": "y"})

    assert answer.status_code == 409
    assert "Hồ sơ đã thay đổi sau khi bạn mở" in answer.text
    assert "Bản tóm tắt sửa sau khi mở trang ký" in answer.text
    assert state_of(case.nomination) is N.TO_SIGN
    assert not case.exemplar.latest.is_frozen
    again = client.post(page_of(case, "/ky"), data={**form_of(answer.text)[0], "declared": "y"})
    assert (again.status_code, state_of(case.nomination)) == (303, N.SUBMITTED)
    assert "Đã ký và gửi" in client.get(again.location).text


def test_what_was_changed_meanwhile_is_not_put_up_for_signing(make, client):
    case = make.case()
    client.sign_in(case.member)
    fields, _action = form_of(client.get(page_of(case)).text, page_of(case, "/trinh-ky"))
    make.fill(case.member, case.exemplar, {"summary": "Người khác vừa sửa"})

    answer = client.post(page_of(case, "/trinh-ky"), data=fields)

    assert (answer.status_code, state_of(case.nomination)) == (409, N.DRAFT)


@pytest.mark.parametrize("state", [N.DRAFT, N.TO_SIGN, N.RETURNED])
def test_while_it_is_with_the_unit_contents_and_files_are_one_click_away(make, client, state):
    case = make.case(state=state)
    client.sign_in(case.member)

    page = client.get(page_of(case)).text

    assert f'href="/mo-hinh/{case.exemplar.reference}/sua"' in page
    assert f'href="/mo-hinh/{case.exemplar.reference}/minh-chung"' in page


def test_what_is_missing_is_listed_before_the_nomination_starts(make, client):
    case = make.case(start=False)
    make.fill(case.member, case.exemplar, {"goals": ""})
    client.sign_in(case.member)

    page = client.get(f"/mo-hinh/{case.exemplar.reference}/de-cu").text

    assert "Cần bổ sung 1 nội dung trước khi đề nghị công nhận" in page
    assert "#goals" in page


def test_the_check_says_when_today_is_outside_its_days(make, client):
    plan = make.plan(verify_until=20)
    plan[1] = replace(plan[1], starts_on=today() + timedelta(days=5))
    plan[2] = replace(plan[2], starts_on=today() + timedelta(days=6))
    plan[3] = replace(plan[3], starts_on=today() + timedelta(days=7))
    case = make.case(campaign=make.campaign(stages=plan), state=N.SUBMITTED)
    client.sign_in(case.staff)

    assert "Hôm nay ngoài thời gian của bước" in client.get(page_of(case, "/tham-tra")).text
    english = client.get("/en" + page_of(case, "/tham-tra")).text
    assert 'outside the days of “<bdi lang="vi">' in english


def test_files_that_not_everybody_sees_are_told_before_nominating_and_signing(make, client, app):
    case = make.case(start=False)
    make.evidence(case.exemplar, actor=case.member)
    client.sign_in(case.member)
    assert "tệp chỉ hội đồng xem" in client.get(f"/mo-hinh/{case.exemplar.reference}/de-cu").text

    case.start()
    case.ask_to_sign()
    lead = app.test_client()
    lead.sign_in(case.lead)
    page = lead.get(page_of(case, "/ky")).text
    assert "tệp chỉ hội đồng xem" in page
    assert f'href="/mo-hinh/{case.exemplar.reference}/minh-chung#tep-h"' in page


def returned(make, *sections):
    case = make.case(state=N.SUBMITTED)
    named = sections or ["method"]
    verifying.return_to_unit(case.staff, case.nomination, reason="Nêu rõ cách làm", sections=named)
    return case


def test_a_dossier_returned_and_left_unchanged_is_warned_about_at_each_step(make, client):
    case = returned(make)
    client.sign_in(case.member)
    page = client.get(page_of(case)).text
    assert "chưa có gì thay đổi kể từ khi hồ sơ bị trả lại" in page

    refused = client.send_form(page_of(case), form_id="tra-loi", answer=" ")
    assert refused.status_code == 422
    assert 'id="answer-e"' in refused.text
    assert state_of(case.nomination) is N.RETURNED

    answer = client.send_form(page_of(case), form_id="tra-loi", answer="Cách làm đã nêu ở mục 2")
    assert (answer.status_code, state_of(case.nomination)) == (303, N.TO_SIGN)

    lead = client.application.test_client()
    lead.sign_in(case.lead)
    page = lead.get(page_of(case, "/ky")).text
    for text in ("Nêu rõ cách làm", "chưa có gì thay đổi", "Cách làm đã nêu ở mục 2"):
        assert text in page, text
    assert lead.send_form(page_of(case, "/ky"), declared="y").status_code == 303

    staff = client.application.test_client()
    staff.sign_in(case.staff)
    page = staff.get(page_of(case, "/tham-tra")).text
    for text in ("Nêu rõ cách làm", "chưa có gì thay đổi", "Cách làm đã nêu ở mục 2"):
        assert text in page, text


def test_the_lead_signs_after_a_return_what_the_page_shows(make, client):
    case = returned(make, "name", "method")
    editing.begin_new_version(case.member, case.exemplar)
    make.fill(case.member, case.exemplar, {"method": "Họp dân lần hai", "summary": "Tóm tắt đã viết lại"})
    make.evidence_of(case.exemplar)
    client.sign_in(case.lead)

    page = client.get(page_of(case, "/ky")).text

    assert "Tóm tắt đã viết lại" in page
    assert 'name="answer"' not in page
    assert "Họp dân lần hai" in client.get(page_of(case, "/ho-so")).text
    assert client.send_form(page_of(case, "/ky"), declared="y").status_code == 303
    assert state_of(case.nomination) is N.SUBMITTED


def test_the_lead_who_signs_an_unchanged_dossier_alone_answers_too(make, client):
    case = returned(make)
    client.sign_in(case.lead)

    refused = client.send_form(page_of(case, "/ky"), declared="y")

    assert refused.status_code == 422
    assert 'id="answer-e"' in refused.text
    assert state_of(case.nomination) is N.RETURNED
