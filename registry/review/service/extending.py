"""Giving more time: a later last day of a stage, for one unit or for all, with the reason."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.audit import service as audit
from registry.calendar.queries import is_working_day
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import find_stage, is_in_scope, last_day_of
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import Role, User
from registry.review import conflicts
from registry.review.deadlines import DeadlineExtension, forget_extensions
from registry.review.models import Nomination
from registry.review.notices import holders, people_of_unit, send
from registry.review.service.nominating import reason_of
from registry.review.states import OPEN_STATES, STILL_TO_SCORE, AssignmentState
from registry.units.models import Unit

SHORTEST_REASON = 10
# The text of a public notice says its own last day, which nothing lengthens.
NOT_LENGTHENED = frozenset({StageKind.PUBLIC_NOTICE})
WITH_UNITS = frozenset({StageKind.REGISTRATION, StageKind.VERIFICATION})
# The reviewers who act in a stage, by how far their ballots are.
WITH_REVIEWERS = {
    StageKind.SCORING: STILL_TO_SCORE,
    StageKind.DISCUSSION: frozenset({AssignmentState.SUBMITTED}),
}


@dataclass(frozen=True)
class Effects:
    """What more time does: how many are told, what it collides with, and a mark of all that."""

    people: int
    collisions: list[str]
    mark: str


def foresee(
    actor: User, campaign: Campaign, *, kind: StageKind, unit: Unit | None, until: date, reason: str
) -> Effects:
    """What giving more time would do; raises what giving it would raise, and stores nothing."""
    _reason(reason)
    stage = _require_sound(actor, campaign, kind, unit, until)
    return _effects(actor, campaign, stage, unit, until)


def _effects(actor: User, campaign: Campaign, stage: Stage, unit: Unit | None, until: date) -> Effects:
    people = {one.id for one in _concerned(campaign, unit, stage.kind)} - {actor.id}
    begun = [one.id for one, _end in _later_stages(campaign, stage, unit) if one.starts_on <= until]
    told = (stage.id, unit and unit.id, until, sorted(people), begun, is_working_day(until))
    mark = hashlib.sha256(repr(told).encode()).hexdigest()
    return Effects(len(people), _collisions(campaign, stage, unit, until), mark)


def extend_deadline(  # noqa: PLR0913 -- more time has this many parts
    actor: User,
    campaign: Campaign,
    *,
    kind: StageKind,
    unit: Unit | None,
    until: date,
    reason: str,
    seen: str,
) -> DeadlineExtension:
    """Let a stage last longer for one unit, or for all; those concerned are told.

    It cannot be taken back, so `seen` is the mark of what `foresee` told of it: InvalidTransition for what
    nobody has read, or what would do something else by now.
    """
    text = _reason(reason)
    with transaction():
        stage = _require_sound(actor, campaign, kind, unit, until)
        if seen != _effects(actor, campaign, stage, unit, until).mark:
            raise InvalidTransition(_("Read first what more time will do, as it stands now; then confirm."))
        extension = DeadlineExtension(
            stage=stage, unit=unit, until=until, reason=text, granted_by_id=actor.id
        )
        db.session.add(extension)
        db.session.flush()
        forget_extensions()
        audit.record(
            actor, "deadline.extended", campaign,
            kind=kind, unit=unit.code if unit else "", end=until, personal={"reason": text},
        )  # fmt: skip
        _tell(actor, campaign, extension, kind)
    return extension


def _require_untied(actor: User, campaign: Campaign, unit: Unit) -> None:
    """Nobody gives more time to a unit to which, or to whose nomination, something ties them."""
    query = select(Nomination).where(Nomination.campaign_id == campaign.id, Nomination.unit_id == unit.id)
    ties = [
        conflicts.tie_to_applicant(actor, campaign, unit.id),
        *(conflicts.tie_of_council(actor, one) for one in db.session.scalars(query)),
    ]
    if tie := next((one for one in ties if one is not None), None):
        raise PermissionDenied(
            Permission.DEADLINE_EXTEND,
            _(
                "Somebody else of the council does this: you have a conflict of interest. Noted of you: "
                "%(tie)s.",
                tie=tie.sentence,
            ),
            subject=campaign,
            actor_id=actor.id,
        )


def _reason(reason: str) -> str:
    text = reason_of(reason)
    if len(text) < SHORTEST_REASON:
        raise InvalidInput("reason", _("Use at least %(least)s characters.", least=SHORTEST_REASON))
    return text


def _require_sound(actor: User, campaign: Campaign, kind: StageKind, unit: Unit | None, until: date) -> Stage:
    require(actor, Permission.DEADLINE_EXTEND, campaign)
    if campaign.state is not CampaignState.OPEN:
        raise InvalidTransition(_("The campaign is not open."))
    stage = find_stage(campaign, kind)
    if stage is None:
        raise InvalidInput("kind", _("There is no such stage."))
    if kind in NOT_LENGTHENED:
        raise InvalidInput(
            "kind", _("A public notice lasts until the day its text says: it is not lengthened.")
        )
    _check(campaign, stage, unit, until)
    if unit is not None:
        _require_untied(actor, campaign, unit)
    return stage


def _check(campaign: Campaign, stage: Stage, unit: Unit | None, until: date) -> None:
    last = last_day_of(stage, unit.id if unit else None)
    if unit is not None and not is_in_scope(campaign, unit.id):
        raise InvalidInput("unit", _("This campaign is not for this unit."))
    if until <= last or until < today():
        raise InvalidInput("until", _("Choose a day after %(day)s, and not in the past.", day=_day(last)))
    if until > campaign.closes_on:
        raise InvalidInput(
            "until", _("The campaign ends on %(day)s: no stage lasts longer.", day=_day(campaign.closes_on))
        )
    for later, end in _later_stages(campaign, stage, unit):
        if last < end <= until:
            raise InvalidInput(
                "until",
                _("“%(stage)s” comes after it and ends on %(day)s: no day would be left for it.",
                  stage=later.title, day=_day(end)),
            )  # fmt: skip


def _later_stages(campaign: Campaign, stage: Stage, unit: Unit | None) -> list[tuple[Stage, date]]:
    """The stages after one, each with its last day."""
    later = [one for one in campaign.stages if one.position > stage.position]
    return [(one, last_day_of(one, unit.id if unit else None)) for one in later]


def _collisions(campaign: Campaign, stage: Stage, unit: Unit | None, until: date) -> list[str]:
    told = []
    if not is_working_day(until):
        told.append(_("%(day)s is not a working day.", day=_day(until)))
    told += [
        _("“%(stage)s” begins on %(day)s already.", stage=later.title, day=_day(later.starts_on))
        for later, _end in _later_stages(campaign, stage, unit)
        if later.starts_on <= until
    ]
    return told


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _tell(actor: User, campaign: Campaign, extension: DeadlineExtension, kind: StageKind) -> None:
    def text() -> tuple[str, str]:
        until, what = _day(extension.until), extension.stage.title
        return _("More time: %(title)s", title=campaign.title), _(
            "“%(stage)s” lasts until %(day)s. Reason: %(reason)s",
            stage=what, day=until, reason=extension.reason,
        )  # fmt: skip

    send(_concerned(campaign, extension.unit, kind), actor, "deadline.extended", None, text)


def _concerned(campaign: Campaign, unit: Unit | None, kind: StageKind) -> list[User]:
    """The units where it is theirs to hand in, the reviewers who score, otherwise the signers."""
    query = select(Nomination).where(Nomination.campaign_id == campaign.id, Nomination.state.in_(OPEN_STATES))
    if unit is not None:
        query = query.where(Nomination.unit_id == unit.id)
    nominations = list(db.session.scalars(query))
    if kind in WITH_UNITS:
        found = [person for one in nominations for person in people_of_unit(one)]
        if unit is not None:
            found += holders(unit.id, Role.UNIT_LEAD)
    elif kind in WITH_REVIEWERS:
        ballots = [ballot for one in nominations for ballot in one.assignments]
        found = [ballot.reviewer for ballot in ballots if ballot.state in WITH_REVIEWERS[kind]]
    else:
        found = holders(campaign.unit_id, Role.COUNCIL_SECRETARY, Role.SIGNER)
    return list(dict.fromkeys(found))
