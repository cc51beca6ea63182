"""The registry staff: the board of a campaign, the check of a dossier."""

from registry.core.db import db
from registry.review.service import nominating
from registry.review.states import NominationState as N
from tests.make.browser_client import form_of


def state_of(nomination):
    db.session.refresh(nomination)
    return nomination.state


def page_of(case, suffix=""):
    return f"/de-cu/{case.nomination.reference}{suffix}"


def board_of(case):
    return f"/dot-xet/{case.campaign.reference}/ho-so"


def test_the_staff_verify_a_dossier(make, client):
    case = make.case(state=N.SUBMITTED, results=[])
    client.sign_in(case.staff)
    assert "accepts_gaps" not in client.get(page_of(case, "/tham-tra")).text

    answer = client.send_form(page_of(case, "/tham-tra"), form_id="du")

    assert (answer.status_code, answer.location) == (303, board_of(case))
    assert state_of(case.nomination) is N.VERIFIED


def test_what_lacks_evidence_goes_on_only_when_that_is_confirmed(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)
    page = client.get(page_of(case, "/tham-tra")).text
    assert "chưa có minh chứng: Hộ tự nguyện hiến đất" in page.split('class="checks"')[1]

    refused = client.send_form(page_of(case, "/tham-tra"), form_id="du")
    assert refused.status_code == 422
    assert 'id="accepts_gaps-e"' in refused.text
    assert state_of(case.nomination) is N.SUBMITTED
    assert [visit.left_at for visit in case.nomination.visits][-1] is None

    answer = client.send_form(page_of(case, "/tham-tra"), form_id="du", accepts_gaps="y")
    assert answer.status_code == 303
    assert state_of(case.nomination) is N.VERIFIED


def test_the_staff_return_a_dossier_with_sections_and_a_reason(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)

    answer = client.send_form(
        page_of(case, "/tham-tra"),
        form_id="tra-lai",
        sections=["evidence", "results"],
        reason="Thiếu biên bản nghiệm thu",
    )

    assert (answer.status_code, answer.location) == (303, board_of(case))
    assert state_of(case.nomination) is N.RETURNED
    assert case.nomination.visits[-2].sections == ["evidence", "results"]


def test_a_return_that_does_not_say_what_is_missing_is_refused(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)
    wrong = [
        ("sections", [], "Thiếu biên bản"),
        ("sections", ["check"], "Thiếu biên bản"),
        ("sections", ["x" * 500], "Thiếu biên bản"),
        ("reason", ["results"], ""),
        ("reason", ["results"], " \n "),
        ("reason", ["results"], "x" * 2001),
    ]

    for field, sections, reason in wrong:
        answer = client.send_form(
            page_of(case, "/tham-tra"), form_id="tra-lai", sections=sections, reason=reason
        )
        assert answer.status_code == 422, (sections, reason)
        assert f'id="{field}-e"' in answer.text, (sections, reason)
        assert reason.strip() in answer.text
    assert state_of(case.nomination) is N.SUBMITTED


def test_what_was_withdrawn_meanwhile_is_not_verified(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)
    fields, action = form_of(client.get(page_of(case, "/tham-tra")).text, "du")
    nominating.withdraw(case.lead, case.nomination, reason="Rút để bổ sung")

    answer = client.post(action, data=fields)

    assert answer.status_code == 409
    assert state_of(case.nomination) is N.WITHDRAWN


def test_a_return_form_keeps_its_text_when_it_comes_too_late(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)
    fields, action = form_of(client.get(page_of(case, "/tham-tra")).text, "tra-lai")
    case.verify()

    answer = client.post(action, data={**fields, "sections": "results", "reason": "Thiếu số liệu năm 2025"})

    assert answer.status_code == 409
    assert "Thiếu số liệu năm 2025" in answer.text
    assert state_of(case.nomination) is N.VERIFIED


def test_only_the_staff_verify(app, make):
    case = make.case(state=N.SUBMITTED)

    for who in ("member", "lead", "secretary", "signer"):
        client = app.test_client()
        client.sign_in(getattr(case, who))
        assert client.get(page_of(case, "/tham-tra")).status_code == 403, who
        assert client.get(page_of(case, "/tra-lai")).status_code == 403, who


def test_staff_of_another_province_find_nothing(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(make.staff(make.province()))

    assert client.get(page_of(case, "/tham-tra")).status_code == 404


def test_the_board_counts_by_state_and_narrows(make, client):
    case = make.case(state=N.SUBMITTED)
    other = make.case(state=N.VERIFIED, campaign=case.campaign, title="Mô hình đã đủ hồ sơ")
    client.sign_in(case.staff)

    every, some = client.get(board_of(case)).text, client.get(board_of(case) + "?trang-thai=verified").text

    assert case.nomination.reference in every
    assert other.nomination.reference in every
    assert other.nomination.reference in some
    assert case.nomination.reference not in some


def test_the_board_shows_who_lacks_reviewers(make, client):
    case = make.case(state=N.VERIFIED)
    client.sign_in(case.secretary)

    page = client.get(board_of(case)).text

    assert "Thiếu 2 người chấm" in page
    assert page_of(case, "/phan-cong") in page


def test_a_strange_query_shows_the_board_all_the_same(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.staff)

    for query in ("trang=" + "9" * 26, "trang=x", "trang=-1", "trang-thai=zz", "trang=٣"):
        assert client.get(f"{board_of(case)}?{query}").status_code == 200, query


def test_a_draft_of_a_unit_is_not_on_the_board(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.staff)

    assert case.nomination.reference not in client.get(board_of(case)).text


def test_the_unit_does_not_see_the_board(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.lead)

    assert client.get(board_of(case)).status_code == 403
    assert client.get("/binh-xet").status_code == 403


def test_campaigns_one_helps_to_run_are_listed(make, client):
    case = make.case(state=N.SUBMITTED)
    other = make.campaign()
    client.sign_in(case.staff)

    page = client.get("/binh-xet").text

    assert case.campaign.title in page
    assert other.title not in page
