"""The invented campaigns and nominations: who sent what when, who scored it how, what was decided."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign, Criterion
from registry.campaigns.service import opening, planning, rubrics
from registry.campaigns.service.planning import StagePlan
from registry.campaigns.service.rubrics import BandPlan, CriterionPlan
from registry.campaigns.states import StageKind
from registry.catalogue.service import editing
from registry.catalogue.states import Level
from registry.core.db import db
from registry.demo.data_files import day, moment, read
from registry.demo.exemplars import Models
from registry.demo.replay import History
from registry.identity.models import Role, User
from registry.identity.queries import get_user
from registry.review.models import Assignment, Nomination
from registry.review.service import assigning, deciding, nominating, scoring, verifying
from registry.review.states import Outcome
from registry.units.queries import get_unit


class Review:
    """The campaigns and nominations of the demonstration by the names the data files give them."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self.data = read("campaigns")
        self.nominations = read("nominations")["nominations"]
        self._campaigns: dict[str, int] = {}
        self._nominations: dict[str, int] = {}

    def add_to(self, history: History) -> None:
        """Have everything take place on its day."""
        for row in self.data["campaigns"]:
            history.add(moment(row["opened_on"], 7), partial(self._open, row))
            if row["state"] == "closed":
                history.add(moment(row["closed_on"], 17), partial(self._close, row))
        for row in self.nominations:
            self._add_nomination(history, row)

    def as_submitted(self) -> dict[str, dict[str, Any]]:
        """What some models said when they were first put forward."""
        return {row["exemplar"]: row["as_submitted"] for row in self.nominations if row["as_submitted"]}

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
        )
        opening.open_campaign(admin, campaign)
        self._campaigns[row["code"]] = campaign.id

    def _close(self, row: dict[str, Any]) -> None:
        opening.close_campaign(get_user("tri.ha"), self._campaign(row["code"]))

    def _campaign(self, code: str) -> Campaign:
        return db.session.get_one(Campaign, self._campaigns[code])

    def _nomination(self, row: dict[str, Any]) -> Nomination:
        return db.session.get_one(Nomination, self._nominations[row["code"]])

    def _add_nomination(self, history: History, row: dict[str, Any]) -> None:
        history.add(moment(row["created_on"], 9), partial(self._start, row))
        returns = row["returned"]
        if row["sent_to_sign_on"]:
            history.add(moment(row["sent_to_sign_on"], 10), partial(self._ask_to_sign, row))
        for one in returns:
            before = min(row["submitted_on"] or one["on"], one["on"])
            first = before if before < one["on"] else str(day(one["on"]) - timedelta(days=4))
            history.add(moment(first, 14), partial(self._sign, row))
            history.add(moment(one["on"], 15), partial(self._return, row, one))
        if row["signed_by"] and row["state"] not in {"returned"}:
            signed = max([row["signed_on"], *(str(day(one["on"]) + timedelta(days=2)) for one in returns)])
            history.add(moment(signed, 16), partial(self._sign, row))
        if row["withdrawn"]:
            history.add(moment(row["withdrawn"]["on"], 11), partial(self._withdraw, row))
        if row["verified_by"]:
            last = [str(day(one["on"]) + timedelta(days=3)) for one in returns]
            history.add(moment(max([row["verified_on"], *last]), 9, 30), partial(self._verify, row))
        self._add_scores(history, row)
        if row["decision"]:
            history.add(moment(row["decision"]["date"], 15), partial(self._decide, row))

    def _add_scores(self, history: History, row: dict[str, Any]) -> None:
        for one in row["reviewers"]:
            act = partial(self._assign, row, one["reviewer"])
            history.add(moment(one["assigned_on"], 13), act)
        for one in row["conflicts"]:
            act = partial(self._declare, row, one)
            history.add(moment(one["declared_on"], 13, 30), act)
        for one in row["scores"]:
            history.add(moment(one["submitted_on"], 14), partial(self._score, row, one))

    def _start(self, row: dict[str, Any]) -> None:
        exemplar = self.models.get(row["exemplar"])
        actor = get_user(row["created_by"])
        if exemplar.latest.is_frozen:
            editing.begin_new_version(actor, exemplar)
            self.models.fill_in(exemplar, self.models.rows[row["exemplar"]])
        nomination = nominating.start_nomination(actor, exemplar, self._campaign(row["campaign"]))
        self._nominations[row["code"]] = nomination.id

    def _ask_to_sign(self, row: dict[str, Any]) -> None:
        nominating.ask_to_sign(get_user(row["created_by"]), self._nomination(row))

    def _sign(self, row: dict[str, Any]) -> None:
        nomination = self._nomination(row)
        signer = get_user(row["signed_by"])
        if nomination.state == "returned" and nomination.exemplar.latest.is_frozen:
            editing.begin_new_version(signer, nomination.exemplar)
        nominating.sign(signer, nomination)

    def _return(self, row: dict[str, Any], one: dict[str, Any]) -> None:
        reason = "\n".join(one["reasons"])
        verifying.return_to_unit(
            get_user(one["by"]), self._nomination(row), reason=reason, sections=["results", "evidence"]
        )

    def _verify(self, row: dict[str, Any]) -> None:
        verifying.verify(get_user(row["verified_by"]), self._nomination(row))

    def _withdraw(self, row: dict[str, Any]) -> None:
        one = row["withdrawn"]
        nominating.withdraw(get_user(one["by"]), self._nomination(row), reason=one["reason"])

    def _assign(self, row: dict[str, Any], reviewer: str) -> None:
        assigning.assign_reviewers(get_user("van.kieu"), self._nomination(row), [get_user(reviewer)])

    def _declare(self, row: dict[str, Any], one: dict[str, Any]) -> None:
        reviewer = get_user(one["reviewer"])
        scoring.declare_conflict(reviewer, self._assignment(row, reviewer), reason=one["reason"])

    def _assignment(self, row: dict[str, Any], reviewer: User) -> Assignment:
        return db.session.scalars(
            select(Assignment).where(
                Assignment.nomination_id == self._nominations[row["code"]],
                Assignment.reviewer_id == reviewer.id,
            )
        ).one()

    def _score(self, row: dict[str, Any], one: dict[str, Any]) -> None:
        reviewer = get_user(one["reviewer"])
        assignment = self._assignment(row, reviewer)
        scoring.declare_no_conflict(reviewer, assignment)
        rubric = campaigns.rubric_of(assignment.nomination.campaign)
        marks = {
            criterion.id: (
                Decimal(one["marks"][criterion.code]),
                one["comments"].get(criterion.code) or _comment(criterion, one["marks"][criterion.code]),
            )
            for criterion in rubric.criteria
        }
        scoring.submit_ballot(reviewer, assignment, marks=marks, overall_comment=one["overall"] or "")

    def _decide(self, row: dict[str, Any]) -> None:
        one = row["decision"]
        deciding.decide(
            get_user(one["signed_by"]),
            self._nomination(row),
            outcome=Outcome(one["outcome"]),
            number=one["number"] or "",
            decided_on=day(one["date"]),
            reason=one["reason"] or "",
        )


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


def _comment(criterion: Criterion, points: int) -> str:
    """At both ends of the scale a comment is asked for; where the story has none, the anchor says why."""
    bands = list(criterion.bands)
    ends = (bands[0], bands[-1])
    return next((band.anchor for band in ends if band.low <= points <= band.high), "")
