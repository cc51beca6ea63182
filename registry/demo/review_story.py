"""The invented campaigns and nominations: who sent what when, who scored it how, what was decided."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Criterion
from registry.catalogue.service import editing
from registry.core.db import db
from registry.demo.campaign_story import Calls
from registry.demo.data_files import day, moment, read
from registry.demo.days_from_today import read_on_notice
from registry.demo.exemplars import Models
from registry.demo.replay import History
from registry.identity.models import User
from registry.identity.queries import get_user
from registry.review.models import Assignment, Nomination
from registry.review.queries import followup_of
from registry.review.service import assigning, deciding, nominating, recusing, scoring, verifying
from registry.review.states import Outcome

UNCHANGED = "Biên bản và số liệu đã có trong hồ sơ nộp lần trước; đơn vị xin giữ nguyên nội dung."


class Review:
    """The campaigns and nominations of the demonstration by the names the data files give them."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self.calls = Calls()
        self.nominations = read("nominations")["nominations"] + read_on_notice()["nominations"]
        self._nominations: dict[str, int] = {}

    def add_to(self, history: History) -> None:
        """Have everything take place on its day."""
        self.calls.add_to(history)
        for row in self.nominations:
            self._add_nomination(history, row)

    def as_submitted(self) -> dict[str, dict[str, Any]]:
        """What some models said when they were first put forward."""
        return {row["exemplar"]: row["as_submitted"] for row in self.nominations if row["as_submitted"]}

    def nomination(self, code: str) -> Nomination:
        """A nomination by its name in the data files."""
        return db.session.get_one(Nomination, self._nominations[code])

    def _nomination(self, row: dict[str, Any]) -> Nomination:
        return self.nomination(row["code"])

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
        nomination = nominating.start_nomination(actor, exemplar, self.calls.get(row["campaign"]))
        self._nominations[row["code"]] = nomination.id

    def _ask_to_sign(self, row: dict[str, Any]) -> None:
        nominating.ask_to_sign(get_user(row["created_by"]), self._nomination(row))

    def _sign(self, row: dict[str, Any]) -> None:
        nomination = self._nomination(row)
        signer = get_user(row["signed_by"])
        if nomination.state == "returned" and nomination.exemplar.latest.is_frozen:
            editing.begin_new_version(signer, nomination.exemplar)
        followup = followup_of(nomination)
        answer = UNCHANGED if followup is not None and followup.needs_answer else ""
        nominating.sign(signer, nomination, answer=answer)

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
        recusing.declare_conflict(reviewer, self._assignment(row, reviewer), reason=one["reason"])

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


def _comment(criterion: Criterion, points: int) -> str:
    """At both ends of the scale a comment is asked for; where the story has none, the anchor says why."""
    bands = list(criterion.bands)
    ends = (bands[0], bands[-1])
    return next((band.anchor for band in ends if band.low <= points <= band.high), "")
