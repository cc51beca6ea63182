"""The stages of a campaign as they shall be: what a plan of one says, what it may say, how it is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.campaigns.models import Campaign, Stage, StageBody
from registry.campaigns.service.spreading import LEAST_DAYS, Part, spread_days
from registry.campaigns.states import ESSENTIAL, KIND_NAMES, OthersScores, StageKind
from registry.catalogue.states import Level
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text
from registry.identity.models import Role
from registry.units.states import Tree, UnitKind

LONGEST_STAGE_LIST = 12
MOST_DAYS = 250
MOST_RETURNS = 20
HIGHEST_QUOTA = 1000
MOST_POINTS = 30
LONGEST_POINT = 300
ACTING_ROLES = {
    StageKind.REGISTRATION: Role.UNIT_LEAD,
    StageKind.VERIFICATION: Role.REGISTRY_STAFF,
    StageKind.SCORING: Role.REVIEWER,
    StageKind.DISCUSSION: Role.REVIEWER,
    StageKind.ELIGIBILITY: Role.REGISTRY_STAFF,
    StageKind.COUNCIL_VOTE: Role.COUNCIL_SECRETARY,
    StageKind.PUBLIC_NOTICE: Role.COUNCIL_SECRETARY,
    StageKind.DECISION: Role.SIGNER,
}


@dataclass(frozen=True)
class StagePlan:
    """One stage as it shall be; stages follow one another in the order they are given.

    `exceptions` are pairs of ids: the place, and the unit that acts for it.
    """

    kind: StageKind
    title: str
    starts_on: date
    ends_on: date
    acting_role: Role
    level: Level | None = None
    body: UnitKind | None = None
    line: Tree = Tree.TERRITORIAL
    working_days: int | None = None
    returns_allowed: int | None = None
    unit_quota: int | None = None
    commune_quota: int | None = None
    blind_submitter: bool = False
    blind_reviewers: bool = True
    others_scores: OthersScores = OthersScores.AFTER_OWN
    exceptions: tuple[tuple[int, int], ...] = ()
    checklist: tuple[str, ...] = ()


# What a stage keeps of its plan as it stands.
PLAIN = (
    "kind", "starts_on", "ends_on", "acting_role", "level", "body", "line", "working_days", "returns_allowed",
    "unit_quota", "commune_quota", "blind_submitter", "blind_reviewers", "others_scores",
)  # fmt: skip


def plan_of(stage: Stage) -> StagePlan:
    """A stage as a plan, to change it or to make one like it."""
    named = tuple((one.locality_id, one.body_id) for one in stage.exceptions)
    plain = {name: getattr(stage, name) for name in PLAIN}
    return StagePlan(title=stage.title, exceptions=named, checklist=tuple(stage.checklist), **plain)


def told(plan: StagePlan) -> str:
    """A stage in the log, in one line."""
    names = ("level", "body", "working_days", "returns_allowed", "unit_quota", "commune_quota")
    more = [f"{name}={value}" for name in names if (value := getattr(plan, name)) is not None]
    named = [f"{place}:{body}" for place, body in plan.exceptions]
    points = [f"checklist={len(plan.checklist)}"] if plan.checklist else []
    return " ".join([plan.kind.value, str(plan.starts_on), str(plan.ends_on), *more, *named, *points])


def check_plans(stages: Sequence[StagePlan]) -> None:
    """Refuse what cannot be stored; whether it makes a whole route is asked before a campaign opens."""
    if not 0 < len(stages) <= LONGEST_STAGE_LIST:
        raise InvalidInput("stages", _("Give between 1 and %(most)s stages.", most=LONGEST_STAGE_LIST))
    for stage in stages:
        if not clean_text(stage.title):
            raise InvalidInput("stages", _("Every stage needs a name."))
        if stage.ends_on < stage.starts_on:
            raise InvalidInput("stages", _("The last day must not be before the first day."))
        _check_limit(stage.working_days, 1, MOST_DAYS)
        _check_limit(stage.returns_allowed, 0, MOST_RETURNS)
        _check_limit(stage.unit_quota, 1, HIGHEST_QUOTA)
        _check_limit(stage.commune_quota, 1, HIGHEST_QUOTA)
        _check_points(stage.checklist)
        if len({place for place, _body in stage.exceptions}) != len(stage.exceptions):
            raise InvalidInput("stages", _("A place is named twice."))


def _check_limit(number: int | None, least: int, most: int) -> None:
    if number is not None and not least <= number <= most:
        raise InvalidInput("stages", _("Enter a number from %(least)s to %(most)s.", least=least, most=most))


def _check_points(points: Sequence[str]) -> None:
    if len(points) > MOST_POINTS:
        raise InvalidInput("checklist", _("Give at most %(most)s points.", most=MOST_POINTS))
    if any(len(one) > LONGEST_POINT for one in points):
        raise InvalidInput("checklist", _("Use at most %(most)s characters for a point.", most=LONGEST_POINT))


def put_stages(campaign: Campaign, stages: Iterable[StagePlan]) -> None:
    """Store these stages in place of those there were."""
    campaign.stages.clear()
    # The old rows go first: positions are unique.
    db.session.flush()
    campaign.stages.extend(
        Stage(
            position=position,
            title=clean_text(stage.title)[:200],
            checklist=[text for one in stage.checklist if (text := clean_text(one))],
            exceptions=[StageBody(locality_id=place, body_id=body) for place, body in stage.exceptions],
            **{name: getattr(stage, name) for name in PLAIN},
        )
        for position, stage in enumerate(stages, 1)
    )
    db.session.flush()


# Half of a campaign to register, the rest to review.
USUAL_SHARES = (50, 10, 30, 10)


def usual_stages(opens_on: date, closes_on: date) -> list[StagePlan]:
    """Four stages that share the working days of a campaign."""
    parts = [Part(share, LEAST_DAYS[kind]) for kind, share in zip(ESSENTIAL, USUAL_SHARES, strict=True)]
    return [
        StagePlan(kind, str(KIND_NAMES[kind]), first, last, ACTING_ROLES[kind])
        for kind, (first, last) in zip(ESSENTIAL, spread_days(opens_on, closes_on, parts), strict=True)
    ]
