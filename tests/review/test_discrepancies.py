"""Ballots that disagree: rules over plain values, reading again, one more reader, conclusion, decision."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.campaigns.service import planning
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.notifications import queries as messages
from registry.review import queries
from registry.review.disagreements import (
    DiscrepancyRule,
    DiscrepancyState,
    Facts,
    Finding,
    Holds,
    Limits,
    Reading,
    agrees_with_one,
    findings_of,
    next_step,
)
from registry.review.discrepancy import Discrepancy
from registry.review.panel import MarkChange
from registry.review.service import assigning, differing, discussing, rereading, scoring
from registry.review.states import Basis, Outcome
from registry.review.states import NominationState as N

D, R = DiscrepancyState, DiscrepancyRule
MOST = {1: Decimal(60), 2: Decimal(40)}
REASON = "Đã đọc lại sổ thu chi quý III"


def reading(ballot, first, second):
    points = {1: Decimal(first), 2: Decimal(second)}
    return Reading(ballot, sum(points.values()), points)


def limits(spread=100, share=None, line=None):
    return Limits(Decimal(spread), share, None if line is None else Decimal(line))


@pytest.mark.parametrize(
    ("asked", "rule", "criterion", "ballots"),
    [
        (limits(spread=19), R.SPREAD, 1, (1, 3)),
        (limits(spread=20), None, None, ()),
        (limits(share=33), R.CRITERION, 1, (1, 3)),
        (limits(share=34), None, None, ()),
        (limits(line=85), R.LINE, 1, (1, 2, 3)),
        (limits(line=70), None, None, ()),
        (limits(spread=5, share=10, line=80), R.LINE, 1, (1, 2, 3)),
    ],
)
def test_a_rule_says_which_criterion_and_whose_ballots(asked, rule, criterion, ballots):
    found = findings_of([reading(1, 55, 35), reading(2, 45, 36), reading(3, 35, 35)], MOST, asked)
    assert found[:1] == ([Finding(rule, criterion, ballots)] if rule else [])


def test_one_ballot_never_disagrees_and_what_nobody_marked_is_passed_by():
    assert findings_of([reading(1, 60, 40)], MOST, limits(0, 1, 50)) == []
    unmarked = [Reading(1, Decimal(50), {}), Reading(2, Decimal(90), {})]
    assert findings_of(unmarked, MOST, limits(share=1)) == []


def test_a_further_ballot_agrees_with_one_of_those_before_or_with_none():
    before = [reading(1, 55, 35), reading(2, 35, 35)]
    assert agrees_with_one(reading(3, 50, 35), before, MOST, limits(spread=15))
    assert not agrees_with_one(reading(3, 45, 35), before, MOST, limits(spread=5))


@pytest.mark.parametrize(
    ("state", "facts", "step"),
    [
        (D.REREADING, Facts(True, True), None),
        (D.REREADING, Facts(False, True), "ask_third"),
        (D.REREADING, Facts(False, False), "settle"),
        (D.THIRD_WANTED, Facts(False, True), None),
        (D.THIRD_WANTED, Facts(True, True), None),
        (D.THIRD_WANTED, Facts(True, True, True), "await_third"),
        (D.THIRD_WANTED, Facts(False, False), "settle"),
        (D.THIRD_READING, Facts(True, True, True), None),
        (D.THIRD_READING, Facts(False, True), "ask_third"),
        (D.THIRD_READING, Facts(False, True, True, True), "ask_to_conclude"),
        (D.THIRD_READING, Facts(False, True, True, True, True), "settle"),
        (D.TO_CONCLUDE, Facts(False, True, True, True), None),
        (D.TO_CONCLUDE, Facts(False, False, True, True), "settle"),
    ],
)
def test_each_step_follows_from_what_has_happened(state, facts, step):
    assert next_step(state, facts) == step


@pytest.fixture
def case(make):
    found = make.case(state=N.VERIFIED, reviewers=2)
    found.campaign.asks_again = True
    db.session.commit()
    found.assign()
    return found


@pytest.fixture
def apart(case):
    """Totals of 90 and 60: the first criterion is told apart, 60 points and 60 of 60."""
    case.score_all(90, 60)
    return case


def now_of(case):
    db.session.expire_all()
    return db.session.scalars(select(Discrepancy)).one()


def answer(case, at, points=None):
    own = case.assignments[at]
    found = queries.pending_of(own)
    mark = rereading.mark_of(found)
    return rereading.answer(
        own.reviewer, found, points=mark.points if points is None else Decimal(points),
        comment=mark.comment, reason=REASON,
    )  # fmt: skip


def further(case, make, total):
    (given,) = case.assign(make.reviewer(case.campaign.unit))
    return case.score(given, total)


def actions():
    found = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq))
    return [one for one in found if one.startswith("discrepancy.")]


def kinds(person):
    return [one.kind for one in messages.list_unread(person, 50)]


def waits(person):
    found = {one.kind for one in queries.waiting_for(person)}
    assert len(queries.waiting_for(person)) == len(queries.references_waiting(person))
    return found & {"reread", "third", "conclude"}


def test_the_last_ballot_has_those_concerned_read_again(case):
    case.score(case.assignments[0], 90)
    assert db.session.scalars(select(Discrepancy)).all() == []
    case.score(case.assignments[1], 60)
    found = now_of(case)
    assert (found.rule, found.state, found.criterion.position) == (R.SPREAD, D.REREADING, 2)
    for one in case.assignments:
        assert "reread.asked" in kinds(one.reviewer)
        assert waits(one.reviewer) == {"reread"}
        # While they read again they see nothing of what the others gave.
        assert queries.list_ballots(one.reviewer, case.nomination) == []
        assert not queries.may_discuss(one.reviewer, case.nomination)
    assert waits(case.secretary) == set()
    assert actions() == ["discrepancy.found"]


def test_nothing_is_asked_where_the_campaign_does_not(case):
    case.campaign.asks_again = False
    db.session.commit()
    case.score_all(90, 60)
    assert db.session.scalars(select(Discrepancy)).all() == []


def test_a_changed_mark_settles_it_and_the_old_one_stays(apart):
    answer(apart, 0)
    assert now_of(apart).state is D.REREADING
    answer(apart, 1, 20)
    found = now_of(apart)
    assert found.state is D.SETTLED
    assert found.closed_at is not None
    changed = {one.assignment_id: (one.has_changed, one.reason) for one in found.rereadings}
    assert [changed[one.id] for one in apart.assignments] == [(False, REASON), (True, REASON)]
    assert db.session.scalars(select(MarkChange)).one().points_before == 0
    assert len(queries.list_ballots(apart.assignments[0].reviewer, apart.nomination)) == 2
    assert actions() == [
        "discrepancy.found",
        "discrepancy.reread",
        "discrepancy.reread",
        "discrepancy.settled",
    ]


@pytest.mark.parametrize(("total", "state"), [(85, D.SETTLED), (75, D.TO_CONCLUDE)])
def test_a_further_reader_agrees_with_one_or_it_is_to_be_concluded(apart, make, total, state):
    apart.campaign.spread_alarm = Decimal(10)
    db.session.commit()
    answer(apart, 0)
    answer(apart, 1)
    assert now_of(apart).state is D.THIRD_WANTED
    assert waits(apart.secretary) == {"third"}
    assert "discrepancy.third" in kinds(apart.secretary)
    (given,) = apart.assign(make.reviewer(apart.campaign.unit))
    assert now_of(apart).state is D.THIRD_READING
    assert queries.list_ballots(given.reviewer, apart.nomination) == []
    apart.score(given, total)
    assert now_of(apart).state is state
    assert waits(apart.secretary) == ({"conclude"} if state is D.TO_CONCLUDE else set())


def test_who_declines_leaves_the_further_reading_to_another(apart, make):
    answer(apart, 0)
    answer(apart, 1)
    (given,) = apart.assign(make.reviewer(apart.campaign.unit))
    scoring.decline(given.reviewer, given, reason="Không kịp")
    assert now_of(apart).state is D.THIRD_WANTED


def test_the_secretary_stops_waiting(apart):
    answer(apart, 0)
    found = now_of(apart)
    with pytest.raises(PermissionDenied):
        differing.stop_waiting(apart.signer, found, reason=REASON)
    differing.stop_waiting(apart.secretary, found, reason=REASON)
    assert now_of(apart).state is D.THIRD_WANTED
    assert sorted(one.is_waived for one in now_of(apart).rereadings) == [False, True]
    with pytest.raises(InvalidTransition):
        differing.stop_waiting(apart.secretary, now_of(apart), reason=REASON)
    assert queries.pending_of(apart.assignments[1]) is None


def test_only_the_reviewer_asked_answers_once(apart):
    own, other = apart.assignments
    found = queries.pending_of(own)
    values = {"points": Decimal(30), "comment": "Hai xã đã làm theo", "reason": REASON}
    for wrong, refusal in (
        (lambda: rereading.answer(other.reviewer, found, **values), PermissionDenied),
        (lambda: rereading.answer(own.reviewer, found, **values | {"reason": " "}), InvalidInput),
        (lambda: rereading.answer(own.reviewer, found, **values | {"points": None}), InvalidInput),
        (lambda: rereading.answer(own.reviewer, found, **values | {"points": Decimal(41)}), InvalidInput),
        (lambda: rereading.answer(own.reviewer, found, **values, version=99), StaleVersion),
    ):
        with pytest.raises(refusal):
            wrong()
    assert now_of(apart).rereadings[0].answered_at is None
    rereading.answer(own.reviewer, found, **values)
    with pytest.raises(InvalidTransition):
        rereading.answer(own.reviewer, found, **values)


def to_conclude(case, make):
    case.campaign.spread_alarm = Decimal(10)
    db.session.commit()
    answer(case, 0)
    answer(case, 1)
    further(case, make, 75)
    return now_of(case)


@pytest.mark.parametrize(
    ("holds", "number", "held"), [(Holds.MEAN, None, 75), (Holds.THIRD, None, 75), (Holds.STATED, 82, 82)]
)
def test_a_conclusion_stands_beside_the_ballots(apart, make, holds, number, held):
    found = to_conclude(apart, make)
    before = queries.totals_of(apart.nomination)
    differing.conclude(apart.secretary, found, holds=holds, number=number and Decimal(number), text=REASON)
    found = now_of(apart)
    assert (found.state, found.holds, found.number, found.conclusion) == (D.CONCLUDED, holds, held, REASON)
    assert queries.totals_of(apart.nomination) == before
    assert queries.concluded_number(apart.nomination) == (None if holds is Holds.MEAN else held)


def test_a_conclusion_is_refused_without_reason_number_or_right(apart, make):
    found = to_conclude(apart, make)
    stated = {"holds": Holds.STATED, "number": Decimal(80), "text": REASON}
    for actor, values, refusal in (
        (apart.signer, stated, PermissionDenied),
        (apart.assignments[0].reviewer, stated, PermissionDenied),
        (apart.secretary, stated | {"text": " "}, InvalidInput),
        (apart.secretary, stated | {"number": None}, InvalidInput),
        (apart.secretary, stated | {"number": Decimal(101)}, InvalidInput),
        (apart.secretary, stated | {"version": 99}, StaleVersion),
    ):
        with pytest.raises(refusal):
            differing.conclude(actor, found, **values)
    assert now_of(apart).state is D.TO_CONCLUDE
    differing.conclude(apart.secretary, now_of(apart), **stated)
    with pytest.raises(InvalidTransition):
        differing.conclude(apart.secretary, now_of(apart), **stated)


def test_a_decision_over_it_says_why_and_nobody_is_asked_any_more(apart):
    with pytest.raises(InvalidInput) as refusal:
        apart.decide(Outcome.PRAISED, reason="")
    assert refusal.value.field == "reason"
    apart.decide(Outcome.PRAISED)
    assert now_of(apart).state is D.PASSED_OVER
    assert waits(apart.assignments[0].reviewer) == set()


def test_a_campaign_may_have_it_settled_first(apart):
    apart.campaign.settles_first = True
    db.session.commit()
    with pytest.raises(InvalidTransition):
        apart.decide(Outcome.PRAISED)
    assert now_of(apart).state is D.REREADING


def test_the_signer_may_go_by_the_concluded_number(apart, make):
    found = to_conclude(apart, make)
    with pytest.raises(InvalidInput):
        apart.decide(Outcome.RECOGNISED, basis=Basis.CONCLUDED)
    differing.conclude(apart.secretary, found, holds=Holds.STATED, number=Decimal(84), text=REASON)
    made = apart.decide(Outcome.RECOGNISED, basis=Basis.CONCLUDED, reason="")
    assert (made.basis, made.mean, made.concluded, made.adjusted) == (Basis.CONCLUDED, 75, 84, None)


def test_lists_leave_out_what_the_reader_is_tied_to_or_owes(apart, make):
    assert len(queries.list_discrepancies(apart.secretary, apart.campaign)) == 1
    lead = make.lead(apart.unit)
    with pytest.raises((PermissionDenied, NotFound)):
        queries.list_discrepancies(lead, apart.campaign)


def test_a_ballot_given_back_is_waited_for(apart):
    assigning.give_back_ballot(apart.secretary, apart.assignments[1], reason="Nhầm tiêu chí")
    answer(apart, 0)
    assert now_of(apart).state is D.REREADING
    apart.score(apart.assignments[1], 85)
    assert now_of(apart).state is D.REREADING
    answer(apart, 1)
    assert now_of(apart).state is D.SETTLED


def test_a_mark_changed_unasked_settles_it_after_the_second_reading(apart):
    answer(apart, 0)
    answer(apart, 1)
    own = apart.assignments[1]
    second = apart.campaign.rubric.criteria[1]
    discussing.change_mark(
        own.reviewer, own, second.id, points=Decimal(25), comment="Hai xã đã làm theo", reason=REASON
    )
    assert now_of(apart).state is D.SETTLED


def test_the_pages_lead_through_it(apart, client, make):
    def as_(person):
        browser = client.application.test_client()
        browser.sign_in(person)
        return browser

    own, other = apart.assignments
    page = f"/de-cu/{apart.nomination.reference}/diem-lech"
    board = f"/dot-xet/{apart.campaign.reference}/diem-lech"
    again = f"/cham-diem/{own.reference}/doc-lai"
    reviewer, secretary, signer = (as_(one) for one in (own.reviewer, apart.secretary, apart.signer))
    assert again in reviewer.get("/viec-can-lam").text
    assert reviewer.send_form(again, reason="").status_code == 422
    assert reviewer.send_form(again, reason=REASON).status_code == 303
    for path in (again, page, board):
        assert reviewer.get(path).status_code in {403, 404}
    assert secretary.send_form(f"{page}/khong-cho", reason="Quá hạn").status_code == 303
    assert page in secretary.get(board).text
    assert REASON in secretary.get(page).text
    assert secretary.send_form(page, holds="stated", number="", text=REASON).status_code == 422
    assert secretary.send_form(page, holds="stated", number="84", text=REASON).status_code == 303
    assert "Theo kết luận: 84" in signer.get(f"/dot-xet/{apart.campaign.reference}/xep-hang").text
    asked = signer.get(f"/de-cu/{apart.nomination.reference}/quyet-dinh").text
    assert 'value="concluded"' in asked
    assert as_(other.reviewer).get(f"/cham-diem/{other.reference}/doc-lai").status_code == 404
    # Whoever ranks nothing is refused before anything is looked up.
    assert as_(apart.lead).get(page).status_code == 403


def test_a_campaign_says_its_rules_while_it_is_a_draft(client, make):
    campaign = make.campaign(state="draft")
    client.sign_in(make.administrator(campaign.unit))
    path = f"/quan-tri/dot-xet/{campaign.reference}/diem-lech"
    assert client.send_form(path, criterion_alarm="101").status_code == 422
    assert client.send_form(path, asks_again="y", criterion_alarm="40", line_alarm="y").status_code == 303
    db.session.expire_all()
    told = (campaign.asks_again, campaign.criterion_alarm, campaign.line_alarm, campaign.settles_first)
    assert told == (True, 40, True, False)
    copy = planning.clone_campaign(None, campaign, year=campaign.year + 1)
    assert (copy.asks_again, copy.criterion_alarm) == (True, 40)
