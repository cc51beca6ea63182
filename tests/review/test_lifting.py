"""An upheld appeal lifts the decision: it stays to be read, and others than before decide anew."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.campaigns.service import opening
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition, PermissionDenied
from registry.review import queries
from registry.review.lifted import lifted_of
from registry.review.models import Decision
from registry.review.queries.appeals import may_appeal
from registry.review.service import appealing
from registry.review.states import NominationState as N
from registry.review.states import ObjectionOutcome, Outcome

SAID, FOUND = "Số hộ tham gia đã được xác nhận.", "Đúng: biên bản đã bị bỏ sót khi quyết định."


@pytest.fixture
def case(make):
    return make.case(state=N.NOT_CHOSEN)


@pytest.fixture
def other(make, case):
    return make.signer(case.campaign.unit)


def appealed(case, other, outcome=ObjectionOutcome.UPHELD):
    appeal = appealing.file_appeal(case.lead, case.nomination, text=SAID)
    return appealing.answer_appeal(other, appeal, outcome=outcome, text=FOUND)


def decide(case, person, **values):
    case.signer, former = person, case.signer
    try:
        return case.decide(**{"number": "52-QĐ/BTGDVTU", "reason": FOUND, **values})
    finally:
        case.signer = former


def test_others_decide_anew_and_both_decisions_are_kept(case, other):
    first = case.nomination.decision
    ballots = queries.totals_of(case.nomination)
    appealed(case, other)
    assert (case.nomination.state, case.nomination.decision) == (N.VERIFIED, None)
    assert (lifted_of(case.nomination), first.number, first.outcome) == (
        [first], "38-QĐ/BTGDVTU", Outcome.NOT_CHOSEN,
    )  # fmt: skip
    assert [one.kind for one in queries.waiting_for(other)] == ["decide"]
    assert queries.waiting_for(case.signer) == []
    with pytest.raises(PermissionDenied):
        case.decide()

    second = decide(case, other)

    assert (case.nomination.state, case.nomination.decision) == (N.RECOGNISED, second)
    assert lifted_of(case.nomination) == [first]
    assert queries.totals_of(case.nomination) == ballots
    assert not may_appeal(case.lead, case.nomination)
    assert "nomination.reopened" in set(db.session.scalars(select(AuditEvent.action)))
    told = [one.text for one in queries.history(case.nomination, case.lead)]
    assert {text for text in told if "38-QĐ/BTGDVTU" in text} == {
        "Không chọn ở đợt này theo quyết định số 38-QĐ/BTGDVTU"
    }
    assert sum("52-QĐ/BTGDVTU" in text for text in told) == sum("38-QĐ/BTGDVTU" in text for text in told)


@pytest.mark.parametrize("outcome", [ObjectionOutcome.PARTLY, ObjectionOutcome.DISMISSED])
def test_what_is_not_upheld_changes_nothing(case, other, outcome):
    appealed(case, other, outcome)
    assert case.nomination.state is N.NOT_CHOSEN
    assert lifted_of(case.nomination) == []
    assert queries.waiting_for(other) == []


def test_after_the_campaign_an_upheld_appeal_is_recorded_and_the_decision_stays(case, other):
    opening.close_campaign(None, case.campaign)
    appeal = appealed(case, other)
    assert (appeal.outcome, case.nomination.state) == (ObjectionOutcome.UPHELD, N.NOT_CHOSEN)


def test_a_nomination_has_one_decision_that_holds(case, other):
    appealed(case, other)
    decide(case, other, outcome=Outcome.PRAISED)
    with pytest.raises(InvalidTransition):
        decide(case, other)
    held = [one for one in db.session.scalars(select(Decision)) if one.lifted_at is None]
    assert [(one.outcome, one.decided_on) for one in held] == [(Outcome.PRAISED, today())]


def test_the_unit_reads_what_was_decided_before_and_since(case, other, client):
    client.sign_in(case.lead)
    page = f"/de-cu/{case.nomination.reference}/ket-qua"
    appealed(case, other)
    text = client.get(page).text
    assert "38-QĐ/BTGDVTU" in text
    assert "Người khác sẽ quyết định lại" in text
    decide(case, other)
    text = client.get(page).text
    assert "38-QĐ/BTGDVTU" in text
    assert "52-QĐ/BTGDVTU" in text
    assert "Đã quyết định trước đó" in text
