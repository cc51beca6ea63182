"""Who has looked into a dossier before it was scored: verified, returned or checked it, however long ago."""

from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.review.eligibility import EligibilityCheck
from registry.review.models import Nomination, StageVisit

_KNOWN = "review_lookers"
LOOKED = ("verify", "return")


def has_looked(person_id: int, campaign: Campaign, nomination_id: int) -> bool:
    """Whether somebody verified or returned a nomination, or ever answered its checklist."""
    return (nomination_id, person_id) in lookers_in(campaign)


def lookers_in(campaign: Campaign) -> set[tuple[int, int]]:
    """Nominations of a campaign with who looked into them, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        known = (session.get_transaction(), {})
    found: dict[int, set[tuple[int, int]]] = known[1]
    if campaign.id not in found:
        found[campaign.id] = _verifiers(campaign) | _checkers(campaign)
        session.info[_KNOWN] = (session.get_transaction(), found)
    return found[campaign.id]


def forget_known() -> None:
    """Somebody has looked into one: read them again when they are asked for."""
    db.session().info.pop(_KNOWN, None)


def _verifiers(campaign: Campaign) -> set[tuple[int, int]]:
    of_campaign = Nomination.campaign_id == campaign.id
    last = select(Nomination.id, Nomination.verified_by_id).where(of_campaign)
    stays = (
        select(StageVisit.nomination_id, StageVisit.acted_by_id)
        .join(StageVisit.nomination)
        .where(of_campaign, StageVisit.outcome.in_(LOOKED))
    )
    rows = [*db.session.execute(last), *db.session.execute(stays)]
    return {(nomination, person) for nomination, person in rows if person is not None}


def _checkers(campaign: Campaign) -> set[tuple[int, int]]:
    query = (
        select(StageVisit.nomination_id, EligibilityCheck.checked_by_id, EligibilityCheck.earlier_checkers)
        .join(EligibilityCheck.visit)
        .join(StageVisit.nomination)
        .where(Nomination.campaign_id == campaign.id)
    )
    return {
        (nomination, person)
        for nomination, last, earlier in db.session.execute(query)
        for person in (last, *earlier)
    }
