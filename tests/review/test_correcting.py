"""A corrected decision keeps what it said before, what it says since and why; the unit reads objections."""

import pytest

from registry.core.clock import today
from registry.core.errors import InvalidInput
from registry.review.service import announcing, correcting
from registry.review.states import NominationState
from registry.web.review import parts
from tests.review.test_further_stages import campaign_with_notice, scored
from tests.review.test_objections import admitted, answered

WRONG = "38-QĐ/BTGDVTU"
RIGHT = "83-QĐ/BTGDVTU"


@pytest.fixture
def case(make):
    return make.case(state=NominationState.RECOGNISED)


def correct(case, number=RIGHT, reason="Gõ nhầm số"):
    return correcting.correct_decision(
        case.signer, case.nomination, number=number, decided_on=today(), reason=reason
    )


def test_both_texts_of_a_corrected_decision_are_kept(case):
    decision = correct(case)
    correct(case, number="84-QĐ/BTGDVTU", reason="Số đúng là 84")
    first, second = decision.corrections
    assert (first.number, first.new_number, first.reason) == (WRONG, RIGHT, "Gõ nhầm số")
    assert (second.number, second.new_number) == (RIGHT, "84-QĐ/BTGDVTU")
    assert decision.number == "84-QĐ/BTGDVTU"


def test_a_refused_correction_leaves_nothing(case):
    with pytest.raises(InvalidInput):
        correct(case, number=WRONG)
    assert case.nomination.decision.corrections == []


def test_everybody_reads_both_texts_and_not_the_reason(app, case):
    correct(case)
    with app.test_request_context():
        items = parts.timeline(None, case.exemplar, case.exemplar.public_version)["items"]
    told = [item["text"] for item in items if "38-" in item["text"]]
    assert len(told) == 1
    assert RIGHT in told[0]
    assert "Gõ nhầm" not in str(items)


def test_the_unit_reads_gist_and_answer_of_an_objection_and_others_do_not(make, app):
    case = scored(make, campaign_with_notice(make, lasts=3), 85, 91)
    announcing.put_on_notice(case.secretary, case.campaign)
    objection = admitted(case)

    def page(person):
        client = app.test_client()
        client.sign_in(person)
        return client.get(f"/de-cu/{case.nomination.reference}").text

    assert objection.gist in page(case.lead)
    assert objection.gist not in page(case.signer)
    answered(case, objection)
    text = page(case.member)
    assert "Đã kiểm tra sổ." in text
    assert objection.text not in text
