"""The ranking and the signer's decision."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.review import queries
from registry.review.models import Decision, Recognition
from registry.review.service import assigning, recognising
from registry.review.states import NominationState as N
from registry.review.states import Outcome, RecognitionState
from tests.make.browser_client import form_of

FILLED = {
    "outcome": "recognised",
    "number": "38-QĐ/BTGDVTU",
    "reason": "Hội đồng thống nhất",
    "confirmed": "y",
}


@pytest.fixture
def case(make):
    """A nomination whose two ballots are in."""
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(92, 84)
    return case


def page_of(case, suffix="/quyet-dinh"):
    return f"/de-cu/{case.nomination.reference}{suffix}"


def ranking_of(case):
    return f"/dot-xet/{case.campaign.reference}/xep-hang"


def decisions():
    return db.session.scalar(select(func.count()).select_from(Decision))


def day(shift=0):
    return f"{today() + timedelta(days=shift):%d/%m/%Y}"


def test_the_signer_recognises_a_model(case, client):
    client.sign_in(case.signer)

    answer = client.send_form(page_of(case), **FILLED, decided_on=day())

    assert (answer.status_code, answer.location) == (303, page_of(case, "/ket-qua"))
    recognition = db.session.scalars(select(Recognition)).one()
    assert recognition.exemplar_id == case.exemplar.id
    page = client.get(answer.location).text
    assert 'class="seal"' in page
    assert "38-QĐ/BTGDVTU" in page


@pytest.mark.parametrize(("outcome", "state"), [("praised", N.PRAISED), ("not_chosen", N.NOT_CHOSEN)])
def test_other_outcomes_give_no_seal(case, client, outcome, state):
    client.sign_in(case.signer)

    answer = client.send_form(page_of(case), **{**FILLED, "outcome": outcome}, decided_on=day())

    assert answer.status_code == 303
    db.session.refresh(case.nomination)
    assert case.nomination.state is state
    assert 'class="seal"' not in client.get(answer.location).text


WRONG = {
    "outcome": [None, "best"],
    "number": ["", "x" * 81],
    "decided_on": ["", "31/02/2026", "hôm nay", "99/99/9999", day(1), day(-400)],
    "reason": ["x" * 2001],
    "confirmed": [None],
}


def test_each_wrong_field_is_refused_and_the_rest_kept(case, client):
    client.sign_in(case.signer)

    for field, values in WRONG.items():
        for value in values:
            answer = client.send_form(page_of(case), **{**FILLED, "decided_on": day(), field: value})

            assert answer.status_code == 422, (field, value)
            assert f'id="{field}-e"' in answer.text, (field, value)
            kept = form_of(answer.text)[0]
            assert all(kept[name] == text for name, text in FILLED.items() if name != field), (field, value)
    assert decisions() == 0


def test_going_against_the_scores_needs_a_reason(case, client):
    client.sign_in(case.signer)

    answer = client.send_form(
        page_of(case), **{**FILLED, "outcome": "not_chosen", "reason": ""}, decided_on=day()
    )

    assert answer.status_code == 422
    assert 'id="reason-e"' in answer.text
    assert decisions() == 0


def test_a_decision_sent_twice_is_one_decision(case, client):
    client.sign_in(case.signer)
    fields = {**form_of(client.get(page_of(case)).text)[0], **FILLED, "decided_on": day()}

    first, second = client.post(page_of(case), data=fields), client.post(page_of(case), data=fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert decisions() == 1


def test_the_second_of_two_signers_is_refused_with_the_text(case, client):
    client.sign_in(case.signer)
    fields = {
        **form_of(client.get(page_of(case)).text)[0],
        **FILLED,
        "decided_on": day(),
        "outcome": "not_chosen",
    }
    case.decide(Outcome.RECOGNISED)

    answer = client.post(page_of(case), data=fields)

    assert answer.status_code == 409
    assert "Hội đồng thống nhất" in answer.text
    assert db.session.scalars(select(Decision)).one().outcome is Outcome.RECOGNISED


def test_nothing_is_decided_while_ballots_are_missing(case, client):
    client.sign_in(case.signer)
    fields = form_of(client.get(page_of(case)).text, "quyet-dinh")[0]
    assigning.give_back_ballot(case.secretary, case.assignments[0], reason="Cộng nhầm điểm")
    fields["version"] = str(case.nomination.version)

    answer = client.post(page_of(case), data={**fields, **FILLED, "decided_on": day()})

    assert answer.status_code == 409
    assert decisions() == 0


def test_only_the_signer_decides(app, case):
    for who in ("member", "lead", "staff", "secretary"):
        client = app.test_client()
        client.sign_in(getattr(case, who))

        assert client.get(page_of(case)).status_code == 403, who
        assert page_of(case) not in client.get(page_of(case, "")).text, who


def test_the_ranking_orders_by_mean_and_names_nobody(make, case, client):
    lower = make.case(state=N.VERIFIED, campaign=case.campaign, title="Mô hình điểm thấp hơn")
    lower.assign()
    lower.score_all(90, 50)
    client.sign_in(case.secretary)

    page = client.get(ranking_of(case)).text

    assert page.index(case.exemplar.latest.title) < page.index("Mô hình điểm thấp hơn")
    assert "Lệch lớn" in page
    assert "Từ vạch công nhận 80 trở lên: 1 mô hình" in page
    for reviewer in [*case.reviewers, *lower.reviewers]:
        assert reviewer.name not in page
        assert reviewer.username not in page


def test_the_ranking_opens_the_ballots_with_comments(case, client):
    client.sign_in(case.signer)

    page = client.get(ranking_of(case)).text

    assert "Số liệu khớp minh chứng" in page
    assert "UV1" in page
    assert "UV2" in page


def test_the_ranking_is_for_the_council(app, case):
    for who in ("member", "lead", "staff"):
        client = app.test_client()
        client.sign_in(getattr(case, who))

        assert client.get(ranking_of(case)).status_code == 403, who


def test_an_unknown_campaign_is_not_found(case, client):
    client.sign_in(case.secretary)

    assert client.get(f"/dot-xet/{'9' * 26}/xep-hang").status_code == 404
    assert client.get(f"/dot-xet/{'9' * 26}/ho-so").status_code == 404


def test_the_decision_stands_on_the_models_page(case, client):
    case.decide()

    page = client.get(f"/mo-hinh/{case.exemplar.reference}").text

    assert "38-QĐ/BTGDVTU" in page


def test_a_recognition_is_annulled_with_a_reason_and_loses_its_seal(make, client):
    case = make.case(state=N.RECOGNISED)
    (recognition,) = queries.recognitions_of(case.exemplar)
    path, model = f"/cong-nhan/{recognition.reference}/ket-thuc", f"/mo-hinh/{case.exemplar.reference}"
    client.sign_in(case.signer)
    decision = client.get(f"/de-cu/{case.nomination.reference}/ket-qua").text
    assert path in decision
    assert 'class="seal"' in decision

    for wrong in (
        {"reason": "Khai sai", "confirmed": "y"},
        {"action": "lapse", "confirmed": "y"},
        {"action": "x", "reason": "Khai sai", "confirmed": "y"},
    ):
        assert client.send_form(path, **wrong).status_code == 422, wrong
    assert recognition.state is RecognitionState.IN_FORCE
    paper = {"number": "12-QĐ/BTGDVTU", "dated": f"{today():%d/%m/%Y}", "confirmed": "y"}
    answer = client.send_form(path, action="annul", reason="Khai sai số liệu", **paper)

    assert (answer.status_code, answer.location) == (303, model)
    db.session.expire_all()
    assert recognition.state is RecognitionState.ANNULLED
    after = client.get(f"/de-cu/{case.nomination.reference}/ket-qua").text
    assert 'class="seal"' not in after
    assert "Khai sai số liệu" in after
    assert client.get(path.replace(recognition.reference, "9" * 26)).status_code == 404
    again = make.case(campaign=make.campaign(case.campaign.unit), unit=case.unit, exemplar_of=case.exemplar)
    assert again.nomination.state is N.DRAFT


def test_a_model_that_bears_a_recognition_of_the_year_is_refused_beside_the_outcome(make, case, client):
    """Two campaigns of one level and year judged it; the first has recognised it meanwhile."""
    other = make.campaign(case.campaign.unit)
    second = make.case(state=N.VERIFIED, campaign=other, unit=case.unit, exemplar_of=case.exemplar)
    second.assign()
    second.score_all(90, 90)
    case.decide()
    (held,) = queries.recognitions_of(case.exemplar)
    client.sign_in(second.signer)
    assert held.reference in client.get(page_of(second)).text
    assert held.reference not in client.get(page_of(case)).text

    answer = client.send_form(page_of(second), **FILLED, decided_on=day())

    assert answer.status_code == 422
    assert 'id="outcome-e"' in answer.text
    assert answer.text.count(held.reference) >= 2
    assert decisions() == 1
    assert second.nomination.state is N.VERIFIED
    praised = client.send_form(
        page_of(second), **{**FILLED, "outcome": "praised", "reason": "Đã công nhận"}, decided_on=day()
    )
    assert (praised.status_code, decisions()) == (303, 2)


def test_the_unit_reads_the_mean_with_the_decision_and_nothing_of_the_scoring_else(case, client):
    """Ballots of 92 and 84: their mean is 88. See the decision note on what the unit reads of the scores."""
    client.sign_in(case.lead)
    before = [client.get(page_of(case, suffix)) for suffix in ("", "/quyet-dinh", "/ket-qua")]
    case.decide()
    after = client.get(page_of(case, "/ket-qua"))
    pages = " ".join(text_of(answer) for answer in (*before, client.get(page_of(case, ""))))

    assert [answer.status_code for answer in before] == [200, 403, 404]
    assert re.search(r"\b88\b", text_of(after))
    assert not re.search(r"\b(92|84)\b", text_of(after))
    assert not re.search(r"\b(92|84|88)\b", pages)
    assert all(person.name not in pages + after.text for person in case.reviewers)


def text_of(answer):
    """The words of a page, without its tags and addresses."""
    return re.sub(r"<[^>]*>", " ", answer.text)


def test_a_lead_does_not_end_a_recognition(make, client):
    case = make.case(state=N.RECOGNISED)
    (recognition,) = queries.recognitions_of(case.exemplar)
    client.sign_in(case.lead)

    assert client.get(f"/cong-nhan/{recognition.reference}/ket-thuc").status_code == 403
    assert recognition.state is RecognitionState.IN_FORCE


def test_everything_wrong_with_a_decision_is_told_at_once(case, client):
    """The form's own faults and those of the rules; the paper's rules need no other field to be right."""
    client.sign_in(case.signer)

    answer = client.send_form(
        page_of(case), outcome="not_chosen", number="", reason="", decided_on=day(1), confirmed=None
    )
    told = client.send_form(
        page_of(case), outcome="recognised", number="", reason="x" * 2001, decided_on=day(1), confirmed="y"
    )

    assert (answer.status_code, told.status_code) == (422, 422)
    for name in ("decided_on", "reason", "confirmed"):
        assert f'id="{name}-e"' in answer.text
    for name in ("number", "decided_on", "reason"):
        assert f'id="{name}-e"' in told.text
    assert decisions() == 0


def test_without_enough_ballots_it_can_only_be_said_to_belong_to_another(make, client):
    case = make.case(state=N.VERIFIED)
    case.assign()
    client.sign_in(case.signer)
    page = client.get(page_of(case)).text
    assert re.findall(r'<input[^>]*name="outcome"[^>]*value="(\w+)"', page) == ["merged", "duplicate"]


def test_the_ballots_stand_before_the_form_and_say_who_r1_is(case, client):
    client.sign_in(case.signer)
    page = client.get(page_of(case)).text
    assert page.index("UV1, UV2") < page.index('id="quyet-dinh"')


@pytest.mark.parametrize("number", ["ba mươi tám", "38", "QĐ/TU"])
def test_a_number_without_figure_or_sign_is_questioned_with_the_rest(case, client, number):
    client.sign_in(case.signer)
    page = client.send_form(page_of(case), outcome="recognised", number=number, decided_on=day(2))
    assert page.status_code == 422
    for field in ("number", "decided_on", "confirmed"):
        assert f'id="{field}-e"' in page.text, field
    assert decisions() == 0
    assert 'name="number_is_so"' in page.text
    told = {"reason": "Theo Hội đồng", "confirmed": "y", "number_is_so": "y", "decided_on": day()}
    assert client.send_form(page_of(case), outcome="recognised", number=number, **told).status_code == 303


def test_a_scored_nomination_waits_for_the_decision_and_a_decided_one_for_nothing(case, client):
    client.sign_in(case.lead)
    here = f"/de-cu/{case.nomination.reference}"
    assert "Đã chấm xong, chờ quyết định" in client.get(here).text
    case.decide()
    assert "<dt>Hạn</dt>" not in client.get(here).text.split('id="dang-o"')[1].split("</section>")[0]


def test_a_suggestion_is_no_decision(case, client):
    client.sign_in(case.signer)
    page = client.get(ranking_of(case)).text
    assert ">Gợi ý</th>" in page
    assert ">Quyết định</th>" in page
    assert 'data-l="Gợi ý" class="muted rank__wide">công nhận</td>' in page
    assert "tag--seal" not in page.split("<tbody")[1].split("</tbody>")[0]


def test_everybody_reads_of_an_annulled_recognition_who_gave_it_and_why_it_ended(make, client):
    case = make.case(state=N.RECOGNISED)
    path = f"/mo-hinh/{case.exemplar.reference}"
    assert "đã bị hủy bỏ" not in client.get(path).text
    (recognition,) = queries.recognitions_of(case.exemplar)
    recognising.end_recognition(
        case.signer,
        recognition,
        "annul",
        reason="Số liệu trong hồ sơ không đúng",
        number="12-QĐ/TU",
        dated=today(),
    )
    page = client.get(path).text
    for told in ("đã bị hủy bỏ", "38-QĐ/BTGDVTU", case.campaign.unit.name, "Số liệu trong hồ sơ không đúng"):
        assert told in page


def test_an_annulled_recognition_is_told_wherever_it_was_told(make, client):
    case = make.case(state=N.RECOGNISED)
    (recognition,) = queries.recognitions_of(case.exemplar)
    client.sign_in(case.signer)
    path = f"/cong-nhan/{recognition.reference}/ket-thuc"
    said = {"action": "annul", "reason": "Khai sai số liệu"}
    refused = client.send_form(path, **said)
    assert refused.status_code == 422
    for name in ("number", "dated", "confirmed"):
        assert f'href="#{name}"' in refused.text
    assert recognition.state == "in_force"
    said |= {"number": "12-QĐ/BTGDVTU", "dated": f"{today():%d/%m/%Y}", "confirmed": "y"}
    assert client.send_form(path, **said).status_code == 303
    of_case = f"/de-cu/{case.nomination.reference}"
    for page in (
        ranking_of(case),
        of_case,
        f"{of_case}/ket-qua",
        f"/dot-xet/{case.campaign.reference}/ho-so",
    ):
        assert "Công nhận đã bị hủy bỏ" in client.get(page).text, page
    page = client.get(f"{of_case}/ket-qua").text
    assert "12-QĐ/BTGDVTU" in page
    assert "công khai và nhân rộng" not in page
