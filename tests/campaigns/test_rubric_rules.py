"""Kinds of rubrics in a campaign: what is stored, copied, refused, and what keeps a campaign from opening."""

from dataclasses import replace
from decimal import Decimal

import pytest

from registry.campaigns.service import opening, planning, rubrics
from registry.campaigns.service.plans import CriterionPlan, GroupPlan, RubricRules, plans_of, rules_of
from registry.campaigns.sheet import RubricKind, RubricOrigin
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from tests.make.campaigns import CRITERIA, criterion

D = Decimal
CHECK = CriterionPlan("Có kế hoạch")
CONDITION = CriterionPlan("Gương mẫu chấp hành", is_condition=True)
GROUPED = RubricRules(groups=[GroupPlan("Tuyên giáo", D(15))], bonus_limit=D(5))
IN_GROUP = [
    replace(criterion("Tuyên truyền", 10, 4), group=1, max_bonus=D("2.5")),
    replace(criterion("Nghị quyết", 5, 2), group=1),
    replace(criterion("Số buổi", 20, 9), is_counted=False),
    CONDITION,
]


@pytest.fixture
def draft(make):
    return make.campaign(state="draft", pass_mark=D(10), praise_mark=D(5))


def put(draft, rules, criteria):
    return rubrics.set_rubric(None, draft, title="Phiếu", criteria=criteria, rules=rules)


def test_a_sheet_keeps_groups_bonus_conditions_and_what_is_collected(draft):
    rubric = put(draft, GROUPED, IN_GROUP)
    assert (rubric.maximum, rubric.most_bonus) == (15, D("2.5"))
    assert [one.is_check for one in rubric.criteria] == [False, False, False, True]
    assert [band.label for band in rubric.criteria[3].bands] == ["Không đạt", "Đạt"]
    assert rules_of(rubric) == replace(GROUPED, groups=rules_of(rubric).groups)
    assert [one.group for one in plans_of(rubric)] == [1, 1, 0, 0]


def test_a_copy_of_the_campaign_has_the_whole_sheet(draft):
    rubric = put(draft, replace(GROUPED, quorum="2/3", vote_share="70%"), IN_GROUP)
    copy = planning.clone_campaign(None, draft, year=draft.year + 1).rubric
    assert rules_of(copy) == rules_of(rubric)
    assert plans_of(copy) == plans_of(rubric)
    assert copy.groups[0] is not rubric.groups[0]
    assert copy.vote_rule == rubric.vote_rule


def test_the_sample_says_that_it_is_one(draft):
    assert rubrics.use_sample_rubric(None, draft).origin is RubricOrigin.SAMPLE


REFUSED = [
    (GROUPED, [*IN_GROUP, replace(criterion("Thêm", 1, 0), group=1)], "criteria"),
    (GROUPED, [replace(IN_GROUP[0], group=2)], "criteria"),
    (GROUPED, [replace(IN_GROUP[0], max_bonus=D(-1))], "criteria"),
    (GROUPED, [replace(IN_GROUP[2], max_bonus=D(1))], "criteria"),
    (GROUPED, [replace(CONDITION, max_bonus=D(1))], "criteria"),
    (GROUPED, [replace(CONDITION, is_counted=False)], "criteria"),
    (RubricRules(RubricKind.CHECKLIST_ALL), [], "criteria"),
    (RubricRules(RubricKind.CHECKLIST_ALL), [CriterionPlan(" ")], "criteria"),
    (RubricRules(bonus_limit=D("NaN")), CRITERIA, "bonus_limit"),
    (RubricRules(quorum="4/3"), CRITERIA, "quorum"),
    (RubricRules(vote_share="đa số"), CRITERIA, "vote_share"),
    (RubricRules(agreement=""), CRITERIA, "agreement"),
    (RubricRules(groups=[GroupPlan("", D(1))]), CRITERIA, "groups"),
    (RubricRules(groups=[GroupPlan("Nhóm", D(0))]), CRITERIA, "groups"),
    (RubricRules(missing="x" * 1001), CRITERIA, "missing"),
]


@pytest.mark.parametrize(("rules", "criteria", "field"), REFUSED)
def test_impossible_sheets_are_refused(draft, rules, criteria, field):
    before = draft.rubric.id
    with pytest.raises(InvalidInput) as refusal:
        put(draft, rules, criteria)
    assert refusal.value.field == field
    db.session.expire_all()
    assert draft.rubric.id == before


FAULTY = [
    (RubricRules(missing="Tiêu chuẩn từng cấp chưa công bố"), CRITERIA, "Tiêu chuẩn từng cấp"),
    (RubricRules(groups=[GroupPlan("Tuyên giáo", D(90))]), [replace(CRITERIA[0], group=1)], "Tuyên giáo"),
    (RubricRules(ranks_only=True), CRITERIA, "biểu quyết"),
    (RubricRules(RubricKind.ANY_OF), [CHECK], "tiên quyết"),
    (RubricRules(RubricKind.CHECKLIST_ALL), [CONDITION], "điều kiện"),
    (RubricRules(), [replace(CRITERIA[0], is_counted=False)], "không có tiêu chí nào"),
]


@pytest.mark.parametrize(("rules", "criteria", "told"), FAULTY)
def test_a_campaign_does_not_open_with_a_sheet_that_lacks_something(draft, rules, criteria, told):
    put(draft, rules, criteria)
    with pytest.raises(InvalidTransition) as refusal:
        opening.open_campaign(None, draft)
    assert told in refusal.value.message.lower() or told in refusal.value.message
    assert draft.frozen_at is None


SOUND = [
    (RubricRules(RubricKind.CHECKLIST_ALL), [CHECK]),
    (RubricRules(RubricKind.ANY_OF), [CONDITION, CHECK]),
    (RubricRules(ranks_only=True, vote_share="2/3"), CRITERIA),
    (GROUPED, IN_GROUP),
]


@pytest.mark.parametrize(("rules", "criteria"), SOUND)
def test_a_campaign_opens_with_every_kind_and_then_it_is_frozen(draft, rules, criteria):
    put(draft, rules, criteria)
    opening.open_campaign(None, draft)
    for act in (
        lambda: put(draft, rules, criteria),
        lambda: rubrics.begin_rubric(None, draft, title="Khác"),
        lambda: rubrics.change_rules(None, draft, title="Khác", provenance="", rules=RubricRules()),
    ):
        with pytest.raises(InvalidTransition):
            act()
    assert rules_of(draft.rubric).kind is rules.kind
