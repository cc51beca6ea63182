"""kill -9 at every statement of a decision: afterwards all of it is there, once, or nothing."""

import pytest
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.identity.models import User
from registry.jobs.models import OutboxRow
from registry.notifications.models import Message
from registry.review.models import Decision, Nomination, Recognition, StageVisit
from registry.review.service import deciding
from registry.review.states import NominationState, Outcome
from tests.make.kills import die, die_after, in_a_child

N = NominationState
# More statements than a decision takes: the loop must end because the decision was made.
TOO_MANY = 200


def trace_of(nomination_id):
    """Everything a decision leaves behind, as counts."""
    db.session.rollback()
    nomination = db.session.get(Nomination, nomination_id)
    tables = (Decision, Recognition, StageVisit, AuditEvent, Message, OutboxRow)
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    return (nomination.state, nomination.exemplar.is_public, *counts)


def decide_and_die(app, nomination_id, signer_id, statement):
    """In a child of its own: decide, and be killed when `statement` statements have been run."""
    with app.app_context():
        die_after(statement)
        deciding.decide(
            db.session.get(User, signer_id),
            db.session.get(Nomination, nomination_id),
            outcome=Outcome.RECOGNISED,
            number="01-QĐ/TU",
            decided_on=today(),
            reason="",
        )
        # Acknowledged: from here on nothing may be missing, however it ends.
        die()


@pytest.fixture
def case(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(85, 91)
    return case


def test_p01_decision_is_whole_or_absent(app, case):
    nomination_id, signer_id = case.nomination.id, case.signer.id
    before = trace_of(nomination_id)
    for statement in range(1, TOO_MANY):
        assert in_a_child(decide_and_die, app, nomination_id, signer_id, statement)
        after = trace_of(nomination_id)
        if after != before:
            break
        assert audit.verify().first_bad is None
    assert statement > 20, "it was killed at many points before it was made"
    assert after[:2] == (N.RECOGNISED, True)
    assert [new - old for new, old in zip(after[2:5], before[2:5], strict=True)] == [1, 1, 1]
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert actions[before[5] :] == [
        "nomination.recognised", "decision.recorded", "recognition.made", "campaign.snapshot_taken",
    ]  # fmt: skip
    assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_p01_acknowledged_decision_is_not_made_twice(app, case):
    nomination_id, signer_id = case.nomination.id, case.signer.id
    assert in_a_child(decide_and_die, app, nomination_id, signer_id, TOO_MANY)
    once = trace_of(nomination_id)
    assert once[0] is N.RECOGNISED
    in_a_child(decide_and_die, app, nomination_id, signer_id, TOO_MANY)
    assert trace_of(nomination_id) == once
