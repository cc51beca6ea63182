"""What a vote of the council comes to: who is in the room, whether it carries, what the council moved."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.sheet import Verdict
from registry.campaigns.votes import VoteRule, heads
from registry.core.db import db
from registry.core.errors import PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.models import Role, User
from registry.review.conflicts import Tie, tie_of_council, tie_of_reviewer
from registry.review.council import AgendaItem, CouncilMove, CouncilSession, SessionMember
from registry.review.models import Nomination, StageVisit
from registry.review.states import SCORE_AGAIN, Attendance, SessionState, Side
from registry.units.rules import has_role_at

LOCKED = (SessionState.LOCKED, SessionState.CLOSED)
_KNOWN = "review_polls"


@dataclass(frozen=True)
class Room:
    """Who may vote on one nomination, and who left the room because something ties them to it."""

    present: list[SessionMember]
    left: list[SessionMember]


def rule_of(session: CouncilSession) -> VoteRule:
    """What a vote must reach in the campaign of a session."""
    rubric = session.campaign.rubric
    return rubric.vote_rule if rubric is not None else VoteRule()


def tie_of_member(person: User, nomination: Nomination) -> Tie | None:
    """Why a member may not vote on a nomination; a secretary is spared what their office brings with it."""
    is_secretary = has_role_at(person, nomination.campaign.unit, Role.COUNCIL_SECRETARY)
    return (tie_of_council if is_secretary else tie_of_reviewer)(person, nomination)


def tie_to_agenda(person: User, session: CouncilSession) -> Tie | None:
    """What ties somebody to anything on the agenda; minutes would tell them how the others voted on it."""
    ties = (tie_of_member(person, item.nomination) for item in session.items)
    return next((tie for tie in ties if tie is not None), None)


def require_untied_to_all(actor: User, session: CouncilSession) -> None:
    """Raise PermissionDenied for whoever is tied to anything on the agenda; it says by what."""
    if tie := tie_to_agenda(actor, session):
        raise PermissionDenied(
            Permission.COUNCIL_READ,
            _(
                "Somebody else of the council does this: you have a conflict of interest. Noted of you: "
                "%(tie)s.",
                tie=tie.sentence,
            ),
            subject=session,
            actor_id=actor.id,
        )


def may_run(actor: User, session: CouncilSession) -> bool:
    """Nobody runs a session for what they are tied to, except that a chair leaves the room for it instead."""
    return session.chair_id == actor.id or tie_to_agenda(actor, session) is None


def room_of(item: AgendaItem) -> Room:
    """Who is there for one nomination. Whoever voted before a tie turned up counts as having been there."""
    voted = {vote.person_id for vote in item.votes}
    there = [one for one in item.session.members if one.attendance is Attendance.PRESENT]
    left = [
        one for one in there
        if one.person_id not in voted and tie_of_member(one.person, item.nomination) is not None
    ]  # fmt: skip
    return Room([one for one in there if one not in left], left)


def not_voted(item: AgendaItem) -> list[SessionMember]:
    """Who is in the room for one nomination and has not voted on it."""
    voted = {vote.person_id for vote in item.votes}
    return [one for one in room_of(item).present if one.person_id not in voted]


def is_vote_missing(session: CouncilSession) -> bool:
    """Whether somebody who is in the room for anything on the agenda has not voted on it."""
    return any(not_voted(item) for item in session.items)


def missing_votes(reader: User, session: CouncilSession) -> list[tuple[AgendaItem, list[SessionMember]]]:
    """Where somebody who is there has not voted, and who; what the reader is tied to stays out."""
    found = ((item, not_voted(item)) for item in session.items)
    return [(item, who) for item, who in found if who and tie_of_member(reader, item.nomination) is None]


def mark_of_missing(reader: User, session: CouncilSession) -> str:
    """A mark of the votes a reader sees missing: another once somebody has voted, come or left."""
    seen = [(item.id, sorted(one.person_id for one in who)) for item, who in missing_votes(reader, session)]
    return hashlib.sha256(repr((session.reference, seen)).encode()).hexdigest()[:32]


def verdict_of(item: AgendaItem) -> Verdict:
    """What the vote on one nomination comes to as it stands."""
    present = len(room_of(item).present) if item.present is None else item.present
    return rule_of(item.session).judge(
        members=len(item.session.members), present=present, agreeing=item.agree
    )


def count_present(session: CouncilSession) -> int:
    """How many members are there."""
    return sum(one.attendance is Attendance.PRESENT for one in session.members)


def quorum_fault(session: CouncilSession) -> str:
    """The sentence that says that too few are there to vote; empty when enough are."""
    quorum, members, present = rule_of(session).quorum, len(session.members), count_present(session)
    needed = heads(quorum, members) if quorum is not None else 1
    if present >= needed:
        return ""
    return _(
        "The council cannot vote: of %(members)s members %(count)s are there, not %(needed)s.",
        count=present, members=members, needed=needed,
    )  # fmt: skip


def last_vote(nomination: Nomination) -> AgendaItem | None:
    """The vote on a nomination that was locked last; none counts from before it was to be scored again."""
    return _known(nomination.campaign)[0].get(nomination.id)


def move_of(nomination: Nomination) -> CouncilMove | None:
    """How the council last moved a nomination, or None."""
    return _known(nomination.campaign)[1].get(nomination.id)


def side_of(nomination: Nomination) -> Side:
    """Where the council puts a nomination; as scored unless it said otherwise."""
    move = move_of(nomination)
    return move.side if move is not None else Side.AS_SCORED


def forget_known() -> None:
    """Votes or moves have changed: read them again when they are asked for."""
    db.session().info.pop(_KNOWN, None)


def _known(campaign: Campaign) -> tuple[dict[int, AgendaItem], dict[int, CouncilMove]]:
    """The votes and the moves of a campaign, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        known = (session.get_transaction(), {})
    found: dict[int, tuple[dict[int, AgendaItem], dict[int, CouncilMove]]] = known[1]
    if campaign.id not in found:
        found[campaign.id] = _votes(campaign), _moves(campaign)
        session.info[_KNOWN] = (session.get_transaction(), found)
    return found[campaign.id]


