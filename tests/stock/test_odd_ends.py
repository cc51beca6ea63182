"""Yearly reviews where days, units and people meet oddly: two issuers, late answers, mergers, midnights."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from registry.catalogue.states import Level
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidTransition, PermissionDenied
from registry.core.ids import next_reference
from registry.jobs.daily import Daily
from registry.review.models import Recognition
from registry.stock import queries, standing
from registry.stock.service import holding, judging, keeping
from registry.stock.states import StockAnswer, StockResult, StockStanding, StockState
from registry.units.service import reorganising
from tests.stock.test_reviews import Scene


@pytest.fixture
def scene(make):
    return Scene(make)


def recognise(model, issuer, day):
    db.session.add(
        Recognition(
            reference=next_reference("CN", day, 4), exemplar=model, level=Level.COMMUNE, year=day.year,
            issuer=issuer, recognised_on=day,
        )
    )  # fmt: skip
    db.session.commit()


def later(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def test_a_late_answer_keeps_a_review_open_until_it_has_its_result(scene):
    with later(45):
        keeping.follow_the_days()
        scene.answer()
        with pytest.raises(InvalidTransition):
            holding.close_review(scene.staff, scene.review)
        assert scene.review.state is StockState.OPEN
        scene.judge()
        assert holding.close_review(scene.staff, scene.review).figures["keep"] == 1


def test_two_units_that_ask_in_one_year_are_one_silence_and_one_answer_does(make, scene):
    commune = make.unit(parent=scene.province)
    recognise(scene.model, commune, today() - timedelta(days=400))
    make.review_of_stock(commune)
    with later(45):
        keeping.follow_the_days()
        assert standing.stand_of(scene.model).standing is StockStanding.UNVERIFIED
        scene.answer()
        assert standing.stand_of(scene.model).standing is StockStanding.CONFIRMED


def test_what_was_dropped_and_is_recognised_anew_is_not_called_dropped(scene):
    scene.answer(StockAnswer.ENDED, why_no_files="")
    scene.judge(StockResult.DROP)
    assert standing.stand_of(scene.model).result is StockResult.DROP
    recognise(scene.model, scene.province, today() + timedelta(days=300))
    assert standing.stand_of(scene.model).result is None


def test_nobody_judges_a_model_of_the_unit_that_theirs_stands_in_for(make, scene):
    scene.answer()
    new = make.unit(parent=scene.province)
    reorganising.merge_units(make.administrator(scene.province), [scene.unit], into=new, on=today())
    both = make.staff(scene.province, user=make.member(new))
    with pytest.raises(PermissionDenied):
        judging.judge(both, scene.entry, StockResult.KEEP, reason="Tốt")
    assert scene.entry.result is None


def test_days_are_those_of_vietnam(make):
    after_midnight = datetime(2026, 9, 20, 18, tzinfo=UTC)
    with time_machine.travel(after_midnight, tick=False):
        scene = Scene(make)
        scene.answer()
        assert standing.stand_of(scene.model).since == today()
    with time_machine.travel(datetime(2025, 12, 31, 18, tzinfo=UTC), tick=False):
        make.evidence_of(scene.model)
    with time_machine.travel(after_midnight, tick=False):
        assert queries.count_fresh_files(scene.entry) == 1


def test_a_round_that_failed_is_tried_again_the_same_day(scene, monkeypatch):
    def fail():
        raise RuntimeError

    keeper = Daily(lambda: keeping.follow_the_days())
    with later(24):
        with monkeypatch.context() as patch:
            patch.setattr(keeping, "follow_the_days", fail)
            with pytest.raises(RuntimeError):
                keeper()
        assert keeper() == 1
        assert keeper() == 0
