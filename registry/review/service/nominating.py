"""What the unit does with a nomination: start it, put it up for signing, sign it, withdraw it."""

from sqlalchemy import select

from registry.audit import service as audit
from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue import completeness
from registry.catalogue.models import Exemplar
from registry.catalogue.service import editing
from registry.catalogue.service.lifecycle import move_exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, StaleVersion
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.evidence import queries as evidence
from registry.identity.models import User
from registry.jobs.service import announce
from registry.review import notices
from registry.review.authors import authors_of
from registry.review.deadlines import last_day
from registry.review.models import Nomination
from registry.review.queries.followup import followup_of
from registry.review.queries.recognitions import find_in_force
from registry.review.queries.wording import wording_of
from registry.review.quotas import fault_of_quota
from registry.review.service import lifecycle
from registry.review.states import WITH_THE_UNIT, NominationState

LONGEST_REASON = 4000


def start_nomination(actor: User, exemplar: Exemplar, campaign: Campaign) -> Nomination:
    """Put a model forward in a campaign, as a draft of its unit."""
    with transaction():
        require(actor, Permission.NOMINATION_PREPARE, exemplar)
        _require_fitting(exemplar, campaign)
        _require_first(exemplar, campaign)
        unit = exemplar.lead_unit
        if unit is None:
            raise InvalidTransition(_("An imported model without a registered unit cannot be nominated."))
        if fault := fault_of_quota(campaign, unit):
            raise InvalidTransition(fault)
        nomination = Nomination(
            reference=next_reference("HS", today(), 4),
            campaign=campaign,
            exemplar=exemplar,
            unit=unit,
            unit_name=exemplar.lead_unit_name,
            prepared_by=actor,
        )
        db.session.add(nomination)
        lifecycle.enter_first_stage(nomination)
        db.session.flush()
        audit.record(
            actor, "nomination.started", nomination, exemplar=exemplar.reference, campaign=campaign.reference
        )
        announce("nominations", nomination.reference)
    return nomination


def ask_to_sign(
    actor: User,
    nomination: Nomination,
    *,
    version: int | None = None,
    wording: str | None = None,
    answer: str = "",
) -> Nomination:
    """Ask the unit's lead to sign. `answer` is what the unit replies to the staff who returned it."""
    with transaction():
        require(actor, Permission.NOMINATION_PREPARE, nomination)
        _require_ready(nomination, version, wording)
        reply = _answer_of(nomination, answer)
        lifecycle.move_nomination(actor, nomination, "ask_to_sign", reason=reply)
        notices.tell_leads_to_sign(actor, nomination)
    return nomination


def send_back(actor: User, nomination: Nomination, *, reason: str, version: int | None = None) -> Nomination:
    """The lead gives the nomination back to whoever prepared it, and says why."""
    text = reason_of(reason)
    with transaction():
        require(actor, Permission.NOMINATION_SIGN, nomination)
        require_version(nomination, version)
        lifecycle.move_nomination(actor, nomination, "send_back", reason=text)
        notices.tell_sent_back(actor, nomination, text)
    return nomination


def sign(
    actor: User,
    nomination: Nomination,
    *,
    version: int | None = None,
    wording: str | None = None,
    answer: str = "",
) -> Nomination:
    """The lead signs: the model is frozen as it stands and goes to verification.

    Whether it is in time is decided by the clock once the write lock is held. `wording` is `wording_of` the
    dossier the lead opened: what was changed since is not signed unread.
    """
    with transaction():
        require(actor, Permission.NOMINATION_SIGN, nomination)
        _require_ready(nomination, version, wording)
        reply = _answer_of(nomination, answer)
        lifecycle.move_nomination(actor, nomination, "sign", reason=reply)
        exemplar = nomination.exemplar
        nomination.exemplar_version = editing.freeze_version(exemplar.latest)
        if exemplar.state is ExemplarState.DRAFT:
            move_exemplar(actor, exemplar, "register")
        nomination.signed_by = actor
        nomination.authors = authors_of(exemplar)
        nomination.submitted_at = now()
        notices.tell_staff_to_verify(nomination)
    return nomination


