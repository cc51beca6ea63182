"""Whose turn it is, at every point of a nomination's way."""

from datetime import timedelta

from registry.core.clock import today
from registry.review import queries
from registry.review.service import nominating, recusing, scoring
from registry.review.states import NominationState, Outcome

N = NominationState
PEOPLE = ("member", "lead", "staff", "secretary", "signer")


def turns(case):
    """{who: what waits for them} over everybody around a case."""
    people = {name: getattr(case, name) for name in PEOPLE}
    people |= {f"reviewer {n}": one for n, one in enumerate(case.reviewers, 1)}
    found = {name: [one.kind for one in queries.waiting_for(person)] for name, person in people.items()}
    return {name: kinds for name, kinds in found.items() if kinds}


def test_the_turn_passes_along_the_way(make):
    case = make.case()
    assert turns(case) == {"member": ["draft"]}
    case.ask_to_sign()
    assert turns(case) == {"lead": ["sign"]}
    case.sign()
    assert turns(case) == {"staff": ["verify"]}
    case.return_to_unit()
    assert turns(case) == {"member": ["returned"], "lead": ["returned"]}
    case.sign()
    case.verify()
    assert turns(case) == {"secretary": ["assign"]}
    first, second = case.assign()
    assert turns(case) == {"reviewer 1": ["declare"], "reviewer 2": ["declare"]}
    scoring.declare_no_conflict(first.reviewer, first)
    assert turns(case) == {"reviewer 1": ["score"], "reviewer 2": ["declare"]}
    case.score(first, 88)
    case.score(second, 84)
    assert turns(case) == {"signer": ["decide"]}
    case.decide(Outcome.RECOGNISED)
    assert turns(case) == {}


def test_conflict_gives_the_turn_back_to_the_secretary(make):
    case = make.case(state=N.VERIFIED)
    first, _ = case.assign()
    recusing.declare_conflict(first.reviewer, first, reason="Người nhà")
    assert turns(case) == {"secretary": ["assign"], "reviewer 2": ["declare"]}


def test_what_waits_says_what_where_and_until_when(make):
    case = make.case(state=N.SUBMITTED)
    (one,) = queries.waiting_for(case.staff)
    assert one.title == case.exemplar.latest.title
    assert case.unit.name in one.detail
    assert one.values == {"reference": case.nomination.reference}
    assert one.due == today() + timedelta(days=20)
    assert one.since == case.nomination.visits[-1].entered_at


def test_nothing_waits_for_those_who_may_not_act(make):
    case = make.case(state=N.SUBMITTED)
    make.member(case.unit, user=case.staff)
    assert queries.waiting_for(case.staff) == []
    assert queries.waiting_for(make.staff(make.province())) == []
    assert queries.waiting_for(make.user()) == []


def test_a_draft_waits_for_whoever_prepares_it_and_what_came_back_says_why(make):
    case = make.case()
    assert turns(case) == {"member": ["draft"]}
    case.ask_to_sign()
    nominating.send_back(case.lead, case.nomination, reason="Số liệu chưa khớp")
    assert turns(case) == {"member": ["sent_back"]}
    (one,) = queries.waiting_for(case.member)
    assert one.reason == "Số liệu chưa khớp"
