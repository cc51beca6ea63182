"""Outcomes beside yes and no: refused by the signer, merged into another, repeating another."""

import threading

import pytest
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.catalogue.service.editing import withhold
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput, InvalidTransition
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.review import papers, queries
from registry.review.models import Decision, Nomination, Recognition
from registry.review.papers import DecisionPaper, NumberStyle
from registry.review.queries.rewards import list_rewards
from registry.review.queries.sessions import get_session
from registry.review.service import correcting, deciding, recognising
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from registry.units.states import UnitKind
from tests.make.sessions import sitting

SAID = "Theo ý kiến của Hội đồng"


def scored(make, *totals, **values):
    case = make.case(state=N.VERIFIED, **values)
    case.assign()
    case.score_all(*totals)
    return case


def nothing_decided(case):
    db.session.expire_all()
    count = db.session.scalar(select(func.count()).select_from(Decision))
    return count == 0 and case.nomination.state is N.VERIFIED


def test_rules_9_4_the_council_agrees_the_signer_refuses_and_the_vote_is_kept(make):
    council = sitting(make, members=3)
    council.open()
    council.vote(3)
    council.lock()
    case = council.case
    with pytest.raises(InvalidInput) as refusal:
        case.decide(Outcome.NOT_GRANTED, number="", reason=" ")
    assert refusal.value.field == "reason"
    case.decide(Outcome.NOT_GRANTED, number="", reason="Đơn thư chưa giải quyết xong")
    assert case.nomination.state is N.NOT_GRANTED
    assert not case.exemplar.is_public
    assert db.session.scalar(select(Recognition)) is None
    (item,) = get_session(case.signer, council.session.reference).items
    assert (item.carried, item.agree, item.present) == (True, 3, 3)
    assert queries.totals_of(case.nomination) == [85, 91]
    assert [one.case.state for one in queries.ranking(case.secretary, case.campaign)] == [N.NOT_GRANTED]


def test_what_nobody_proposed_cannot_be_refused(make):
    case = scored(make, 40, 44)
    with pytest.raises(InvalidInput) as refusal:
        case.decide(Outcome.NOT_GRANTED)
    assert refusal.value.field == "outcome"
    assert nothing_decided(case)


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.MERGED, N.MERGED), (Outcome.DUPLICATE, N.DUPLICATE)])
def test_what_belongs_to_another_names_it_and_waits_for_no_ballots(make, outcome, state):
    stays = make.case(state=N.VERIFIED)
    goes = make.case(state=N.VERIFIED, campaign=stays.campaign)
    decision = goes.decide(outcome, number="", other=f" {stays.nomination.reference.lower()} ")
    assert (goes.nomination.state, decision.other_nomination) == (state, stays.nomination)
    assert not goes.exemplar.is_public
    assert [one.case.reference for one in queries.ranking(stays.secretary, stays.campaign)] == [
        stays.nomination.reference
    ], "it is compared with nothing any more"
    told = [one.text for one in queries.history(stays.nomination, stays.secretary)]
    assert any(goes.nomination.reference in text for text in told)
    assert not any(goes.nomination.reference in one.text for one in queries.history(stays.nomination))
    assert not any(
        goes.nomination.reference in one.text for one in queries.history(stays.nomination, stays.lead)
    ), "whose nomination it was is not for the other unit to read"


def test_it_may_go_on_in_a_model_of_the_registry(make):
    known = scored(make, 90, 90)
    known.decide()
    case = make.case(state=N.VERIFIED, campaign=known.campaign)
    decision = case.decide(Outcome.DUPLICATE, number="", other=known.exemplar.reference)
    assert (decision.other_exemplar, decision.other_nomination) == (known.exemplar, None)


def test_nothing_points_to_itself_in_a_circle_or_to_what_nobody_knows(make):
    campaign = make.campaign()
    first, second, third = (make.case(state=N.VERIFIED, campaign=campaign) for _one in range(3))
    second.decide(Outcome.MERGED, number="", other=first.nomination.reference)
    hidden = make.exemplar(state="draft")
    codes = [
        (first, [first.nomination.reference, first.exemplar.reference, second.nomination.reference]),
        (third, ["", "HS-1999-0001", hidden.reference, second.nomination.reference, "\x00"]),
    ]
    for case, others in codes:
        for other in others:
            with pytest.raises(InvalidInput) as refusal:
                case.decide(Outcome.DUPLICATE, number="", other=other)
            assert refusal.value.field == "other", other
    assert {one.nomination.state for one in (first, third)} == {N.VERIFIED}


def test_a_number_names_its_own_year(make):
    case = scored(make, 90, 90)
    with pytest.raises(InvalidInput) as refusal:
        case.decide(number=f"06/{today().year - 1}/QĐ-UBND")
    assert refusal.value.field == "number"
    assert nothing_decided(case)
    case.decide(number=f"06/{today().year}/QĐ-UBND")


