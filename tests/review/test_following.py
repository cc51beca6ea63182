"""What becomes of ballots that disagree after whatever happens to a ballot or to its reviewer."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.core.db import db
from registry.core.transaction import transaction
from registry.review import queries
from registry.review.disagreements import DiscrepancyState as D
from registry.review.disagreements import Holds
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.service import assigning, differing, discussing, recusing, scoring
from registry.review.states import AssignmentState as A
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from tests.review.test_discrepancies import answer, kinds

WHY = "Đã đọc lại sổ thu chi quý III"


def case_of(make, *totals, reviewers):
    """A nomination in a campaign that has those read again who disagree, with ballots of some totals."""
    found = make.case(state=N.VERIFIED, reviewers=reviewers)
    found.campaign.asks_again = found.campaign.settles_first = True
    found.campaign.spread_alarm = Decimal(10)
    db.session.commit()
    found.assign()
    found.score_all(*totals)
    return found


def states():
    db.session.expire_all()
    return [one.state for one in db.session.scalars(select(Discrepancy).order_by(Discrepancy.id))]


def latest():
    db.session.expire_all()
    return db.session.scalars(select(Discrepancy).order_by(Discrepancy.id.desc())).first()


def last_ballot_awaited(make):
    """90 and 60 are in, one more is awaited: nothing is found yet. What happens, happens to that one."""
    case = case_of(make, 90, 60, reviewers=3)
    return case, case.assignments[2]


def one_owes_the_answer(make):
    """90, 60 and 88 are in: who gave 60 has not read again yet."""
    case = case_of(make, 90, 60, 88, reviewers=3)
    answer(case, 0)
    return case, case.assignments[1]


def third_is_reading(make):
    """Both have read again and kept their marks; a further reader has the nomination."""
    case = case_of(make, 90, 60, reviewers=2)
    answer(case, 0)
    answer(case, 1)
    (given,) = case.assign(make.reviewer(case.campaign.unit))
    return case, given


def void(make, case, ballot):
    make.member(case.unit, user=ballot.reviewer)
    assert recusing.void_all_tied() == 1


def give_up(make, case, ballot):
    recusing.declare_conflict(ballot.reviewer, ballot, reason=WHY)


def decline(make, case, ballot):
    scoring.decline(ballot.reviewer, ballot, reason=WHY)


def abstain(make, case, ballot):
    scoring.declare_no_conflict(ballot.reviewer, ballot)
    scoring.abstain(ballot.reviewer, ballot, reason=WHY)


def cancel(make, case, ballot):
    assigning.cancel_assignment(case.secretary, ballot, reason=WHY)


def substitute(make, case, ballot):
    assigning.substitute_reviewer(case.secretary, ballot, make.reviewer(case.campaign.unit), reason=WHY)


def give_back(make, case, ballot):
    submitted = next(one for one in case.assignments if one.state is A.SUBMITTED)
    assigning.give_back_ballot(case.secretary, submitted, reason=WHY)


def change_mark(make, case, ballot):
    own = case.assignments[1]
    second = case.campaign.rubric.criteria[1]
    discussing.change_mark(
        own.reviewer, own, second.id, points=Decimal(29), comment="Hai xã đã làm theo", reason=WHY
    )


def submit(make, case, ballot):
    case.score(ballot, 88)


def assign(make, case, ballot):
    case.assign(make.reviewer(case.campaign.unit))


@pytest.mark.parametrize(
    ("act", "awaited", "owing", "third"),
    [
        (void, [D.REREADING], [D.SETTLED], [D.THIRD_WANTED]),
        (give_up, [D.REREADING], [D.SETTLED], [D.THIRD_WANTED]),
        (decline, [D.REREADING], None, [D.THIRD_WANTED]),
        (abstain, [D.REREADING], None, [D.THIRD_WANTED]),
        (cancel, [D.REREADING], None, [D.THIRD_WANTED]),
        (substitute, [], None, [D.THIRD_READING]),
        (give_back, [], [D.REREADING], [D.THIRD_READING]),
        (change_mark, [], [D.REREADING], [D.THIRD_READING]),
        (submit, [D.REREADING], None, [D.SETTLED]),
        (assign, [], [D.REREADING], [D.THIRD_READING]),
    ],
)
def test_whatever_happens_is_followed_at_once(make, act, awaited, owing, third):
    roads = ((last_ballot_awaited, awaited), (one_owes_the_answer, owing), (third_is_reading, third))
    for begin, after in roads:
        if after is None:
            continue
        known = len(states())
        act(make, *begin(make))
        assert states()[known:] == after, begin.__name__


def test_a_voided_ballot_leaves_the_council_a_way_on(make):
    case, ballot = one_owes_the_answer(make)
    void(make, case, ballot)
    assert states() == [D.SETTLED]
    assert case.decide(Outcome.PRAISED).mean == 89


def test_a_ballot_voided_before_the_answer_is_followed_by_one_step(make):
    case = case_of(make, 90, 60, 30, reviewers=3)
    for one in case.assignments[1:]:
        make.member(case.unit, user=one.reviewer)
    assert recusing.void_all_tied() == 2
    # One ballot is left: another is waited for, and nothing was asked of the secretary on the way.
    assert states() == [D.REREADING]
    assert "discrepancy.third" not in kinds(case.secretary)


def test_nobody_is_asked_to_read_again_while_a_reviewer_is_replaced(make):
    case, ballot = last_ballot_awaited(make)
    substitute(make, case, ballot)
    assert "reread.asked" not in kinds(case.assignments[0].reviewer)
    assert queries.pending_of(case.assignments[0]) is None


def to_conclude(make):
    case, given = third_is_reading(make)
    case.score(given, 75)
    return case


def change(case, at, points, comment):
    own, second = case.assignments[at], case.campaign.rubric.criteria[1]
    discussing.change_mark(own.reviewer, own, second.id, points=Decimal(points), comment=comment, reason=WHY)


def conclude(case):
    differing.conclude(case.secretary, latest(), holds=Holds.STATED, number=Decimal(82), text="Theo biên bản")


def test_a_conclusion_holds_until_points_differ(make):
    case = to_conclude(make)
    conclude(case)
    change(case, 0, 30, "Sửa lỗi chính tả")
    extra = make.reviewer(case.campaign.unit)
    (given,) = case.assign(extra)
    cancel(make, case, given)
    assigning.give_back_ballot(case.secretary, case.assignments[1], reason=WHY)
    case.score(case.assignments[1], 60)
    assert states() == [D.CONCLUDED]
    assert queries.concluded_number(case.nomination) == 82

    change(case, 0, 31, "Sửa lỗi chính tả")
    assert states() == [D.CONCLUDED, D.REREADING]
    assert queries.concluded_number(case.nomination) is None


def test_a_conclusion_over_a_ballot_that_is_voided_since_is_looked_at_again(make):
    case = to_conclude(make)
    conclude(case)
    void(make, case, case.assignments[2])
    assert states() == [D.CONCLUDED, D.REREADING]


def test_what_a_further_reader_settled_stays_settled_until_points_differ(make):
    case, given = third_is_reading(make)
    case.score(given, 88)
    change(case, 0, 30, "Sửa lỗi chính tả")
    assert states() == [D.SETTLED]
    change(case, 0, 31, "Sửa lỗi chính tả")
    assert states() == [D.SETTLED, D.REREADING]


def test_the_database_keeps_one_open_disagreement_and_one_rereading_of_a_ballot(make):
    case_of(make, 90, 60, reviewers=2)
    found = latest()
    values = {"nomination_id": found.nomination_id, "rule": found.rule, "ballots": []}
    asked = found.rereadings[0]
    for second in (
        Discrepancy(reference="CL-2026-9999", state=D.TO_CONCLUDE, **values),
        Rereading(discrepancy_id=found.id, assignment_id=asked.assignment_id),
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(second)
    assert states() == [D.REREADING]
    assert len(latest().rereadings) == 2
    with transaction():
        db.session.add(Discrepancy(reference="CL-2026-9999", state=D.SETTLED, **values))
    assert states() == [D.REREADING, D.SETTLED]
