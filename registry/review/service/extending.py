"""Giving more time: a later last day of a stage, for one unit or for all, with the reason."""

from datetime import date

from sqlalchemy import select

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage, is_in_scope
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import Role, User
from registry.review import conflicts
from registry.review.deadlines import DeadlineExtension, forget_extensions, last_day
from registry.review.models import Nomination
from registry.review.notices import holders, people_of_unit, send
from registry.review.service.nominating import reason_of
from registry.review.states import OPEN_STATES, STILL_TO_SCORE, AssignmentState
from registry.units.models import Unit

WITH_UNITS = frozenset({StageKind.REGISTRATION, StageKind.VERIFICATION})
# The reviewers who act in a stage, by how far their ballots are.
WITH_REVIEWERS = {
    StageKind.SCORING: STILL_TO_SCORE,
    StageKind.DISCUSSION: frozenset({AssignmentState.SUBMITTED}),
}


def extend_deadline(
    actor: User, campaign: Campaign, *, kind: StageKind, unit: Unit | None, until: date, reason: str
) -> DeadlineExtension:
    """Let a stage last longer for one unit, or for all; those concerned are told."""
    text = reason_of(reason)
    with transaction():
        require(actor, Permission.DEADLINE_EXTEND, campaign)
        if campaign.state is not CampaignState.OPEN:
            raise InvalidTransition(_("The campaign is not open."))
        _check(campaign, kind, unit, until)
        if unit is not None:
            _require_untied(actor, campaign, unit)
        stage = find_stage(campaign, kind)
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


def _check(campaign: Campaign, kind: StageKind, unit: Unit | None, until: date) -> None:
    last = last_day(campaign, kind, unit.id if unit else None)
    if last is None:
        raise InvalidInput("kind", _("There is no such stage."))
    if unit is not None and not is_in_scope(campaign, unit.id):
        raise InvalidInput("unit", _("This campaign is not for this unit."))
    if until <= last or until < today():
        raise InvalidInput(
            "until", _("Choose a day after %(day)s, and not in the past.", day=f"{last:%d/%m/%Y}")
        )


def _tell(actor: User, campaign: Campaign, extension: DeadlineExtension, kind: StageKind) -> None:
    def text() -> tuple[str, str]:
        until = f"{extension.until:%d/%m/%Y}"
        what = extension.stage.title
        return _("More time: %(title)s", title=campaign.title), _(
            "“%(stage)s” lasts until %(day)s. Reason: %(reason)s",
            stage=what, day=until, reason=extension.reason,
        )  # fmt: skip

    send(_concerned(campaign, extension, kind), actor, "deadline.extended", None, text)


def _concerned(campaign: Campaign, extension: DeadlineExtension, kind: StageKind) -> list[User]:
    """The units where it is theirs to hand in, the reviewers who score, otherwise the signers."""
    query = select(Nomination).where(Nomination.campaign_id == campaign.id, Nomination.state.in_(OPEN_STATES))
    if extension.unit is not None:
        query = query.where(Nomination.unit_id == extension.unit.id)
    nominations = list(db.session.scalars(query))
    if kind in WITH_UNITS:
        found = [person for one in nominations for person in people_of_unit(one)]
        if extension.unit is not None:
            found += holders(extension.unit.id, Role.UNIT_LEAD)
    elif kind in WITH_REVIEWERS:
        ballots = [ballot for one in nominations for ballot in one.assignments]
        found = [ballot.reviewer for ballot in ballots if ballot.state in WITH_REVIEWERS[kind]]
    else:
        found = holders(campaign.unit_id, Role.COUNCIL_SECRETARY, Role.SIGNER)
    return list(dict.fromkeys(found))
