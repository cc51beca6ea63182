"""The routes that come with the register: stages to begin a campaign with, kept as data files."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from registry.calendar.queries import add_working_days, working_days_between
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan, end_on_work
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

        A stage lasts at least as long as its own limit of working days. It takes the days for that from the
        next one, up to halfway through; in a campaign too short for it the limit shrinks to what is left.
        """
        days, start, plans = (closes_on - opens_on).days, opens_on, []
        ends = [stage["until"] for stage in self.stages]
        for stage, until, later in zip(self.stages, ends, [*ends[1:], 100], strict=True):
            end = max(start, opens_on + timedelta(days=days * until // 100))
            most = max(end, opens_on + timedelta(days=days * (until + later) // 200))
            needed = add_working_days(start - timedelta(days=1), stage.get("working_days", 0))
            end = end_on_work(min(max(end, needed), most), closes_on)
            plans.append(_plan(stage, start, end))
            start = min(end + timedelta(days=1), closes_on)
        return plans


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
    worked = working_days_between(start - timedelta(days=1), end)
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