@pytest.mark.parametrize(
    ("number", "style"),
    [
        ("06/2021/QĐ-UBND", NumberStyle.STATE), ("1234/QĐ-UBND", NumberStyle.STATE),
        ("29-HD/ĐUK", NumberStyle.PARTY), ("38-QĐ/BTGDVTU", NumberStyle.PARTY),
        ("34 - kh/đu", NumberStyle.PARTY), ("249/MTTQ-BTT", NumberStyle.FRONT),
        ("12/QĐ-UBMTTQ", NumberStyle.FRONT), ("38", None),
        ("QĐ-UBND", None), ("38-QĐ/TU và 39", None), ("", None),
    ],
)  # fmt: skip
def test_the_style_of_a_number_is_known(number, style):
    assert papers.style_of(number) is style


def test_an_issuer_writes_as_on_its_latest_paper_or_as_its_kind_does(make):
    case = scored(make, 90, 90)
    assert papers.style_for(case.campaign.unit)[0] is None
    assert papers.style_for(make.unit(kind=UnitKind.FRONT)) == (NumberStyle.FRONT, "249/QĐ-MTTQ-BTT")
    assert papers.style_for(make.unit(kind=UnitKind.PARTY_COMMITTEE))[0] is NumberStyle.PARTY
    case.decide(number="38-QĐ/BTGDVTU")
    assert papers.style_for(case.campaign.unit) == (NumberStyle.PARTY, "38-QĐ/BTGDVTU")


def test_a_corrected_number_leaves_no_paper_behind(make):
    case = scored(make, 90, 90)
    case.decide(number="38-QĐ/TU")
    correcting.correct_decision(
        case.signer, case.nomination, number="39-QĐ/TU", decided_on=today(), reason="Gõ nhầm"
    )
    assert [one.key for one in db.session.scalars(select(DecisionPaper))] == ["39-qđ/tu"]


