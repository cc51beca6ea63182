"""A member's vote, and what the council puts above or below the line."""

from sqlalchemy import select

from registry.audit import service as audit
from registry.campaigns.states import CampaignState
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.review import polls
from registry.review.council import AgendaItem, CouncilMove, CouncilSession, CouncilVote
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.service.nominating import reason_of
from registry.review.states import Attendance, NominationState, SessionState, Side, VoteChoice, VoteManner


def cast_vote(actor: User, item: AgendaItem, *, choice: VoteChoice, reason: str = "") -> CouncilVote:
    """Vote once on a nomination. Of a secret vote it is kept that the member voted, and the numbers.

    Raises InvalidTransition once the results are locked, and PermissionDenied for whoever has left the room.
    """
    secret = item.session.manner is VoteManner.SECRET
    text = "" if secret or (choice is not VoteChoice.OTHER and not reason.strip()) else reason_of(reason)
    with transaction():
        # Whoever locks the results waits for this vote, or this vote meets the lock.
        held = select(CouncilSession).where(CouncilSession.id == item.session_id).with_for_update()
        session = db.session.scalars(held, execution_options={"populate_existing": True}).one()
        require(actor, Permission.COUNCIL_VOTE, session)
        _require_in_the_room(actor, session, item)
        if any(vote.person_id == actor.id for vote in item.votes):
            raise InvalidTransition(_("You have voted on this nomination already."))
        vote = CouncilVote(item=item, person=actor, choice=None if secret else choice, reason=text)
        db.session.add(vote)
        # Counted by the database, so that two who vote at once both count.
        column = getattr(AgendaItem, choice.value)
        setattr(item, choice.value, column + 1)
        db.session.flush()
        audit.record(actor, "vote.cast", session, nomination=item.nomination.reference)
    return vote


def _require_in_the_room(actor: User, session: CouncilSession, item: AgendaItem) -> None:
    if session.state is SessionState.PLANNED:
        raise InvalidTransition(_("The vote has not begun yet."))
    if session.state is not SessionState.VOTING or session.campaign.state is not CampaignState.OPEN:
        raise InvalidTransition(_("The results are locked: nobody votes any more."))
    member = next(one for one in session.members if one.person_id == actor.id)
    if member.attendance is not Attendance.PRESENT:
        raise InvalidTransition(_("You are not noted as present: tell the secretary."))
    if tie := polls.tie_of_member(actor, item.nomination):
        raise PermissionDenied(
            Permission.COUNCIL_VOTE,
            _("You leave the room for this nomination: %(tie)s.", tie=tie.sentence),
            subject=session,
            actor_id=actor.id,
        )


def move_across_line(
    actor: User, nomination: Nomination, *, side: Side, reason: str, version: int | None = None
) -> CouncilMove:
    """Note that the council puts a nomination above or below the line, with its reason.

    Ballots, figures and earlier moves stay; the mark is shown wherever the nomination is ranked.
    """
    text = reason_of(reason)
    with transaction():
        require_untied(actor, Permission.NOMINATION_ANNOUNCE, nomination)
        if nomination.state is not NominationState.VERIFIED:
            raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))
        if polls.side_of(nomination) is side:
            raise InvalidInput("side", _("It stands there already."))
        if version is not None and nomination.version != version:
            raise InvalidTransition(_("The nomination has changed meanwhile. Look at it again."))
        move = CouncilMove(nomination=nomination, side=side, reason=text, moved_by=actor)
        db.session.add(move)
        # A signer whose page is older is told that something has changed.
        nomination.updated_at = now()
        db.session.flush()
        polls.forget_known()
        audit.record(actor, "nomination.moved_across_line", nomination, side=side, personal={"reason": text})
    return move
