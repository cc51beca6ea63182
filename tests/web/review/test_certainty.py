"""The ranking with adjusted scores, and the choice of the number a decision goes by."""

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.review import queries
from registry.review.models import Decision
from registry.review.states import Basis
from registry.web.filters import as_number
from tests.make.council import scored_council

FILLED = {
    "outcome": "recognised",
    "number": "38-QĐ/BTGDVTU",
    "reason": "Hội đồng thống nhất",
    "confirmed": "y",
}


def ranking_of(case, order=""):
    return f"/dot-xet/{case.campaign.reference}/xep-hang{order}"


def page_of(case, suffix="/quyet-dinh"):
    return f"/de-cu/{case.nomination.reference}{suffix}"


@pytest.fixture
def cases(make):
    return scored_council(make)


def names_in(text, cases):
    return sorted(cases, key=lambda case: text.index(page_of(case, "")))


def browser_of(client, person):
    """The browser of somebody else."""
    browser = client.application.test_client()
    browser.sign_in(person)
    return browser


def test_the_ranking_shows_both_numbers_in_either_order(cases, client):
    client.sign_in(cases[0].secretary)
    first, by_mean, by_else = (
        client.get(ranking_of(cases[0], order)).text for order in ("", "?order=mean", "?order=x")
    )
    found = {case.nomination.id: queries.adjusted_of(cases[0].secretary, case.nomination) for case in cases}
    for one in found.values():
        assert f"{as_number(one.score, 1)}<br>" in first
        assert f"{as_number(one.low, 1)}–{as_number(one.high, 1)}" in first
    assert "chặt hơn" in first
    assert "rộng hơn" in first
    assert "Khả năng đạt từ 80 điểm" in first
    for reviewer in {one.reviewer.name for case in cases for one in case.assignments}:
        assert reviewer not in first
    ranked = sorted(cases, key=lambda case: found[case.nomination.id].rank)
    assert names_in(first, cases) == names_in(by_else, cases) == ranked
    assert ranked[:2] == [cases[1], cases[0]]
    assert names_in(by_mean, cases) == sorted(
        cases, key=lambda case: -queries.figures_of(case.nomination).mean
    )


def test_too_few_ballots_are_told_and_only_means_shown(make, client):
    """A choice of the adjusted score, sent all the same, is refused beside the choice."""
    cases = scored_council(make, nominations=3)
    client.sign_in(cases[0].secretary)
    text = client.get(ranking_of(cases[0])).text
    assert "Chỉ hiện điểm trung bình" in text
    assert "chưa đủ bốn mươi phiếu" in text
    assert "Hiệu chỉnh" not in text
    client = browser_of(client, cases[0].signer)
    assert 'name="basis"' not in client.get(page_of(cases[0])).text
    answer = client.send_form(page_of(cases[0]), **FILLED, decided_on=f"{today():%d/%m/%Y}", basis="adjusted")
    assert answer.status_code == 422
    assert 'name="basis"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_the_signer_chooses_the_number_and_the_record_says_it(cases, client):
    """The unit reads which number was used, and of the figures the mean alone (decision 0009)."""
    case, day = cases[2], f"{today():%d/%m/%Y}"
    client.sign_in(case.signer)
    assert client.get(page_of(case)).text.count(" checked") == 1
    for wrong in ("best", "x" * 300, "\0"):
        assert client.send_form(page_of(case), **FILLED, decided_on=day, basis=wrong).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0
    answer = client.send_form(page_of(case), **FILLED, decided_on=day, basis="adjusted")
    assert answer.status_code == 303
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.basis, decision.mean) == (Basis.ADJUSTED, queries.figures_of(case.nomination).mean)
    text = client.get(answer.location).text
    assert "Điểm đã hiệu chỉnh" in text
    assert as_number(decision.adjusted, 1) in text
    text = browser_of(client, case.lead).get(answer.location).text
    assert "Căn cứ" in text
    assert as_number(decision.adjusted, 1) not in text