def withdraw(actor: User, nomination: Nomination, *, reason: str, version: int | None = None) -> Nomination:
    """The lead takes the nomination back, before it is verified."""
    text = reason_of(reason)
    with transaction():
        require(actor, Permission.NOMINATION_SIGN, nomination)
        require_version(nomination, version)
        was_submitted = nomination.state is NominationState.SUBMITTED
        lifecycle.move_nomination(actor, nomination, "withdraw", reason=text)
        if was_submitted:
            notices.tell_withdrawn(nomination)
    return nomination


def reason_of(text: str) -> str:
    """A reason as it is stored; raises InvalidInput when nothing was said."""
    reason = clean_text(text)
    if not reason:
        raise InvalidInput("reason", _("Say why, so that the others can follow."))
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason", _("Use at most %(most)s characters.", most=LONGEST_REASON))
    return reason


def _answer_of(nomination: Nomination, answer: str) -> str:
    """What the unit replies in words: needed where it left every part it was asked to complete as it was."""
    followup = followup_of(nomination)
    text = clean_text(answer)
    if followup is None or nomination.state not in WITH_THE_UNIT:
        return ""
    if len(text) > LONGEST_REASON:
        raise InvalidInput("answer", _("Use at most %(most)s characters.", most=LONGEST_REASON))
    if not text and followup.needs_answer:
        raise InvalidInput(
            "answer", _("Nothing has changed in the parts to complete: answer the registry staff in writing.")
        )
    return text


def _require_ready(nomination: Nomination, version: int | None, wording: str | None) -> None:
    """Refuse what was changed since it was read, what comes too late and what is not complete."""
    require_version(nomination, version)
    _require_read(nomination, wording)
    _require_in_time(nomination)
    _require_complete(nomination.exemplar)


def _require_read(nomination: Nomination, wording: str | None) -> None:
    if wording is not None and wording != wording_of(nomination):
        raise StaleVersion(
            _("The dossier was changed after you opened it. Read it again before you go on."),
            version=nomination.version,
        )


def _require_fitting(exemplar: Exemplar, campaign: Campaign) -> None:
    if exemplar.is_imported:
        raise InvalidTransition(_("An imported model cannot be nominated: register it first."))
    if exemplar.state not in {ExemplarState.DRAFT, ExemplarState.RUNNING}:
        raise InvalidTransition(_("Only a model that is running can be nominated."))
    if campaign.state is not CampaignState.OPEN:
        raise InvalidTransition(_("The campaign is not open."))
    if not campaigns.takes_nominations(campaign, today(), exemplar.lead_unit_id):
        raise InvalidTransition(_("The days of registration of this campaign have passed or not yet come."))
    if exemplar.lead_unit_id is None or not campaigns.is_in_scope(campaign, exemplar.lead_unit_id):
        raise InvalidTransition(_("This campaign is not for the unit of this model."))
    _require_complete(exemplar)


def _require_first(exemplar: Exemplar, campaign: Campaign) -> None:
    known = db.session.scalar(
        select(Nomination).where(
            Nomination.exemplar_id == exemplar.id,
            Nomination.campaign_id == campaign.id,
            Nomination.state != NominationState.WITHDRAWN,
        )
    )
    if known is not None:
        raise InvalidTransition(
            _("This model is already nominated in this campaign: %(reference)s.", reference=known.reference)
        )
    if find_in_force(exemplar, campaign) is not None:
        raise InvalidTransition(_("This model is already recognised at this level for this year."))


def _require_in_time(nomination: Nomination) -> None:
    """First submissions end with registration; what was returned may come back while verification lasts."""
    was_returned = nomination.submitted_at is not None
    kind = StageKind.VERIFICATION if was_returned else StageKind.REGISTRATION
    last = last_day(nomination.campaign, kind, nomination.unit_id)
    if last is not None and today() > last:
        raise InvalidTransition(_("The last day to submit was %(day)s.", day=f"{last:%d/%m/%Y}"))


def _require_complete(exemplar: Exemplar) -> None:
    files = len(evidence.list_items(exemplar.latest))
    if missing := completeness.missing_items(exemplar.latest, files):
        sentences = "; ".join(item.sentence for item in missing)
        raise InvalidTransition(_("The registration is not complete: %(items)s.", items=sentences))
