"""What the signer reads before a decision, and what the form asks for."""

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.discovery.searching import Found
from registry.review.models import Decision
from registry.review.service import convening
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from registry.web.search.cards import cards_of
from tests.make.sessions import Sitting, plan_of


@pytest.fixture
def case(make):
    """A nomination whose two ballots are in."""
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(92, 84)
    return case


def page_of(case):
    return f"/de-cu/{case.nomination.reference}/quyet-dinh"


def test_the_number_is_asked_for_with_all_the_rest_and_warnings_stand_in_one_box(case, client):
    client.sign_in(case.signer)
    page = client.send_form(page_of(case), outcome=None, number="", reason="", confirmed=None)
    assert page.status_code == 422
    assert all(f'id="{field}-e"' in page.text for field in ("outcome", "number", "confirmed"))
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0
    assert page.text.count('class="note note--warn"') <= 1


def test_the_signer_reads_the_vote_of_a_session_where_the_route_has_no_stage_for_it(case, client, make):
    members = [make.reviewer(case.campaign.unit) for _one in range(3)]
    session = convening.plan_session(case.secretary, case.campaign, plan_of(members, [case]))
    council = Sitting(session, [case], members, case.secretary, members[0])
    council.open()
    council.vote(2, 1)
    council.lock()
    client.sign_in(case.signer)
    page = client.get(page_of(case)).text
    assert "2 trên tổng số 3 ủy viên đồng ý" in page
    assert f'href="/phien-hop/{session.reference}"' in page


@pytest.mark.parametrize("outcome", [Outcome.PRAISED, Outcome.NOT_CHOSEN])
def test_praise_is_a_badge_on_the_model_and_its_card_and_no_seal(case, client, outcome):
    case.decide(outcome=outcome, number="38-QĐ/BTGDVTU", reason="Theo Hội đồng")
    client.sign_in(case.lead)
    page = client.get(f"/mo-hinh/{case.exemplar.reference}").text
    assert 'class="seal"' not in page
    assert (f"Được biểu dương năm {case.campaign.year}" in page) is (outcome is Outcome.PRAISED)
    with client.application.test_request_context():
        (card,) = cards_of([Found(case.exemplar, case.exemplar.latest, 1.0)])
    assert (card["seal"], bool(card["praise"])) == ("", outcome is Outcome.PRAISED)
