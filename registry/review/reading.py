"""What the review lets its people read beyond their own scope, and what it asks before a campaign closes."""

from sqlalchemy import ColumnElement, func, select

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.core.i18n import _n
from registry.evidence.models import EvidenceItem
from registry.identity.models import User
from registry.review.models import Assignment, Nomination
from registry.review.states import LIVE_ASSIGNMENTS, NominationState


def models_to_judge(actor: User) -> ColumnElement[bool]:
    """The models whose nominations are in a reviewer's hands."""
    given = (
        select(Nomination.exemplar_id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .where(Assignment.reviewer_id == actor.id, Assignment.state.in_(LIVE_ASSIGNMENTS))
    )
    return Exemplar.id.in_(given)


def may_judge(actor: User, item: EvidenceItem) -> bool:
    """Whether an item belongs to the very version that a reviewer was given."""
    given = (
        select(Assignment.id)
        .join(Assignment.nomination)
        .where(
            Assignment.reviewer_id == actor.id,
            Assignment.state.in_(LIVE_ASSIGNMENTS),
            Nomination.version_id == item.version_id,
        )
        .limit(1)
    )
    return db.session.scalar(given) is not None


def list_undone(campaign: Campaign) -> list[str]:
    """The sentences that say which nominations of a campaign still wait for the council."""
    waiting = (NominationState.SUBMITTED, NominationState.VERIFIED)
    query = (
        select(Nomination.state, func.count().label("number"))
        .where(Nomination.campaign_id == campaign.id, Nomination.state.in_(waiting))
        .group_by(Nomination.state)
    )
    counts = {row.state: row.number for row in db.session.execute(query)}
    sentences = []
    if count := counts.get(NominationState.SUBMITTED):
        sentences.append(
            _n("%(num)s nomination waits to be verified.", "%(num)s nominations wait to be verified.", count)
        )
    if count := counts.get(NominationState.VERIFIED):
        sentences.append(
            _n("%(num)s nomination waits for a decision.", "%(num)s nominations wait for a decision.", count)
        )
    return sentences
