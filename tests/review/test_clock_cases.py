"""What clocks do to a review: zones, leap days, a machine whose time jumps."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.review.states import NominationState as N


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 17, 0, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 17, 0, 0, tzinfo=UTC), date(2028, 3, 1)),
        # A night on which clocks of other countries are put forward.
        (datetime(2026, 3, 29, 1, 30, 0, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_w08_days_begin_and_end_in_viet_nam(moment, day):
    with time_machine.travel(moment, tick=False):
        assert today() == day


@pytest.mark.parametrize(("seconds", "in_time"), [(-1, True), (0, False)])
def test_w08_a_leap_day_is_a_last_day_like_others(make, seconds, in_time):
    end = datetime(2028, 2, 29, 17, 0, 0, tzinfo=UTC)
    with time_machine.travel(end - timedelta(days=20), tick=False):
        plan = make.plan(register_until=(date(2028, 2, 29) - today()).days)
        case = make.case(campaign=make.campaign(stages=plan))
    with time_machine.travel(end + timedelta(seconds=seconds), tick=False):
        if in_time:
            assert case.sign().state is N.SUBMITTED
        else:
            with pytest.raises(InvalidTransition):
                case.sign()


def test_w09_a_clock_put_back_does_not_turn_the_log_around(make):
    case = make.case(state=N.SUBMITTED)
    before = max(db.session.scalars(select(AuditEvent.seq)))
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        case.verify()
        case.assign()
        early = now()
    later = db.session.execute(select(AuditEvent.seq, AuditEvent.at).where(AuditEvent.seq > before)).all()
    assert len(later) >= 2
    assert {one.at for one in later} == {early}
    assert audit.verify().first_bad is None
