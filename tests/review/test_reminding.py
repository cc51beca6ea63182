"""Reminders: one before a due day and one after it, to whom the inbox lists something, whatever restarts."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.calendar.queries import working_days_between
from registry.campaigns.states import StageKind
from registry.core.clock import now, today
from registry.core.db import db
from registry.notifications.models import Message
from registry.review.deadlines import last_day
from registry.review.service.rechecking import Rechecker
from registry.review.service.reminding import remind_all
from registry.review.states import NominationState


@pytest.fixture
def case(make):
    case = make.case(state=NominationState.VERIFIED)
    case.assign()
    return case


def told():
    query = select(Message).where(Message.kind.like("reminder.%")).order_by(Message.id)
    return [(one.to_id, one.kind) for one in db.session.scalars(query)]


def on(day):
    return time_machine.travel(now() + (day - today()), tick=False)


def due_of(case):
    return last_day(case.campaign, StageKind.SCORING)


def three_before(due):
    days = (due - timedelta(days=back) for back in range(9, 0, -1))
    return next(day for day in days if working_days_between(day, due) == 3)


def test_w17_everybody_with_something_due_is_told_once_before_and_once_after(case):
    due = due_of(case)
    people = sorted(one.id for one in case.reviewers)
    with on(three_before(due) - timedelta(days=1)):
        if working_days_between(today(), due) > 3:
            assert remind_all() == 0
    for day in (three_before(due), due):
        with on(day):
            remind_all()
            remind_all()
        assert sorted(told()) == [(one, "reminder.due") for one in people]
    for shift in (1, 2):
        with on(due + timedelta(days=shift)):
            remind_all()
    late = sorted(one for one, kind in told() if kind == "reminder.late")
    assert late == people
    assert len(told()) == 2 * len(people)


def test_whoever_is_done_is_told_nothing(case):
    case.score(case.assignments[0], 85)
    with on(due_of(case)):
        remind_all()
    assert told() == [(case.assignments[1].reviewer_id, "reminder.due")]


def test_nobody_is_reminded_long_after(case):
    with on(due_of(case) + timedelta(days=8)):
        assert remind_all() == 0


def test_w17_the_worker_reminds_with_a_new_day_and_not_again_after_a_restart(case):
    with on(due_of(case)):
        Rechecker()()
        known = told()
        Rechecker()()
    assert known
    assert told() == known
