"""Halting a campaign, as after a leak or while something is looked into, and letting it go on."""

from registry.audit import service as audit
from registry.campaigns import halts
from registry.campaigns.halts import CampaignHalt
from registry.campaigns.models import Campaign
from registry.campaigns.states import CampaignState
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.identity.models import User
from registry.jobs.service import announce

LONGEST_REASON = 1000


def halt_campaign(actor: User | None, campaign: Campaign, *, reason: str) -> CampaignHalt:
    """Have nothing of a campaign changed any more. Nobody as actor is the operator at the command line.

    Raises InvalidTransition for a draft, of which nothing is decided yet, and for one that is halted.
    """
    text = reason_of(reason)
    with transaction():
        _require(actor, campaign)
        if campaign.state is CampaignState.DRAFT:
            raise InvalidTransition(_("Nobody has put anything forward yet: a draft needs no halting."))
        if halts.find_halt(campaign) is not None:
            raise InvalidTransition(_("It is halted already."))
        halt = CampaignHalt(campaign=campaign, halted_by=actor, reason=text)
        db.session.add(halt)
        db.session.flush()
        halts.forget_known()
        audit.record(actor, "campaign.halted", campaign, personal={"reason": text})
    return halt


def lift_halt(actor: User | None, campaign: Campaign, *, reason: str) -> CampaignHalt:
    """Let a halted campaign go on; says what came of it."""
    text = reason_of(reason)
    with transaction():
        _require(actor, campaign)
        halt = halts.find_halt(campaign)
        if halt is None:
            raise InvalidTransition(_("The campaign is not halted."))
        halt.lifted_at, halt.lifted_by, halt.lift_reason = now(), actor, text
        db.session.flush()
        halts.forget_known()
        audit.record(actor, "campaign.halt_lifted", campaign, personal={"reason": text})
        # Ties that turned up meanwhile were left alone: they are looked for again.
        announce("people", campaign.reference)
    return halt


def reason_of(reason: str) -> str:
    """A reason as it is stored; raises InvalidInput without one."""
    text = clean_text(reason)
    if not text:
        raise InvalidInput("reason", _("Say why."))
    if len(text) > LONGEST_REASON:
        raise InvalidInput("reason", _("Use at most %(most)s characters.", most=LONGEST_REASON))
    return text


def _require(actor: User | None, campaign: Campaign) -> None:
    if actor is not None:
        require(actor, Permission.CAMPAIGN_ADMINISTER, campaign)
