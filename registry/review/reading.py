"""What the review lets its people read beyond their own scope, and what it asks before a campaign closes."""

from sqlalchemy import ColumnElement, func, or_, select

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.catalogue.visibility import OVERSEERS
from registry.core.db import db
from registry.core.i18n import _, _n
from registry.core.transaction import once_read
from registry.evidence.models import EvidenceItem
from registry.identity.models import Role, User
from registry.review import verifiers
from registry.review.models import Assignment, Nomination, Recognition
from registry.review.states import OPENED_ASSIGNMENTS, WITH_THE_UNIT, NominationState
from registry.units.models import Unit
from registry.units.rules import has_role_at, units_with_role


def models_to_judge(actor: User) -> ColumnElement[bool] | None:
    """The models whose nominations somebody has in hand: as a reviewer of that council, or to check them."""
    ways = [way for way in (_to_score(actor), verifiers.models_to_verify(actor)) if way is not None]
    return or_(*ways) if ways else None


def _to_score(actor: User) -> ColumnElement[bool] | None:
    councils = _councils(actor)
    if not councils:
        return None
    given = (
        select(Nomination.exemplar_id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Nomination.campaign)
        .where(*_in_hand(actor), Campaign.unit_id.in_(councils))
    )
    return Exemplar.id.in_(given)


def may_judge(actor: User, item: EvidenceItem) -> bool:
    """Whether an item belongs to the very version that a reviewer was given and that is still in scoring."""
    version = item.version_id
    return once_read((may_judge, actor.id, version), lambda: _may_judge(actor, version))


def _may_judge(actor: User, version_id: int) -> bool:
    given = (
        select(Campaign.unit_id)
        .join(Nomination, Nomination.campaign_id == Campaign.id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .where(
            *_in_hand(actor),
            Nomination.version_id == version_id,
            Nomination.state == NominationState.VERIFIED,
        )
    )
    return any(has_role_at(actor, unit, Role.REVIEWER) for unit in db.session.scalars(given))


def may_oversee(actor: User, item: EvidenceItem) -> bool:
    """Whether an item belongs to a version that was put forward to a council this person works for."""
    version = item.version_id
    return once_read((may_oversee, actor.id, version), lambda: _may_oversee(actor, version))


def _may_oversee(actor: User, version_id: int) -> bool:
    councils = (
        select(Campaign.unit_id)
        .join(Nomination, Nomination.campaign_id == Campaign.id)
        .where(Nomination.version_id == version_id, Nomination.state != NominationState.WITHDRAWN)
    )
    return any(has_role_at(actor, unit, *OVERSEERS) for unit in db.session.scalars(councils)) or _may_check(
        actor, version_id
    )


def _may_check(actor: User, version_id: int) -> bool:
    """Whether it is a version that this person's body checks for a council elsewhere."""
    given = select(Nomination).where(
        Nomination.version_id == version_id, Nomination.state != NominationState.WITHDRAWN
    )
    return bool(units_with_role(actor, Role.REGISTRY_STAFF)) and any(
        has_role_at(actor, body, Role.REGISTRY_STAFF)
        for nomination in db.session.scalars(given)
        for body in verifiers.bodies_that_verify(nomination)
    )


def list_councils(item: EvidenceItem) -> list[str]:
    """The units of the councils that the version of an item was put forward to."""
    query = (
        select(Unit)
        .join(Campaign, Campaign.unit_id == Unit.id)
        .join(Nomination, Nomination.campaign_id == Campaign.id)
        .where(Nomination.version_id == item.version_id, Nomination.state != NominationState.WITHDRAWN)
    )
    return sorted({unit.name for unit in db.session.scalars(query)})


def _in_hand(actor: User) -> tuple[ColumnElement[bool], ...]:
    """Nothing before the reviewer said that nothing ties them."""
    return (Assignment.reviewer_id == actor.id, Assignment.state.in_(OPENED_ASSIGNMENTS))


def _councils(actor: User) -> set[int]:
    """The units of the campaigns in which a person was given something, and whose reviewer they are today."""
    if not units_with_role(actor, Role.REVIEWER):
        return set()
    given = (
        select(Campaign.unit_id)
        .join(Nomination, Nomination.campaign_id == Campaign.id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .where(*_in_hand(actor))
    )
    return {unit for unit in db.session.scalars(given) if has_role_at(actor, unit, Role.REVIEWER)}


def list_undone(campaign: Campaign) -> list[str]:
    """The sentences that say which nominations of a campaign are not finished."""
    waiting = WITH_THE_UNIT | {NominationState.SUBMITTED, NominationState.VERIFIED}
    query = (
        select(Nomination.state, func.count().label("number"))
        .where(Nomination.campaign_id == campaign.id, Nomination.state.in_(waiting))
        .group_by(Nomination.state)
    )
    counts = {row.state: row.number for row in db.session.execute(query)}
    sentences = []
    if count := sum(counts.get(state, 0) for state in WITH_THE_UNIT):
        sentences.append(
            _n(
                "%(num)s nomination is still with its unit: it is submitted or withdrawn first.",
                "%(num)s nominations are still with their units: they are submitted or withdrawn first.",
                count,
            )
        )
    if count := counts.get(NominationState.SUBMITTED):
        sentences.append(
            _n("%(num)s nomination waits to be verified.", "%(num)s nominations wait to be verified.", count)
        )
    if count := counts.get(NominationState.VERIFIED):
        sentences.append(
            _n("%(num)s nomination waits for a decision.", "%(num)s nominations wait for a decision.", count)
        )
    return sentences


def why_kept(exemplar: Exemplar) -> str:
    """Why the draft of a model is not deleted: it was put forward, or even recognised; else empty."""
    query = select(Nomination.reference).where(Nomination.exemplar_id == exemplar.id).limit(1)
    if reference := db.session.scalar(query):
        return _("This model is put forward as %(code)s.", code=reference)
    query = select(Recognition.reference).where(Recognition.exemplar_id == exemplar.id).limit(1)
    reference = db.session.scalar(query)
    return _("Others build on this model: %(code)s.", code=reference) if reference else ""
