"""The routes that come with the register: stages to begin a campaign with, kept as data files."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from registry.campaigns.service.spreading import LEAST_DAYS, Part, count_working_days, spread_days
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan
from registry.campaigns.states import StageKind
from registry.catalogue.states import Level
from registry.units.states import Tree, UnitKind

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Route:
    """A way of reviewing that several places share; each stage lasts until a share of the campaign's days."""

    code: str
    name_vi: str
    name_en: str
    about_vi: str
    about_en: str
    stages: tuple[dict[str, Any], ...]

    def plans(self, opens_on: date, closes_on: date) -> list[StagePlan]:
        """The stages of the route between the first and the last day of a campaign.

        A stage lasts at least as long as its own limit of working days; in a campaign too short for all of
        them the limit shrinks to what is left.
        """
        starts = [0, *(stage["until"] for stage in self.stages)]
        parts = [
            Part(stage["until"] - before, stage.get("working_days", LEAST_DAYS[StageKind(stage["kind"])]))
            for before, stage in zip(starts, self.stages, strict=False)
        ]
        days = spread_days(opens_on, closes_on, parts)
        return [_plan(stage, *both) for stage, both in zip(self.stages, days, strict=True)]


@cache
def list_routes() -> tuple[Route, ...]:
    """Every route that comes with the register, in the order they are offered."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in _DATA.glob("route_*.json")]
    rows.sort(key=lambda row: row.pop("place"))
    return tuple(Route(**{**row, "stages": tuple(row["stages"])}) for row in rows)


def find_route(code: str) -> Route | None:
    """The route with a code, or None."""
    return next((one for one in list_routes() if one.code == code), None)


def _plan(stage: dict[str, Any], start: date, end: date) -> StagePlan:
    kind = StageKind(stage["kind"])
    worked = count_working_days(start, end)
    limit = min(stage["working_days"], worked) or None if "working_days" in stage else None
    return StagePlan(
        kind,
        stage["title"],
        start,
        end,
        ACTING_ROLES[kind],
        level=Level(stage["level"]) if "level" in stage else None,
        body=UnitKind(stage["body"]) if "body" in stage else None,
        line=Tree(stage.get("line", Tree.TERRITORIAL)),
        working_days=limit,
        returns_allowed=stage.get("returns_allowed"),
        checklist=tuple(stage.get("checklist", ())),
    )
