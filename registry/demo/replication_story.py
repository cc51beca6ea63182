"""The invented copies: who took over which model, what was changed, what came of it."""

from decimal import Decimal
from typing import Any

from registry.core.db import db
from registry.demo.data_files import day, moment, read
from registry.demo.exemplars import Models
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.replication.measured import measured_in
from registry.replication.models import Replication
from registry.replication.service import adopting, confirming, reporting
from registry.replication.states import ReplicationKind
from registry.units.queries import get_unit


def add_replications(history: History, models: Models) -> None:
    """Have every copy registered, confirmed, reported or stopped on its day."""
    for row in read("replications")["replications"]:
        story = _Story(row, models)
        history.add(moment(row["requested_on"], 11), story.register)
        if row["confirmation"]:
            history.add(moment(row["confirmation"]["on"], 11, 30), story.confirm)
        if row["reported_on"]:
            history.add(moment(row["reported_on"], 12), story.report)
        if row["stopped"]:
            history.add(moment(row["stopped"]["on"], 12, 30), story.stop)


class _Story:
    """One copy from its registration on."""

    def __init__(self, row: dict[str, Any], models: Models) -> None:
        self.row = row
        self.models = models
        self.id = 0

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
                keys[one["indicator"]], Decimal(one["before"]), Decimal(one["after"]), day(one["as_of"])
            )
            for one in self.row.get("figures", [])
        ]

    def stop(self) -> None:
        one = self.row["stopped"]
        reporting.stop(get_user(one["by"]), self.replication, reason=one["reason"])
