"""Reading the sessions of the council: who may see which, who can sit in one, what can be voted on."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.review import polls
from registry.review.council import AgendaItem, CouncilMove, CouncilSession, CouncilVote, SessionMember
from registry.review.models import Nomination
from registry.review.queries.ranking import load, ranking
from registry.review.queries.standings import Standing
from registry.review.states import AssignmentState, Attendance, NominationState, SessionState
from registry.units import queries as units
from registry.units.rules import units_with_role


def get_session(actor: User, reference: str) -> CouncilSession:
    """The session with a reference; raises NotFound, also for one the reader may not know of."""
    query = (
        select(CouncilSession)
        .where(CouncilSession.reference == reference)
        .options(
            selectinload(CouncilSession.members).joinedload(SessionMember.person).selectinload(User.grants),
            selectinload(CouncilSession.items).selectinload(AgendaItem.votes).joinedload(CouncilVote.person),
            selectinload(CouncilSession.items).joinedload(AgendaItem.nomination),
        )
    )
    session = db.session.scalar(query)
    if session is None or not allowed(actor, Permission.COUNCIL_READ, session):
        raise NotFound(_("There is no such session."))
    return session


def get_item(actor: User, session: CouncilSession, reference: str) -> AgendaItem:
    """What is on the agenda of a session, by the nomination's reference; raises NotFound."""
    require(actor, Permission.COUNCIL_READ, session)
    item = next((one for one in session.items if one.nomination.reference == reference), None)
    if item is None:
        raise NotFound(_("There is no such nomination."))
    return item


def may_read_dossier(actor: User, item: AgendaItem) -> bool:
    """Whether somebody who sits in a session reads the signed version of what they are to vote on.

    Only who is there, as long as the results are not locked, and never before they said of a ballot they
    were given that nothing ties them.
    """
    session, nomination = item.session, item.nomination
    there = any(o.person_id == actor.id and o.attendance is Attendance.PRESENT for o in session.members)
    undeclared = any(
        o.reviewer_id == actor.id and o.state is AssignmentState.ASSIGNED for o in nomination.assignments
    )
    return (
        there
        and not undeclared
        and session.state in (SessionState.PLANNED, SessionState.VOTING)
        and nomination.state is NominationState.VERIFIED
        and allowed(actor, Permission.COUNCIL_VOTE, session)
        and polls.tie_of_member(actor, nomination) is None
    )


def list_sessions(actor: User, campaign: Campaign) -> list[CouncilSession]:
    """The sessions of a campaign that somebody may read, the last first."""
    query = (
        select(CouncilSession)
        .where(CouncilSession.campaign_id == campaign.id)
        .options(selectinload(CouncilSession.members), selectinload(CouncilSession.items))
        .order_by(CouncilSession.held_on.desc(), CouncilSession.id.desc())
    )
    return [one for one in db.session.scalars(query) if allowed(actor, Permission.COUNCIL_READ, one)]


def list_to_vote(actor: User) -> list[CouncilSession]:
    """The sessions that vote now and in which somebody still has a vote to cast."""
    if not units_with_role(actor, Role.REVIEWER, Role.COUNCIL_SECRETARY):
        return []
    query = (
        select(CouncilSession)
        .join(CouncilSession.members)
        .where(SessionMember.person_id == actor.id, CouncilSession.state == SessionState.VOTING)
        .where(SessionMember.attendance == Attendance.PRESENT)
        .options(joinedload(CouncilSession.campaign), selectinload(CouncilSession.items))
        .order_by(CouncilSession.held_on)
    )
    called = [one for one in db.session.scalars(query) if allowed(actor, Permission.COUNCIL_VOTE, one)]
    return [one for one in called if _has_vote(actor, one)]


def _has_vote(actor: User, session: CouncilSession) -> bool:
    voted = votes_of(session.items, actor)
    left = (item for item in session.items if item.id not in voted)
    return any(polls.tie_of_member(actor, item.nomination) is None for item in left)


def list_eligible(actor: User, campaign: Campaign) -> list[User]:
    """Who can sit in the council of a campaign: the reviewers and secretaries of its unit."""
    require(actor, Permission.COUNCIL_CONVENE, campaign)
    places = units.tree().answerable_for(campaign.unit_id, today()) | {campaign.unit_id}
    return list_holders(places, Role.REVIEWER, Role.COUNCIL_SECRETARY)


def list_votable(actor: User, campaign: Campaign) -> list[Standing]:
    """What the council can vote on, in the order of the ranking: all ballots in, not yet proposed further."""
    require(actor, Permission.COUNCIL_CONVENE, campaign)
    whole = [one for one in ranking(actor, campaign) if not one.is_provisional]
    votable = {nomination.id for nomination in load(whole) if is_votable(nomination)}
    return [one for one in whole if one.case.id in votable]


@dataclass(frozen=True)
class Sat:
    """Who sat in the last session of a campaign and can sit again; `chair` is a username or nothing."""

    members: list[User]
    chair: str


def last_members(campaign: Campaign, eligible: Iterable[User]) -> Sat | None:
    """Who is proposed for the next session: those of the last one; None before the first."""
    query = select(CouncilSession).where(CouncilSession.campaign_id == campaign.id)
    last = db.session.scalars(query.order_by(CouncilSession.id.desc()).limit(1)).first()
    if last is None:
        return None
    sat = {one.person_id for one in last.members}
    members = [one for one in eligible if one.id in sat]
    return Sat(members, next((one.username for one in members if one.id == last.chair_id), ""))


def on_other_agendas(campaign: Campaign, session: CouncilSession | None = None) -> dict[int, str]:
    """What other sessions are still to vote on: nominations by id, with the code of the session."""
    query = (
        select(AgendaItem.nomination_id, CouncilSession.reference)
        .join(AgendaItem.session)
        .where(
            CouncilSession.campaign_id == campaign.id,
            CouncilSession.state.in_((SessionState.PLANNED, SessionState.VOTING)),
            CouncilSession.id != (session.id if session is not None else 0),
        )
        .order_by(CouncilSession.id)
    )
    return {row.nomination_id: row.reference for row in db.session.execute(query)}


def is_votable(nomination: Nomination) -> bool:
    """Whether a nomination has been verified, and has neither passed a vote nor gone beyond it."""
    here, last = nomination.stage, polls.last_vote(nomination)
    notice = find_stage(nomination.campaign, StageKind.PUBLIC_NOTICE)
    return (
        nomination.state is NominationState.VERIFIED
        and here is not None
        and here.kind is not StageKind.ELIGIBILITY
        and (notice is None or here.position < notice.position)
        and not (last is not None and last.carried)
    )


def list_moves(actor: User, nomination: Nomination) -> list[CouncilMove]:
    """Every time the council moved a nomination, the last first."""
    require(actor, Permission.NOMINATION_RANK, nomination)
    query = select(CouncilMove).where(CouncilMove.nomination_id == nomination.id)
    return list(db.session.scalars(query.order_by(CouncilMove.id.desc())))


def votes_of(items: Iterable[AgendaItem], person: User) -> set[int]:
    """The items of an agenda on which a person has voted."""
    return {item.id for item in items if any(vote.person_id == person.id for vote in item.votes)}
