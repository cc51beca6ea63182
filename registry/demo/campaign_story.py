"""The invented campaigns: planned, opened and, in the end, closed."""

from decimal import Decimal
from functools import partial
from typing import Any

from registry.campaigns.models import Campaign
from registry.campaigns.service import opening, planning, rubrics
from registry.campaigns.service.plans import BandPlan, CriterionPlan, RubricRules
from registry.campaigns.service.stages import StagePlan
from registry.campaigns.sheet import RubricOrigin
from registry.campaigns.states import StageKind
from registry.catalogue.states import Level
from registry.core.db import db
from registry.demo.data_files import day, moment, read
from registry.demo.days_from_today import read_on_notice
from registry.demo.replay import History
from registry.identity.models import Role
from registry.identity.queries import get_user
from registry.review.service import announcing
from registry.units.queries import get_unit


class Calls:
    """The campaigns of the demonstration by the names the data files give them."""

    def __init__(self) -> None:
        self.data = read("campaigns")
        self.data["campaigns"] += read_on_notice()["campaigns"]
        self._campaigns: dict[str, int] = {}

    def add_to(self, history: History) -> None:
        """Have every campaign opened, and closed if it is over, on its day."""
        for row in self.data["campaigns"]:
            history.add(moment(row["opened_on"], 7), partial(self._open, row))
            for stage in row["stages"]:
                if stage["kind"] == StageKind.PUBLIC_NOTICE:
                    history.add(moment(stage["opens_on"], 9), partial(self._announce, row))
            if row["state"] == "closed":
                history.add(moment(row["closed_on"], 17), partial(self._close, row))

    def get(self, code: str) -> Campaign:
        """A campaign by its name in the data files."""
        return db.session.get_one(Campaign, self._campaigns[code])

    def _open(self, row: dict[str, Any]) -> None:
        admin = get_user("tri.ha")
        campaign = planning.create_campaign(
            admin,
            get_unit(row["scope_unit"]),
            title=row["title"],
            level=Level(row["level"]),
            year=row["year"],
            opens_on=day(row["opened_on"]),
            closes_on=day(row["stages"][-1]["closes_on"]),
            pass_mark=Decimal(row["pass_mark"]),
            praise_mark=Decimal(row["praise_mark"]),
            reviews_wanted=row["reviews_wanted"],
        )
        campaign.is_demonstration = True
        planning.replace_stages(admin, campaign, [_stage(one) for one in row["stages"]])
        sheet = next(one for one in self.data["rubrics"] if one["id"] == row["rubric"])
        rubrics.set_rubric(
            admin,
            campaign,
            title=sheet["title"],
            criteria=[_criterion(one) for one in sheet["criteria"]],
            provenance="Mẫu đề xuất, không phải văn bản chính thức",
            rules=RubricRules(origin=RubricOrigin.SAMPLE, quorum="2/3", vote_share="7/10"),
        )
        opening.open_campaign(admin, campaign)
        self._campaigns[row["code"]] = campaign.id

    def _announce(self, row: dict[str, Any]) -> None:
        announcing.put_on_notice(get_user("van.kieu"), self.get(row["code"]))

    def _close(self, row: dict[str, Any]) -> None:
        opening.close_campaign(get_user("tri.ha"), self.get(row["code"]))


def _stage(one: dict[str, Any]) -> StagePlan:
    return StagePlan(
        kind=StageKind(one["kind"]),
        title=one["name"],
        starts_on=day(one["opens_on"]),
        ends_on=day(one["closes_on"]),
        acting_role=Role(one["acting_role"]),
    )


def _criterion(one: dict[str, Any]) -> CriterionPlan:
    bands = [
        BandPlan(
            label=band["label_vi"],
            label_en=band["label_en"],
            low=Decimal(band["min"]),
            high=Decimal(band["max"]),
            anchor=band["anchor_vi"],
            anchor_en=band["anchor_en"],
        )
        for band in one["bands"]
    ]
    return CriterionPlan(
        code=one["id"],
        label=one["label_vi"],
        label_en=one["label_en"],
        max_points=Decimal(one["max_points"]),
        bands=bands,
    )
