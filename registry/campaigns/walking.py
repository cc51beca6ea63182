"""A sample nomination on its way through the stages of a campaign: who would act when; nothing is stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from registry.calendar.queries import add_working_days, list_unsettled, working_days_between
from registry.campaigns import bodies
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.service.spreading import count_working_days
from registry.campaigns.service.stages import ACTING_ROLES
from registry.campaigns.states import WITH_BODY, StageKind
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import has_role_at

# So many units are named at once.
MOST_NAMED = 10
# Kinds that may begin with what is through with the stage ahead while others are still in it.
ROLLING = frozenset({StageKind.VERIFICATION, StageKind.ELIGIBILITY, StageKind.SCORING})
# Whose part in a review keeps them from deciding on it and from answering an appeal.
BEFORE_THE_SIGNER = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.REVIEWER)


@dataclass(frozen=True)
class Step:
    """One stage as a unit's nomination would pass it: whose people act, until when, what could hinder."""

    stage: Stage
    role: Role
    bodies: list[Unit]
    people: int
    due: date
    hinders: list[str]


def walk(campaign: Campaign, unit: Unit) -> list[Step]:
    """Every stage as a nomination of this unit would pass it, coming in on each stage's first day."""
    return [_step(campaign, stage, unit) for stage in campaign.stages]


def list_cautions(campaign: Campaign) -> list[str]:
    """What is worth a second look before a campaign opens, and does not keep it from opening."""
    return [
        *list_gaps(campaign),
        *_over_unsettled_tet(campaign),
        *_without_people(campaign),
        *_without_second_signer(campaign),
    ]


def _over_unsettled_tet(campaign: Campaign) -> list[str]:
    """Of the stages: days between them count for nobody."""
    stages: dict[int, list[str]] = defaultdict(list)
    for stage in campaign.stages:
        for year in list_unsettled(stage.starts_on, stage.ends_on):
            stages[year].append(f"“{stage.title}”")
    return [
        _("%(stages)s: over the Lunar New Year of %(year)s, not recorded or not announced yet. Look at the "
          "working days once they are.", stages=", ".join(titles), year=year)
        for year, titles in sorted(stages.items())
    ]  # fmt: skip


def list_gaps(campaign: Campaign) -> list[str]:
    """What is odd about the days of stages that follow one another, and of their limits."""
    told = []
    for stage in campaign.stages:
        if not count_working_days(stage.starts_on, stage.ends_on):
            told.append(_("“%(stage)s” has no working day.", stage=stage.title))
    for earlier, later in pairwise(campaign.stages):
        told += _oddities(earlier, later)
        if later.working_days is not None and _is_too_short(later):
            told.append(_("“%(stage)s” has fewer days than its limit of working days.", stage=later.title))
    return told


def _oddities(earlier: Stage, later: Stage) -> list[str]:
    """What is odd about two stages of which one follows the other; days of rest between them are no gap."""
    words = {"first": earlier.title, "second": later.title}
    days = working_days_between(earlier.ends_on, later.starts_on - timedelta(days=1))
    if later.starts_on > earlier.ends_on and days > 0:
        return [
            _n(
                "Between “%(first)s” and “%(second)s” lies %(num)s working day without a stage.",
                "Between “%(first)s” and “%(second)s” lie %(num)s working days without a stage.",
                days, **words,
            )
        ]  # fmt: skip
    if later.ends_on < earlier.ends_on:
        told = _("“%(second)s” ends before “%(first)s”: what comes late never reaches it in time.", **words)
        return [told]
    if later.starts_on <= earlier.ends_on and later.kind not in ROLLING:
        return [_("“%(second)s” begins while “%(first)s” still runs.", **words)]
    return []


@dataclass(frozen=True)
class Uncovered:
    """The units for which nobody, or more than one body, would act in a stage."""

    stage: Stage
    nobody: list[Unit]
    several: list[Unit]


def list_uncovered(campaign: Campaign) -> list[Uncovered]:
    """Every stage in which something is wrong with who acts, and for which units."""
    told = []
    for stage in campaign.stages:
        if stage.kind not in WITH_BODY or not bodies.is_elsewhere(stage):
            continue
        found = {one: len(bodies.bodies_of(stage, one)) for one in _nominating(campaign)}
        nobody = [one for one, acting in found.items() if not acting]
        several = [one for one, acting in found.items() if acting > 1]
        if nobody or several:
            told.append(Uncovered(stage, units.list_by_ids(nobody), units.list_by_ids(several)))
    return told


