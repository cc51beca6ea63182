"""Planning campaigns: what is accepted, who may, and what freezes."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.calendar.service import ensure_known_days
from registry.campaigns import queries
from registry.campaigns.models import Campaign
from registry.campaigns.service import opening, planning, rubrics
from registry.campaigns.service.arranging import with_moved, with_stage, without_stage
from registry.campaigns.service.plans import BandPlan, CriterionPlan, plans_of, rules_of
from registry.campaigns.service.stages import plan_of, usual_stages
from registry.campaigns.states import ESSENTIAL, CampaignState, StageKind
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.units.states import UnitKind
from tests.make.campaigns import CRITERIA, criterion

DRAFT = CampaignState.DRAFT
VALUES = {
    "title": "Bình xét năm 2026",
    "level": Level.PROVINCE,
    "year": 2026,
    "opens_on": date(2026, 9, 15),
    "closes_on": date(2026, 12, 25),
    "pass_mark": Decimal(80),
    "praise_mark": Decimal(65),
    "reviews_wanted": 3,
}
DISTRICT = {"level": Level.DISTRICT_LEGACY, "year": 2025, "opens_on": date(2025, 3, 1)}
BAD = [
    ("title", {"title": "  "}),
    ("title", {"title": "x" * 301}),
    ("year", {"year": 26}),
    ("closes_on", {"closes_on": date(2026, 9, 14)}),
    ("level", {**DISTRICT, "closes_on": date(2025, 7, 1)}),
    ("pass_mark", {"pass_mark": Decimal("NaN")}),
    ("pass_mark", {"pass_mark": Decimal("80.001")}),
    ("praise_mark", {"praise_mark": Decimal(-1)}),
    ("praise_mark", {"praise_mark": Decimal(81)}),
    ("reviews_wanted", {"reviews_wanted": 0}),
    ("reviews_wanted", {"reviews_wanted": 16}),
]


@pytest.fixture
def draft(make):
    return make.campaign(state=DRAFT)


def test_campaign_begins_as_a_draft(make):
    unit = make.province()
    campaign = planning.create_campaign(make.administrator(unit), unit, **VALUES)
    assert campaign.reference == f"DX-{today().year}-001"
    assert (campaign.state, campaign.unit, campaign.stages, campaign.rubric) == (DRAFT, unit, [], None)


@pytest.mark.parametrize(("field", "values"), BAD)
def test_impossible_values_are_refused(make, field, values):
    with pytest.raises(InvalidInput) as refusal:
        planning.create_campaign(None, make.province(), **{**VALUES, **values})
    assert refusal.value.field == field
    assert db.session.scalar(select(Campaign)) is None


@pytest.mark.parametrize(("field", "values"), BAD)
def test_impossible_changes_are_refused(draft, field, values):
    title = draft.title
    with pytest.raises(InvalidInput) as refusal:
        planning.change_campaign(None, draft, **{**VALUES, **values})
    assert refusal.value.field == field
    assert draft.title == title


def test_rules_9_2_district_campaigns_end_with_the_district(make):
    values = {**VALUES, **DISTRICT, "closes_on": date(2025, 6, 30)}
    campaign = planning.create_campaign(None, make.unit(kind=UnitKind.DISTRICT_LEGACY), **values)
    with pytest.raises(InvalidInput):
        planning.clone_campaign(None, campaign, year=2026)
    assert db.session.scalars(select(Campaign)).all() == [campaign]


@pytest.mark.parametrize("role", ["member", "lead", "reviewer", "secretary", "signer"])
def test_only_administrators_and_staff_of_the_scope_plan(make, draft, role):
    person = getattr(make, role)(draft.unit)
    for stranger in (person, make.staff(make.province())):
        with pytest.raises(PermissionDenied):
            planning.create_campaign(stranger, draft.unit, **VALUES)
        with pytest.raises(PermissionDenied):
            planning.change_campaign(stranger, draft, **VALUES)
        with pytest.raises(PermissionDenied):
            rubrics.use_sample_rubric(stranger, draft)
        with pytest.raises(PermissionDenied):
            opening.open_campaign(stranger, draft)
    assert db.session.scalars(select(Campaign)).all() == [draft]
    assert draft.state is DRAFT


def test_staff_above_plan_for_a_unit_below(make):
    province = make.province()
    staff, commune = make.staff(province), make.unit(parent=province)
    assert planning.create_campaign(staff, commune, **{**VALUES, "level": Level.COMMUNE}).unit == commune


def test_changes_by_two_people_collide(make, draft):
    staff, seen = make.staff(draft.unit), draft.version
    planning.replace_stages(staff, draft, make.plan(), version=seen)
    with pytest.raises(StaleVersion) as refusal:
        planning.change_campaign(staff, draft, **VALUES, version=seen)
    assert refusal.value.stored["title"] == draft.title
    with pytest.raises(StaleVersion):
        rubrics.use_sample_rubric(staff, draft, version=seen)
    assert refusal.value.version == draft.version > seen


def test_stages_are_replaced_as_a_whole(make, draft):
    planning.replace_stages(None, draft, make.plan(register_until=3)[:2])
    assert [(stage.position, stage.kind) for stage in draft.stages] == [
        (1, StageKind.REGISTRATION),
        (2, StageKind.VERIFICATION),
    ]
    first = make.plan()[0]
    for bad in ([], [replace(first, title=" ")], [replace(first, ends_on=date(2020, 1, 1))]):
        with pytest.raises(InvalidInput):
            planning.replace_stages(None, draft, bad)
    assert len(draft.stages) == 2


def test_w10_rules_9_11_nothing_of_an_open_campaign_changes(make):
    campaign = make.campaign()
    admin, before = make.administrator(campaign.unit), campaign.version
    for change in (
        lambda: planning.change_campaign(admin, campaign, **VALUES),
        lambda: planning.replace_stages(admin, campaign, make.plan(register_until=30)),
        lambda: rubrics.set_rubric(admin, campaign, title="Khác", criteria=CRITERIA),
        lambda: rubrics.use_sample_rubric(admin, campaign),
        lambda: opening.open_campaign(admin, campaign),
    ):
        with pytest.raises(InvalidTransition):
            change()
    assert (campaign.version, campaign.rubric.title) == (before, "Phiếu chấm")
    assert campaign.frozen_at is not None


def test_copy_of_a_campaign_is_a_draft_of_another_year(make):
    campaign = make.campaign(stages=usual_stages(date(2028, 2, 29), date(2028, 12, 1)), year=2028)
    copy = planning.clone_campaign(make.staff(campaign.unit), campaign, year=2029)
    assert copy.reference == "DX-2029-001", "called by its own year, not by that of its making"
    assert (copy.state, copy.year, copy.opens_on) == (DRAFT, 2029, date(2029, 2, 28))
    assert [stage.kind for stage in copy.stages] == list(ESSENTIAL)
    assert copy.rubric.id != campaign.rubric.id
    assert [c.label for c in copy.rubric.criteria] == [c.label for c in campaign.rubric.criteria]
    assert copy.rubric.criteria[0].bands[2].high == 60
    assert len(campaign.rubric.criteria) == 2, "the first keeps its own"


def test_a_copy_ends_no_stage_in_tet_of_its_own_year(make):
    ensure_known_days()
    first, second, *others = usual_stages(date(2026, 1, 5), date(2026, 6, 30))
    second = replace(second, starts_on=date(2026, 2, 9))
    stages = [replace(first, ends_on=date(2026, 2, 8)), second, *others]
    campaign = make.campaign(stages=stages, year=2026, state="draft")
    copy = planning.clone_campaign(make.staff(campaign.unit), campaign, year=2027)
    assert copy.stages[0].ends_on == date(2027, 2, 12)
    assert copy.stages[1].starts_on == date(2027, 2, 15), "the next one begins on the next working day"
    assert copy.stages[-1].ends_on == date(2027, 6, 30)


def test_sample_rubric_says_that_it_is_one(draft):
    rubric = rubrics.use_sample_rubric(None, draft)
    assert rubric.maximum == 100
    assert [criterion.max_points for criterion in rubric.criteria] == [10, 15, 15, 15, 25, 10, 10]
    assert "không phải văn bản chính thức" in rubric.provenance
    assert all(band.anchor and band.anchor_en for c in rubric.criteria for band in c.bands)


PART = BandPlan("Đạt", Decimal(0), Decimal(5))


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        [criterion("x", 10)] * 31,
        [CriterionPlan(" ", Decimal(5), [PART])],
        [CriterionPlan("x", Decimal(0), [replace(PART, high=Decimal(0))])],
        [CriterionPlan("x", Decimal("NaN"), [PART])],
        [CriterionPlan("x", Decimal(5), [replace(PART, low=Decimal("NaN"))])],
        [CriterionPlan("x", Decimal(5), [replace(PART, label="")])],
        [CriterionPlan("x", Decimal(10), [PART])],
        [CriterionPlan("x", Decimal(5), [])],
        [CriterionPlan("x", Decimal(5), [PART] * 9)],
    ],
)
def test_impossible_rubrics_are_refused(draft, criteria):
    with pytest.raises(InvalidInput) as refusal:
        rubrics.set_rubric(None, draft, title="Phiếu mới", criteria=criteria)
    assert refusal.value.field == "criteria"
    assert draft.rubric.title == "Phiếu chấm"


@pytest.mark.parametrize(
    "flaw",
    [
        {"stages": []},
        {"criteria": []},
        {"pass_mark": Decimal(101)},
        {"opens_on": today() - timedelta(days=9)},
        {"closes_on": today() + timedelta(days=39)},
    ],
    ids=["no stages", "no rubric", "mark out of reach", "stage too early", "stage too late"],
)
def test_campaign_that_lacks_something_does_not_open(make, flaw):
    campaign = make.campaign(state=DRAFT, **flaw)
    assert opening.validate(campaign)
    with pytest.raises(InvalidTransition):
        opening.open_campaign(make.staff(campaign.unit), campaign)
    assert (campaign.state, campaign.frozen_at) == (DRAFT, None)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ((1, 0, 2, 3), "Không hồ sơ nào tới được “Đăng ký”: bước này phải đứng trước “Kiểm tra hồ sơ”."),
        ((0, 1, 2), "Chưa có bước “Quyết định”: đợt xét nào cũng cần bước này."),
        ((0, 1, 2, 3, 3), "“Quyết định công nhận” và “Quyết định công nhận” cùng một loại"),
    ],
)
def test_stages_stand_in_their_order(make, order, told):
    plan = make.plan()
    campaign = make.campaign(state=DRAFT, stages=[plan[place] for place in order])
    (fault,) = opening.validate(campaign)
    assert fault.startswith(told)


def test_a_stage_put_in_lies_between_its_neighbours(make):
    first, last = today(), today() + timedelta(days=100)
    plans = usual_stages(first, last)
    for kind in StageKind:
        plans = with_stage(without_stage(plans, kind), kind, "Bước mới", days=(first, last))
    assert [one.kind for one in plans] == list(StageKind)
    campaign = make.campaign(state=DRAFT, stages=plans)
    assert [one for one in opening.list_stage_faults(campaign) if "Không hồ sơ nào" in one] == []
    assert with_moved(plans, plans[0].kind, -1) == plans


def test_campaign_that_is_over_does_not_open(make):
    plan = make.plan(opens_in=-30, register_until=-20, verify_until=-10, score_until=-5, decide_until=-1)
    assert len(opening.validate(make.campaign(state=DRAFT, stages=plan))) == 1


def test_usual_stages_fit_the_campaign(make):
    for days in (0, 1, 5, 100):
        stages = usual_stages(today(), today() + timedelta(days=days))
        campaign = make.campaign(state=DRAFT, stages=stages)
        assert opening.validate(campaign) == []


def test_closed_campaign_stays_closed(make):
    campaign = make.campaign(state=CampaignState.CLOSED)
    admin = make.administrator(campaign.unit)
    for act in (opening.open_campaign, opening.close_campaign):
        with pytest.raises(InvalidTransition):
            act(admin, campaign)
    assert campaign.state is CampaignState.CLOSED


def test_what_happens_to_a_campaign_is_audited(make):
    make.campaign(state=CampaignState.CLOSED)
    events = select(AuditEvent.action).where(AuditEvent.action.like("campaign.%"))
    actions = db.session.scalars(events.order_by(AuditEvent.seq)).all()
    assert actions == [
        "campaign.created",
        "campaign.stages_replaced",
        "campaign.rubric_set",
        "campaign.opened",
        "campaign.closed",
        "campaign.snapshot_taken",
    ]


def _last_detail(action):
    events = select(AuditEvent.detail).where(AuditEvent.action == action).order_by(AuditEvent.seq.desc())
    return json.loads(db.session.scalars(events).first())


def test_the_log_names_the_stages_that_changed(draft):
    plans = [plan_of(stage) for stage in draft.stages]
    days = (draft.opens_on, draft.closes_on)
    planning.replace_stages(None, draft, with_stage(plans, StageKind.PUBLIC_NOTICE, "Công khai", days=days))
    assert _last_detail("campaign.stages_replaced")["added"] == ["Công khai"]
    planning.replace_stages(None, draft, [replace(plans[1], working_days=3), plans[0], *plans[2:]])
    told = _last_detail("campaign.stages_replaced")
    assert told["removed"] == ["Công khai"]
    assert told["changed"] == [plans[1].title, plans[3].title], "the last one has its days back"
    assert sorted(told["moved"]) == sorted([plans[0].title, plans[1].title])


def test_the_log_names_what_of_the_sheet_changed(draft):
    first, *rest = plans_of(draft.rubric)
    rules = replace(rules_of(draft.rubric), vote_share="2/3")
    changed = [replace(first, label="Tiêu chí mới"), *rest]
    rubrics.change_rules(None, draft, title="Phiếu khác", provenance="", rules=rules, criteria=changed)
    told = _last_detail("campaign.rubric_set")
    assert (told["added"], told["removed"], "changed" in told) == (["Tiêu chí mới"], [first.label], False)
    assert told["rules"] == ["title", "vote_share"]


def test_draft_is_known_only_to_those_who_prepare_it(make, draft):
    opened = make.campaign(draft.unit)
    admin = make.administrator(draft.unit)
    assert set(queries.list_campaigns(admin)) == {draft, opened}
    for person in (None, make.lead(draft.unit), make.staff(make.province())):
        assert queries.list_campaigns(person) == [opened]
        with pytest.raises(NotFound):
            queries.get_campaign(person, draft.reference)
        assert queries.get_campaign(person, opened.reference) == opened


def test_units_find_the_campaigns_open_to_them(make):
    province = make.province()
    commune = make.unit(parent=province)
    late = make.campaign(province)
    soon = make.campaign(commune, stages=make.plan(register_until=3), level=Level.COMMUNE)
    make.campaign(province, state=DRAFT)
    make.campaign(province, state=CampaignState.CLOSED)
    make.campaign(province, stages=make.plan(register_until=-1))
    make.campaign(make.province())
    assert queries.list_open_for(commune) == [soon, late]
    assert queries.list_open_for(province) == [late]