def _votes(campaign: Campaign) -> dict[int, AgendaItem]:
    query = (
        select(AgendaItem)
        .join(AgendaItem.session)
        .where(CouncilSession.campaign_id == campaign.id, CouncilSession.state.in_(LOCKED))
        .options(joinedload(AgendaItem.session).selectinload(CouncilSession.members))
        .order_by(CouncilSession.locked_at, CouncilSession.id)
    )
    again = _scored_again(campaign)
    return {item.nomination_id: item for item in db.session.scalars(query) if not _is_outdated(item, again)}


def _scored_again(campaign: Campaign) -> dict[int, datetime]:
    """When an objection last sent nominations of a campaign back to be scored again."""
    query = (
        select(StageVisit.nomination_id, func.max(StageVisit.left_at))
        .join(StageVisit.nomination)
        .where(Nomination.campaign_id == campaign.id, StageVisit.outcome == SCORE_AGAIN)
        .group_by(StageVisit.nomination_id)
    )
    return {nomination: at for nomination, at in db.session.execute(query) if at is not None}


def _is_outdated(item: AgendaItem, again: dict[int, datetime]) -> bool:
    """Whether a vote was about scores that an objection has since overturned."""
    sent_back, locked = again.get(item.nomination_id), item.session.locked_at
    return sent_back is not None and locked is not None and locked <= sent_back


def _moves(campaign: Campaign) -> dict[int, CouncilMove]:
    query = (
        select(CouncilMove)
        .join(CouncilMove.nomination)
        .where(Nomination.campaign_id == campaign.id)
        .options(joinedload(CouncilMove.moved_by), selectinload(CouncilMove.nomination))
        .order_by(CouncilMove.id)
    )
    return {move.nomination_id: move for move in db.session.scalars(query)}
