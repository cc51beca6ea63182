"""A stage of discussion: ballots stand alone until it begins, and nothing is decided before it is over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.campaigns.service import opening
from registry.campaigns.service.stages import StagePlan
from registry.campaigns.states import OthersScores, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition, NotFound
from registry.identity.models import Role
from registry.review import queries
from registry.review.panel import MarkChange, Remark
from registry.review.service import discussing
from registry.review.states import NominationState as N
from tests.review.test_further_stages import in_days

TEXT = "Bảng thu chi cộng lại được 208 triệu"


def plans(make, begins_in=5, ends_in=12):
    register, verify, score, decide = make.plan(score_until=10, verify_until=10, decide_until=30)
    first, last = (today() + timedelta(days=days) for days in (begins_in, ends_in))
    talk = StagePlan(StageKind.DISCUSSION, "Thảo luận", first, last, Role.REVIEWER)
    return [register, verify, score, talk, StagePlan(
        decide.kind, decide.title, first, today() + timedelta(days=20), decide.acting_role)]  # fmt: skip


@pytest.fixture
def case(make):
    found = make.case(campaign=make.campaign(stages=plans(make)), state=N.VERIFIED)
    stage = next(one for one in found.campaign.stages if one.kind is StageKind.SCORING)
    stage.others_scores = OthersScores.NEVER
    db.session.commit()
    found.assign()
    found.score_all(85, 90)
    return found


def change(case):
    own = case.assignments[0]
    mark = own.marks[0]
    return discussing.change_mark(
        own.reviewer, own, mark.criterion_id, points=mark.points - 1, comment="Xem lại", reason="Bảng thu chi"
    )


def test_ballots_stand_by_themselves_until_it_begins(case):
    one = case.assignments[0].reviewer
    assert queries.list_ballots(one, case.nomination) == []
    with pytest.raises(NotFound):
        discussing.say(one, case.nomination, text=TEXT)
    with pytest.raises(InvalidTransition, match="Thảo luận bắt đầu"):
        change(case)
    assert db.session.scalars(select(MarkChange)).all() == []
    with in_days(5):
        assert len(queries.list_ballots(one, case.nomination)) == 2
        discussing.say(one, case.nomination, text=TEXT)
        assert change(case).reason == "Bảng thu chi"


def test_nobody_speaks_once_it_is_over(case):
    with in_days(13):
        with pytest.raises(InvalidTransition, match="kết thúc"):
            discussing.say(case.assignments[0].reviewer, case.nomination, text=TEXT)
        with pytest.raises(InvalidTransition, match="kết thúc"):
            change(case)
        assert len(queries.list_ballots(case.assignments[0].reviewer, case.nomination)) == 2
    assert db.session.scalars(select(Remark)).all() == []


def test_nothing_is_decided_before_it_is_over(case):
    with in_days(12), pytest.raises(InvalidTransition, match="Hội đồng thảo luận đến hết"):
        case.decide(decided_on=today())
    assert case.nomination.state is N.VERIFIED
    with in_days(13):
        case.decide(decided_on=today())
    assert case.nomination.state is N.RECOGNISED


def test_a_discussion_that_outlasts_the_decision_is_told(make):
    draft = make.campaign(state="draft", stages=plans(make, ends_in=20))
    assert "Thảo luận kết thúc sau ngày cuối để ra quyết định." in opening.validate(draft)
