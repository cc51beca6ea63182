"""Builders of campaigns and their rubrics."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from registry.campaigns.models import Campaign
from registry.campaigns.service import opening, planning, rubrics
from registry.campaigns.service.plans import BandPlan, CriterionPlan, GroupPlan, RubricRules, plans_of
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan
from registry.campaigns.states import ESSENTIAL, CampaignState, StageKind
from registry.catalogue.states import Level
from registry.core.clock import today
from tests.make.at_once import at_once

TITLES = {
    StageKind.REGISTRATION: "Đăng ký",
    StageKind.VERIFICATION: "Kiểm tra hồ sơ",
    StageKind.SCORING: "Hội đồng chấm điểm",
    StageKind.DECISION: "Quyết định công nhận",
}


def criterion(label, most, *ends):
    """A criterion whose bands end at `ends` and at `most`."""
    highs = [*ends, most]
    lows = [0, *(end + 1 for end in ends)]
    names = ("Chưa đạt", "Đạt", "Tốt", "Xuất sắc")
    bands = [
        BandPlan(name, Decimal(low), Decimal(high), anchor=f"{name}: theo hướng dẫn.")
        for name, low, high in zip(names, lows, highs, strict=False)
    ]
    return CriterionPlan(label, Decimal(most), bands)


CRITERIA = (criterion("Kết quả có minh chứng", 60, 20, 40), criterion("Lan tỏa, nhân rộng", 40, 15, 30))


class Campaigns:
    """make.campaign(), make.plan(), make.grouped()."""

    def grouped(self, campaign) -> Campaign:
        """The draft, its first criterion in a group and with bonus points."""
        first, *others = plans_of(campaign.rubric)
        rules = RubricRules(groups=[GroupPlan("Kết quả", first.max_points)])
        criteria = [replace(first, group=1, max_bonus=Decimal(5)), *others]
        rubrics.change_rules(
            None, campaign, title="Phiếu chấm", provenance="", rules=rules, criteria=criteria
        )
        return campaign

    def plan(self, *, opens_in=-10, register_until=10, verify_until=20, score_until=30, decide_until=40):
        """Four stages around today; all begin with the campaign, so that a test may do anything today."""
        start = today() + timedelta(days=opens_in)
        ends = (register_until, verify_until, score_until, decide_until)
        return [
            StagePlan(kind, TITLES[kind], start, today() + timedelta(days=end), ACTING_ROLES[kind])
            for kind, end in zip(ESSENTIAL, ends, strict=True)
        ]

    @at_once
    def campaign(
        self,
        unit=None,
        *,
        state=CampaignState.OPEN,
        level=Level.PROVINCE,
        stages=None,
        criteria=CRITERIA,
        rules=None,
        **values,
    ) -> Campaign:
        """A campaign of a province, open unless said otherwise, with two criteria of 60 and 40 points."""
        state = CampaignState(state)
        stages = self.plan() if stages is None else stages
        values = {
            "title": f"Bình xét mô hình Dân vận khéo, đợt {self.number()}",
            "year": today().year,
            "opens_on": min(stage.starts_on for stage in stages) if stages else today(),
            "closes_on": max(stage.ends_on for stage in stages) if stages else today(),
            "reviews_wanted": 2,
            **values,
        }
        campaign = planning.create_campaign(None, unit or self.province(), level=level, **values)
        if stages:
            planning.replace_stages(None, campaign, stages)
        if criteria:
            rubrics.set_rubric(None, campaign, title="Phiếu chấm", criteria=criteria, rules=rules)
        if state is not CampaignState.DRAFT:
            opening.open_campaign(None, campaign)
        if state is CampaignState.CLOSED:
            opening.close_campaign(None, campaign)
        return campaign
