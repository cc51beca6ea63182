"""A stage of a further kind stands between the four: nothing of the four changes for it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.campaigns.models import Stage
from registry.campaigns.service.planning import StagePlan
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.identity.models import Role
from registry.review import gates, queries
from registry.review.models import Decision
from registry.review.queries.notice import list_under_notice
from registry.review.states import NominationState

N = NominationState


def campaign_with(make, kind, *, ends_in):
    """The usual four stages, and one of another kind ahead of the decision."""
    *first, decision = make.plan()
    last_day = today() + timedelta(days=ends_in)
    further = StagePlan(kind, "Bước thêm", first[0].starts_on, last_day, Role.COUNCIL_SECRETARY)
    return make.campaign(stages=[*first, further, decision])


def scored(make, campaign, *totals):
    case = make.case(campaign=campaign, state=N.VERIFIED)
    case.assign()
    case.score_all(*totals)
    return case


def test_nothing_is_decided_while_the_notice_runs(make):
    case = scored(make, campaign_with(make, StageKind.PUBLIC_NOTICE, ends_in=0), 85, 91)

    with pytest.raises(InvalidTransition, match=f"{today():%d/%m/%Y}"):
        case.decide()

    db.session.expire_all()
    assert case.nomination.state is N.VERIFIED
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0
    assert not [one for one in queries.waiting_for(case.signer) if one.kind == "decide"]


def test_a_decision_follows_a_notice_that_has_run(make):
    case = scored(make, campaign_with(make, StageKind.PUBLIC_NOTICE, ends_in=-1), 85, 91)
    assert [one.kind for one in queries.waiting_for(case.signer)] == ["decide"]

    case.decide()

    visits = [(visit.stage.kind, visit.outcome) for visit in case.nomination.visits]
    assert visits[-3:] == [
        (StageKind.SCORING, "recognise"),
        (StageKind.PUBLIC_NOTICE, "pass"),
        (StageKind.DECISION, "recognise"),
    ]
    assert "Bước thêm" in " ".join(entry.text for entry in queries.history(case.nomination, case.lead))


def test_a_kind_nobody_knew_needs_only_its_gate(make, monkeypatch):
    """The kind is put where the four never look: its word in the row, its gate in the table."""
    campaign = campaign_with(make, StageKind.PUBLIC_NOTICE, ends_in=-1)
    case = scored(make, campaign, 85, 91)
    heard = []

    def council_has_met(nomination, stage):
        heard.append((nomination.reference, stage.title))
        return "" if len(heard) > 1 else "The council has not met."

    monkeypatch.setitem(gates.GATES, StageKind.PUBLIC_NOTICE, council_has_met)
    with pytest.raises(InvalidTransition, match="has not met"):
        case.decide()
    case.decide()

    assert heard == [(case.nomination.reference, "Bước thêm")] * 2
    assert case.nomination.state is N.RECOGNISED


def test_the_database_takes_a_kind_without_a_migration(make):
    campaign = make.campaign()
    db.session.execute(
        db.text("UPDATE campaign_stages SET kind = 'council_vote' WHERE campaign_id = :id AND position = 2"),
        {"id": campaign.id},
    )
    kinds = db.session.scalars(db.text("SELECT kind FROM campaign_stages WHERE position = 2"))
    assert list(kinds) == ["council_vote"]


def test_the_way_back_asks_no_gate(make, monkeypatch):
    monkeypatch.setitem(gates.GATES, StageKind.PUBLIC_NOTICE, lambda nomination, stage: "closed")
    case = make.case(campaign=campaign_with(make, StageKind.PUBLIC_NOTICE, ends_in=5), state=N.SUBMITTED)
    case.return_to_unit()
    assert case.nomination.state is N.RETURNED


def test_only_what_is_proposed_is_on_show_and_only_while_it_lasts(make):
    campaign = campaign_with(make, StageKind.PUBLIC_NOTICE, ends_in=3)
    proposed = scored(make, campaign, 85, 91)
    scored(make, campaign, 50, 60)
    make.case(campaign=campaign, state=N.VERIFIED)

    assert list_under_notice(campaign) == [proposed.nomination]

    stage = db.session.scalar(select(Stage).where(Stage.kind == StageKind.PUBLIC_NOTICE))
    stage.ends_on = today() - timedelta(days=1)
    assert list_under_notice(campaign) == []