def test_one_number_with_two_dates_at_once_is_taken_once(app, make):
    campaign = make.campaign()
    cases = [scored(make, 90, 90, campaign=campaign) for _one in range(2)]
    for case in cases:
        case.nomination.verified_at = case.nomination.verified_at.replace(year=today().year - 2)
    db.session.commit()
    days = [today(), today().replace(day=1) if today().day > 1 else today().replace(month=1)]
    plans = [(case.signer.id, case.nomination.id, day) for case, day in zip(cases, days, strict=True)]
    together, answers = threading.Barrier(2), []

    def act(user_id, nomination_id, day):
        with app.app_context():
            actor, nomination = db.session.get(User, user_id), db.session.get(Nomination, nomination_id)
            together.wait()
            try:
                deciding.decide(
                    actor,
                    nomination,
                    outcome=Outcome.RECOGNISED,
                    number="38-QĐ/TU",
                    decided_on=day,
                    reason=SAID,
                )
                answers.append("done")
            except DomainError as refusal:
                answers.append(refusal.field)
            db.session.remove()

    threads = [threading.Thread(target=act, args=plan) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(answers) == ["done", "number"]
    assert db.session.scalar(select(func.count()).select_from(DecisionPaper)) == 1


def test_nothing_is_merged_after_it_was_decided(make):
    case = scored(make, 90, 90)
    other = make.case(state=N.VERIFIED, campaign=case.campaign)
    case.decide()
    with pytest.raises(InvalidTransition):
        case.decide(Outcome.MERGED, number="", other=other.nomination.reference)
    assert case.nomination.state is N.RECOGNISED


def test_what_was_given_already_this_year_is_told_to_whoever_decides(make, client):
    again = make.campaign()
    commune = make.unit(parent=again.unit)
    at_commune = make.campaign(commune, level=Level.COMMUNE)
    known = scored(make, 90, 90, campaign=at_commune, unit=make.unit(parent=commune))
    known.decide()
    case = scored(make, 90, 90, campaign=again, unit=known.unit, exemplar_of=known.exemplar)
    other = scored(make, 90, 90, campaign=again)
    (reward,) = list_rewards([known.exemplar.id])
    assert (reward.level, reward.outcome) == (Level.COMMUNE, Outcome.RECOGNISED)
    client.sign_in(case.signer)
    told = "Một thành tích không khen thưởng hai lần"
    for one, count in ((case, 1), (other, 0)):
        assert client.get(f"/de-cu/{one.nomination.reference}/quyet-dinh").text.count(told) == count
    assert client.get(f"/dot-xet/{again.reference}/quyet-dinh").text.count(told) == 1
    case.decide(number="40-QĐ/TU")
    held = {(one.level, one.state) for one in queries.recognitions_of(known.exemplar)}
    assert held == {(Level.PROVINCE, "in_force"), (Level.COMMUNE, "in_force")}, (
        "it warns, and forbids nothing"
    )


def test_praise_is_kept_apart_from_recognition_and_counts_as_given(make):
    praised = scored(make, 70, 74)
    praised.decide(Outcome.PRAISED, reason="")
    (reward,) = list_rewards([praised.exemplar.id])
    assert (reward.outcome, reward.on) == (Outcome.PRAISED, today())
    assert queries.recognitions_of(praised.exemplar) == []


def test_recognition_and_praise_are_lists_of_their_own_with_number_day_and_issuer(make, app):
    campaign = make.campaign()
    unit = make.unit(parent=campaign.unit)
    praised = scored(make, 70, 74, campaign=campaign, unit=unit, title="Tuyến đường không rác")
    recognised = scored(make, 90, 90, campaign=campaign, unit=unit, title="Hiến đất mở đường liên thôn")
    annulled = scored(make, 90, 90, campaign=campaign, unit=unit, title="Tổ hòa giải ba cùng")
    praised.decide(Outcome.PRAISED, number="11-QĐ/TU", reason="")
    recognised.decide(number="12-QĐ/TU")
    annulled.decide(number="12-QĐ/TU")
    annul(annulled)
    everybody = app.test_client()
    path = f"/dot-xet/{campaign.reference}"
    for kind, mine, others in (
        ("recognised", recognised, (praised, annulled)), ("praised", praised, (recognised, annulled)),
    ):  # fmt: skip
        page = everybody.get(f"{path}?ket-qua={kind}").text
        table = page[page.index('id="ket-qua"') :]
        assert mine.exemplar.latest.title in table
        assert mine.nomination.decision.number in table
        assert campaign.unit.name in table
        assert not any(one.exemplar.latest.title in table for one in others)
    page = everybody.get(f"/don-vi/{unit.code}").text
    assert "1 mô hình đang được công nhận" in page
    listed = page[page.index('id="khen"') :]
    assert "11-QĐ/TU" in listed
    assert "12-QĐ/TU" not in listed


def annul(case):
    (given,) = queries.recognitions_of(case.exemplar)
    recognising.end_recognition(
        case.signer, given, "annul", reason="Số liệu không đúng sự thật", number="13-QĐ/TU", dated=today()
    )


def on_one_paper(make, count=2):
    campaign = make.campaign()
    cases = [scored(make, 90, 90, campaign=campaign) for _one in range(count)]
    for case in cases:
        case.nomination.verified_at = case.nomination.verified_at.replace(year=today().year - 2)
        db.session.commit()
        case.decide(number="38-QĐ/TU")
    return cases


def test_a_paper_is_put_right_for_all_its_decisions_at_once(make):
    cases = on_one_paper(make)
    day = today().replace(year=today().year - 1)
    correcting.correct_decision(
        cases[0].signer, cases[0].nomination, number="83-QĐ/TU", decided_on=day, reason="Gõ nhầm"
    )
    assert [(one.nomination.decision.number, one.nomination.decision.decided_on) for one in cases] == [
        ("83-QĐ/TU", day)
    ] * 2
    assert [len(one.nomination.decision.corrections) for one in cases] == [1, 1]
    assert [(one.key, one.dated) for one in db.session.scalars(select(DecisionPaper))] == [("83-qđ/tu", day)]


def test_one_decision_of_a_paper_goes_to_another_and_takes_no_other_along(make):
    first, second = on_one_paper(make)
    said = {"decided_on": today(), "reason": "Gõ nhầm", "whole_paper": False}
    correcting.correct_decision(first.signer, first.nomination, number="83-QĐ/TU", **said)
    assert (first.nomination.decision.number, second.nomination.decision.number) == ("83-QĐ/TU", "38-QĐ/TU")


def test_of_a_page_that_was_taken_down_everybody_reads_the_code_and_nothing_else(app, make):
    campaign = make.campaign()
    unit = make.unit(parent=campaign.unit, name="Xã Nậm Mười")
    praised = scored(make, 70, 74, campaign=campaign, unit=unit, title="Tuyến đường không rác")
    praised.decide(Outcome.PRAISED, number="11-QĐ/TU", reason="")
    with transaction():
        withhold(praised.exemplar, names=[], photos=[], page=True)
        audit.record(None, "consent.recorded", praised.exemplar)
    everybody, code = app.test_client(), praised.exemplar.reference
    page = everybody.get(f"/dot-xet/{campaign.reference}").text
    row = page[page.index(f">{code}<") :].split("</tr>")[0]
    for told in ("Xã Nậm Mười", "11-QĐ/TU", f"{today():%d/%m/%Y}", campaign.unit.name):
        assert told not in row, told
    page = everybody.get(f"/don-vi/{unit.code}").text
    assert code not in page
    assert 'id="khen"' not in page
    everybody.sign_in(praised.member)
    assert "11-QĐ/TU" in everybody.get(f"/don-vi/{unit.code}").text
