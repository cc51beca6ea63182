"""Every arrow of a nomination's life, tried in every state by everybody: the table is what happens."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import DomainError, InvalidTransition, PermissionDenied
from registry.core.transaction import transaction
from registry.review.models import StageVisit
from registry.review.service import deciding, lifecycle, nominating, verifying
from registry.review.states import NOMINATION_ARROWS, NOMINATION_LIFE, NominationState, Outcome
from tests.make.nominations import ROADS

N = NominationState
PEOPLE = ("member", "lead", "staff", "secretary", "signer", "reviewer", "stranger")
MAY = {
    "ask_to_sign": {"member", "lead"},
    "send_back": {"lead"},
    "sign": {"lead"},
    "return": {"staff"},
    "verify": {"staff"},
    "recognise": {"signer"},
    "praise": {"signer"},
    "not_choose": {"signer"},
    "refuse": {"signer"},
    "withdraw": {"lead"},
}
FROM = {
    "ask_to_sign": {N.DRAFT, N.RETURNED},
    "send_back": {N.TO_SIGN},
    "sign": {N.DRAFT, N.TO_SIGN, N.RETURNED},
    "return": {N.SUBMITTED},
    "verify": {N.SUBMITTED},
    "recognise": {N.VERIFIED},
    "praise": {N.VERIFIED},
    "not_choose": {N.VERIFIED},
    "refuse": {N.VERIFIED},
    "withdraw": {N.DRAFT, N.TO_SIGN, N.RETURNED, N.SUBMITTED},
}
# Steps that need another nomination, or an appeal: tried with the outcomes and the appeals.
ELSEWHERE = {
    "merge": {N.VERIFIED},
    "call_duplicate": {N.VERIFIED},
    "reopen": {N.PRAISED, N.NOT_CHOSEN, N.NOT_GRANTED, N.MERGED, N.DUPLICATE},
}
ALL = FROM | ELSEWHERE
DECIDING = {
    "recognise": Outcome.RECOGNISED,
    "praise": Outcome.PRAISED,
    "not_choose": Outcome.NOT_CHOSEN,
    "refuse": Outcome.NOT_GRANTED,
}


def attempt(actor, nomination, action):
    """The action through the command that people use."""
    reason = "Vì thiếu biên bản họp dân"
    if action in DECIDING:
        return deciding.decide(
            actor,
            nomination,
            outcome=DECIDING[action],
            number="01-QĐ/TU",
            decided_on=today(),
            reason=reason,
        )
    if action == "return":
        return verifying.return_to_unit(actor, nomination, reason=reason, sections=["method"])
    if action == "verify":
        return verifying.verify(actor, nomination)
    command = getattr(nominating, action)
    word = "reason" if action in {"send_back", "withdraw"} else "answer"
    return command(actor, nomination, **{word: reason})


class Undo(Exception):
    """Rolls back what was tried."""


def answer(actor, nomination, action):
    """What became of an attempt, which is undone: "done" or the name of the refusal."""
    try:
        with transaction():
            attempt(actor, nomination, action)
            raise Undo
    except Undo:
        return "done"
    except DomainError as refusal:
        return type(refusal).__name__


def wanted(action, state, person):
    if person not in MAY[action]:
        return "PermissionDenied"
    return "done" if state in FROM[action] else "InvalidTransition"


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_table_is_the_one_that_was_agreed():
    assert {arrow.action: set(arrow.sources) for arrow in NOMINATION_ARROWS} == ALL


@pytest.mark.parametrize("state", list(ROADS))
def test_every_action_by_everybody(make, state):
    case = make.case(state=state)
    if state is N.VERIFIED:
        case.assign()
        case.score_all()
    nomination = case.nomination
    people = {name: getattr(case, name, None) for name in PEOPLE}
    people |= {"reviewer": case.reviewers[0], "stranger": make.lead(make.unit())}
    before = (count(StageVisit), nomination.version)
    refused = 0
    for action in FROM:
        for name, person in people.items():
            events = count(AuditEvent)
            assert answer(person, nomination, action) == wanted(action, state, name), (action, name)
            assert nomination.state is state
            refused = int(name not in MAY[action])
            assert count(AuditEvent) - events == refused, "a refused attempt is noted, nothing else is"
    assert (count(StageVisit), nomination.version) == before


@pytest.mark.parametrize("state", list(ROADS))
def test_what_is_offered_is_what_is_possible(state):
    offered = {arrow.action for arrow in NOMINATION_LIFE.available(state)}
    assert offered == {action for action, sources in ALL.items() if state in sources}


def test_decided_nomination_stays_decided(make):
    case = make.case(state=N.RECOGNISED)
    for action in FROM:
        for person in (case.lead, case.staff, case.signer):
            with pytest.raises((InvalidTransition, PermissionDenied)):
                attempt(person, case.nomination, action)
    assert case.nomination.state is N.RECOGNISED


def test_every_move_leaves_a_stay_in_a_stage(make):
    case = make.case(state=N.RECOGNISED)
    stays = [(visit.stage.kind.value, visit.outcome) for visit in case.nomination.visits]
    assert stays == [
        ("registration", "sign"),
        ("verification", "verify"),
        ("scoring", "recognise"),
        ("decision", "recognise"),
    ]
    assert all(visit.left_at for visit in case.nomination.visits)
    assert case.nomination.stage.kind == "decision"


def test_nothing_moves_in_a_closed_campaign(make):
    case = make.case()
    case.campaign.state = "closed"
    db.session.commit()
    with pytest.raises(InvalidTransition):
        case.sign()
    with pytest.raises(InvalidTransition):
        lifecycle.move_nomination(case.lead, case.nomination, "withdraw")
    assert case.nomination.state is N.DRAFT


def test_w16_number_of_a_withdrawn_nomination_is_not_given_again(make):
    first = make.case()
    first.withdraw()
    second = nominating.start_nomination(first.member, first.exemplar, first.campaign)
    assert second.reference > first.nomination.reference
    assert first.nomination.created_at <= second.created_at + timedelta(seconds=1)
