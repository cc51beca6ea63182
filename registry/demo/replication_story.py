"""The invented copies: who took over which model, what was changed, what came of it."""

from decimal import Decimal
from functools import partial
from typing import Any

from registry.core.db import db
from registry.demo.data_files import day, moment, read
from registry.demo.exemplars import Models
from registry.demo.replay import History
from registry.identity.models import User
from registry.identity.queries import get_user
from registry.replication.measured import measured_in
from registry.replication.models import Replication
from registry.replication.service import (
    adopting,
    asking,
    confirming,
    correcting,
    planning,
    preparing,
    reporting,
    running,
)
from registry.replication.service.planning import Day, Marked, Remedy, Said
from registry.replication.states import (
    Cause,
    GapWay,
    Reached,
    Readiness,
    ReplicationKind,
    ReplicationState,
    Treatment,
)
from registry.units.queries import get_unit


def add_replications(history: History, models: Models) -> None:
    """Have every copy registered, confirmed, reported or stopped on its day."""
    for row in read("replications")["replications"]:
        story = _Story(row, models)
        if "path" in row:
            _add_path(history, story)
        else:
            history.add(moment(row["requested_on"], 11), story.register)
        if row["confirmation"]:
            history.add(moment(row["confirmation"]["on"], 11, 30), story.confirm)
        if row["reported_on"]:
            history.add(moment(row["reported_on"], 12), story.report)
        for check in row.get("checks", []):
            history.add(moment(check["on"], 10), partial(story.check, check))
        for change in row.get("changes", []):
            history.add(moment(change["on"], 10, 30), partial(story.change, change))
            if "withdrawn" in change:
                history.add(moment(change["withdrawn"]["on"], 10, 45), partial(story.retract, change))
        if row.get("sustained"):
            history.add(moment(row["sustained"]["on"], 12, 15), story.sustain)
        if row["stopped"]:
            history.add(moment(row["stopped"]["on"], 12, 30), story.stop)


def _add_path(history: History, story: "_Story") -> None:
    """Have a copy checked and planned, its source asked, and the plan handed in if it is ready."""
    row = story.row
    question = row.get("question")
    history.add(moment(question["on"] if question else row["requested_on"], 9), story.prepare)
    if question:
        history.add(moment(question["on"], 9, 30), story.ask)
    if question and question["answer"]:
        history.add(moment(question["answered_on"], 9), story.reply)
    if row["state"] != ReplicationState.PREPARING:
        history.add(moment(row["requested_on"], 11), story.propose)


class _Story:
    """One copy from its registration on."""

    def __init__(self, row: dict[str, Any], models: Models) -> None:
        self.row = row
        self.models = models
        self.id = 0
        self.noted: dict[str, int] = {}

    @property
    def replication(self) -> Replication:
        return db.session.get_one(Replication, self.id)

    def register(self) -> None:
        replication = adopting.register_copy(
            get_user(self.row["requested_by"]),
            get_unit(self.row["by_unit"]),
            self.models.get(self.row["source_exemplar"]),
            kind=ReplicationKind(self.row["kind"]),
            started_on=day(self.row["started_on"] or self.row["requested_on"]),
            reason="",
            adaptation=self.row["adaptations"] or "",
        )
        self.id = replication.id

    @property
    def member(self) -> User:
        return get_user(self.row["requested_by"])

    def prepare(self) -> None:
        path, source = self.row["path"], self.models.get(self.row["source_exemplar"])
        unit, kind = get_unit(self.row["by_unit"]), ReplicationKind(self.row["kind"])
        one = preparing.prepare_copy(self.member, unit, source, kind=kind, reason=path["reason"])
        self.id = one.id
        said = {name: Said(Readiness(answer), note) for name, (answer, note) in path["answers"].items()}
        planning.save_answers(self.member, one, said)
        remedies = {
            name: Remedy(GapWay(way), text, who, day(due) if due else None)
            for name, (way, text, who, due) in path["gaps"].items()
        }
        planning.save_gaps(self.member, one, remedies)
        if path["checkpoints"]:
            self._plan(one, path)

    def _plan(self, one: Replication, path: dict[str, Any]) -> None:
        marks = {
            part.id: Marked(Treatment(treatment), reason)
            for part in one.components
            for treatment, reason in [path["components"].get(str(part.position), ("keep", ""))]
        }
        planning.save_components(self.member, one, marks)
        planning.save_plan(
            self.member, one, people=path["people"], budget_vnd=path["budget"], funding=path["funding"],
            started_on=day(self.row["started_on"] or self.row["requested_on"]),
            checkpoints=[Day(day(due), what) for due, what in path["checkpoints"]],
        )  # fmt: skip

    def propose(self) -> None:
        preparing.propose(self.member, self.replication)

    def ask(self) -> None:
        asking.ask_source(self.member, self.replication, text=self.row["question"]["text"])

    def reply(self) -> None:
        one = self.row["question"]
        asking.reply(get_user(one["by"]), self.replication.questions[0], text=one["answer"])

    def check(self, told: dict[str, Any]) -> None:
        one = next(found for found in self.replication.checkpoints if found.what == told["what"])
        reached = Reached(told["reached"])
        running.report_checkpoint(self.member, self.replication, one, reached=reached, told=told["told"])

    def change(self, told: dict[str, Any]) -> None:
        known = {part.position: part.id for part in self.replication.components}
        change = running.Change(
            changed_on=day(told["on"]), what=told["what"], cause=Cause(told["cause"]),
            decided_by=told["decided_by"], keeps_core=told["keeps_core"], reason=told["reason"],
            effect=told["effect"], component=known.get(told["component"]),
        )  # fmt: skip
        entry = running.log_change(self.member, self.replication, change)
        self.noted[told["what"]] = entry.id

    def retract(self, told: dict[str, Any]) -> None:
        entry = next(one for one in self.replication.adaptations if one.id == self.noted[told["what"]])
        correcting.withdraw_change(
            self.member, self.replication, entry, reason=told["withdrawn"]["reason"], version=entry.version
        )

    def sustain(self) -> None:
        one = self.row["sustained"]
        running.sustain(get_user(one["by"]), self.replication, note=one["note"])

    def confirm(self) -> None:
        one = self.row["confirmation"]
        confirming.confirm(get_user(one["by"]), self.replication, answer=one["note"])

    def report(self) -> None:
        copy = self.row["resulting_exemplar"]
        reporting.report_result(
            get_user(self.row["requested_by"]),
            self.replication,
            adaptation=self.row["adaptations"] or "",
            result=self.row["result_text"] or "",
            copy=self.models.get(copy) if copy else None,
            figures=self._figures(),
        )

    def _figures(self) -> list[reporting.Figures]:
        keys = {one.indicator: one.key for one in measured_in(self.replication.source)}
        return [
            reporting.Figures(
                keys[one["indicator"]],
                Decimal(one["before"]),
                Decimal(one["after"]),
                day(one["as_of"]),
                one.get("of_count"),
            )
            for one in self.row.get("figures", [])
        ]

    def stop(self) -> None:
        one = self.row["stopped"]
        reporting.stop(get_user(one["by"]), self.replication, reason=one["reason"])