def list_without_body(campaign: Campaign) -> list[str]:
    """The sentences that say for which units nobody, or more than one body, would act in a stage."""
    told = []
    for one in list_uncovered(campaign):
        if one.nobody:
            told.append(
                _n(
                    "Nobody is found to act in “%(stage)s” for %(num)s unit: %(units)s.",
                    "Nobody is found to act in “%(stage)s” for %(num)s units: %(units)s.",
                    len(one.nobody), stage=one.stage.title, units=_names(one.nobody),
                )
            )  # fmt: skip
        if one.several:
            told.append(
                _("In “%(stage)s” several bodies would act for %(unit)s: name the one that does.",
                  stage=one.stage.title, unit=_names(one.several))
            )  # fmt: skip
    return told


def holders_at(unit_id: int, role: Role) -> list[User]:
    """Who holds a role for a unit today, there or above it."""
    places = units.tree().answerable_for(unit_id, today()) | {unit_id}
    return [one for one in list_holders(places, role) if has_role_at(one, unit_id, role)]


def _step(campaign: Campaign, stage: Stage, unit: Unit) -> Step:
    role = ACTING_ROLES[stage.kind]
    acting = _acting(campaign, stage, unit)
    people = {one.id for body in acting for one in holders_at(body, role)}
    due = stage.ends_on
    if stage.working_days is not None:
        due = min(due, add_working_days(stage.starts_on, stage.working_days))
    return Step(
        stage,
        role,
        units.list_by_ids(acting),
        len(people),
        due,
        _hinders(campaign, stage, acting, len(people)),
    )


def _acting(campaign: Campaign, stage: Stage, unit: Unit) -> set[int]:
    if stage.kind is StageKind.REGISTRATION:
        return units.tree().successors(unit.id, today())
    return bodies.bodies_of(stage, unit.id) if stage.kind in WITH_BODY else {campaign.unit_id}


def _hinders(campaign: Campaign, stage: Stage, acting: set[int], people: int) -> list[str]:
    told = []
    if not acting:
        told.append(_("The unit tree knows no body that acts here for this unit."))
    elif len(acting) > 1:
        told.append(_("Several bodies would act here: name the one that does."))
    elif not people:
        told.append(_("Nobody holds this role there."))
    elif stage.kind is StageKind.SCORING and people < campaign.reviews_wanted:
        told.append(_("Fewer people than ballots wanted."))
    if stage.ends_on < today():
        told.append(_("The last day has passed."))
    return told


def _is_too_short(stage: Stage) -> bool:
    return add_working_days(stage.starts_on - timedelta(days=1), stage.working_days or 0) > stage.ends_on


def _without_people(campaign: Campaign) -> list[str]:
    """Roles of the council that nobody holds, and too few reviewers."""
    told = []
    for stage in campaign.stages:
        if stage.kind is StageKind.REGISTRATION or bodies.is_elsewhere(stage):
            continue
        people = len(holders_at(campaign.unit_id, ACTING_ROLES[stage.kind]))
        if not people:
            told.append(_("Nobody at %(unit)s holds the role that “%(stage)s” needs.",
                          unit=campaign.unit.name, stage=stage.title))  # fmt: skip
        elif stage.kind is StageKind.SCORING and people < campaign.reviews_wanted:
            told.append(
                _n(
                    "There is %(num)s reviewer for %(wanted)s ballots.",
                    "There are %(num)s reviewers for %(wanted)s ballots.",
                    people, wanted=campaign.reviews_wanted,
                )
            )  # fmt: skip
    return told


def _without_second_signer(campaign: Campaign) -> list[str]:
    """Whoever decides answers no appeal against it, nor does whoever checked, assigned or scored before."""
    council = campaign.unit_id
    signers = holders_at(council, Role.SIGNER)
    free = [one for one in signers if not has_role_at(one, council, *BEFORE_THE_SIGNER)]
    if not signers or len(free) > 1:
        return []
    return [
        _("Whoever decides does not answer an appeal against it, and nobody else of %(unit)s could: give the "
          "role of signer to a second person without another part in the review.", unit=campaign.unit.name)
    ]  # fmt: skip


def _nominating(campaign: Campaign) -> set[int]:
    """The units that could nominate: below the campaign's own, and still there."""
    day = today()
    below = units.tree().subtree(campaign.unit_id, day) - {campaign.unit_id}
    return {one.id for one in units.list_by_ids(below) if one.exists_on(day)}


def _names(found: list[Unit]) -> str:
    told = ", ".join(one.name for one in found[:MOST_NAMED])
    more = len(found) - MOST_NAMED
    return (
        _n("%(names)s and %(num)s more", "%(names)s and %(num)s more", more, names=told) if more > 0 else told
    )
