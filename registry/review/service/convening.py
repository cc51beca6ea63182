"""The sessions of the council: calling one, who came, opening the vote, locking it, opening it again."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review import notices_of_sessions, polls
from registry.review.council import AgendaItem, CouncilSession, SessionMember
from registry.review.queries.readiness import list_missing_before_voting
from registry.review.queries.sessions import is_votable
from registry.review.service import lifecycle
from registry.review.service.agendas import SessionPlan, checked
from registry.review.service.nominating import reason_of
from registry.review.service.snapshotting import take
from registry.review.snapshots import Occasion
from registry.review.states import (
    DECIDED_STATES,
    SESSION_LIFE,
    Attendance,
    SessionState,
)


def plan_session(actor: User, campaign: Campaign, plan: SessionPlan) -> CouncilSession:
    """Call the council of a campaign to a session."""
    with transaction():
        require(actor, Permission.COUNCIL_CONVENE, campaign)
        if campaign.state is not CampaignState.OPEN:
            raise InvalidTransition(_("The campaign is closed."))
        plan = checked(actor, campaign, plan)
        session = CouncilSession(
            reference=next_reference("PH", today(), 3), campaign=campaign, secretary=actor,
            state=SessionState.PLANNED,
        )  # fmt: skip
        db.session.add(session)
        _write(session, plan)
        audit.record(
            actor, "council.planned", session, campaign=campaign.reference, held_on=plan.held_on,
            manner=plan.manner, members=len(plan.members), nominations=_references(session),
        )  # fmt: skip
        notices_of_sessions.tell_called(actor, session, plan.members)
    return session


def change_session(
    actor: User, session: CouncilSession, plan: SessionPlan, *, version: int | None = None
) -> CouncilSession:
    """Change what was planned, as long as nobody votes."""
    with transaction():
        _require(actor, session, version, {"place": session.place, "held_on": session.held_on})
        _require_state(session, SessionState.PLANNED)
        on_agenda = {item.nomination_id for item in session.items}
        plan = checked(actor, session.campaign, plan, on_agenda)
        told = [one.person for one in session.members], session.held_on, session.place
        _write(session, plan)
        audit.record(
            actor, "council.changed", session, held_on=plan.held_on, manner=plan.manner,
            members=len(plan.members), nominations=_references(session),
        )  # fmt: skip
        _tell_changes(actor, session, *told)
    return session


def _tell_changes(
    actor: User, session: CouncilSession, before: list[User], held_on: date, place: str
) -> None:
    """One message for each member whom the change concerns."""
    members = [one.person for one in session.members]
    notices_of_sessions.tell_called(actor, session, [one for one in members if one not in before])
    notices_of_sessions.tell_not_called(actor, session, [one for one in before if one not in members])
    if (session.held_on, session.place) != (held_on, place):
        stay = [one for one in members if one in before]
        notices_of_sessions.tell_moved(actor, session, stay, held_on=held_on, place=place)


def cancel_session(
    actor: User, session: CouncilSession, *, reason: str, version: int | None = None
) -> CouncilSession:
    """Call off what was planned, and tell the members why; whoever calls sessions does, no chair."""
    text = reason_of(reason)
    with transaction():
        require(actor, Permission.COUNCIL_CONVENE, session.campaign)
        _require(actor, session, version)
        lifecycle.move_session(session, "cancel")
        session.cancel_reason = text
        audit.record(actor, "council.cancelled", session, personal={"reason": text})
        notices_of_sessions.tell_cancelled(actor, session, text)
    return session


def mark_attendance(
    actor: User, session: CouncilSession, came: Mapping[str, Attendance], *, version: int | None = None
) -> CouncilSession:
    """Note who is there, by username. Whoever has voted was there."""
    with transaction():
        _require(actor, session, version)
        _require_state(session, SessionState.PLANNED, SessionState.VOTING)
        voted = {vote.person_id for item in session.items for vote in item.votes}
        for member in session.members:
            found = came.get(member.person.username, member.attendance)
            if found is not Attendance.PRESENT and member.person_id in voted:
                raise InvalidInput(
                    member.person.username, _("%(name)s has voted already.", name=member.person.name)
                )
            member.attendance = found
        session.updated_at = now()
        db.session.flush()
        audit.record(
            actor, "council.attendance_marked", session,
            present=polls.count_present(session), members=len(session.members),
        )  # fmt: skip
    return session


def open_voting(actor: User, session: CouncilSession, *, version: int | None = None) -> CouncilSession:
    """Let the members vote once nothing is missing; what was decided meanwhile leaves the agenda."""
    with transaction():
        _require(actor, session, version)
        SESSION_LIFE.check(SESSION_LIFE["open_voting"], session)
        if missing := list_missing_before_voting(session):
            raise InvalidTransition(" ".join(one.sentence for one in missing))
        stage = find_stage(session.campaign, StageKind.COUNCIL_VOTE)
        dropped = _drop_what_is_past_voting(session)
        for item in session.items:
            if stage is not None and item.nomination.stage is not stage:
                lifecycle.move_on(actor, item.nomination, stage, "put_to_vote")
        lifecycle.move_session(session, "open_voting")
        audit.record(
            actor, "council.voting_opened", session,
            present=polls.count_present(session), members=len(session.members), dropped=dropped,
        )  # fmt: skip
        notices_of_sessions.tell_to_vote(actor, session)
    return session


def lock_results(
    actor: User, session: CouncilSession, *, seen_missing: str = "", version: int | None = None
) -> CouncilSession:
    """End the vote: what was voted stands, and nobody votes any more.

    While somebody who is there has not voted, whoever locks confirms the list they read: `seen_missing` is
    its mark. A list that changed meanwhile is asked about again.
    """
    with transaction():
        _hold(session)
        _require(actor, session, version)
        SESSION_LIFE.check(SESSION_LIFE["lock"], session)
        if polls.is_vote_missing(session):
            _require_read(actor, session, seen_missing)
        for item in session.items:
            item.present = len(polls.room_of(item).present)
            item.carried = polls.verdict_of(item).passed
        lifecycle.move_session(session, "lock")
        session.locked_at = now()
        polls.forget_known()
        audit.record(
            actor, "council.locked", session,
            results=[f"{i.nomination.reference} {i.agree}/{i.disagree}/{i.other}" for i in session.items],
        )  # fmt: skip
        db.session.flush()
        stage = find_stage(session.campaign, StageKind.COUNCIL_VOTE)
        voted_on = [item.nomination for item in session.items]
        take(actor, session.campaign, Occasion.COUNCIL_LOCKED, stage=stage, nominations=voted_on)
    return session


def ask_to_unlock(
    actor: User, session: CouncilSession, *, reason: str, version: int | None = None
) -> CouncilSession:
    """Ask for locked results to be opened again; somebody else has to agree."""
    text = reason_of(reason)
    with transaction():
        _require(actor, session, version)
        _require_unlockable(session)
        session.unlock_asked_by, session.unlock_reason = actor, text
        audit.record(actor, "council.unlock_asked", session, personal={"reason": text})
    return session


def agree_to_unlock(actor: User, session: CouncilSession, *, version: int | None = None) -> CouncilSession:
    """Open locked results again, as a second person; what was voted stays, who has not voted may."""
    with transaction():
        _hold(session)
        _require(actor, session, version)
        _require_unlockable(session)
        if session.unlock_asked_by_id is None:
            raise InvalidTransition(_("Nobody has asked for the results to be opened again."))
        if session.unlock_asked_by_id == actor.id:
            raise PermissionDenied(
                Permission.COUNCIL_CONVENE, _("Somebody else must agree: two people open what is locked."),
                subject=session, actor_id=actor.id,
            )  # fmt: skip
        for item in session.items:
            item.present = item.carried = None
        lifecycle.move_session(session, "unlock")
        session.locked_at = None
        asked_by, session.unlock_asked_by = session.unlock_asked_by_id, None
        polls.forget_known()
        audit.record(
            actor, "council.unlocked", session, asked_by=asked_by, personal={"reason": session.unlock_reason}
        )
        session.unlock_reason = ""
    return session


def _require_unlockable(session: CouncilSession) -> None:
    SESSION_LIFE.check(SESSION_LIFE["unlock"], session)
    if any(item.nomination.state in DECIDED_STATES for item in session.items):
        raise InvalidTransition(_("A decision has been made on this vote: it stays as it is."))


def _require_read(actor: User, session: CouncilSession, seen_missing: str) -> None:
    if not seen_missing:
        raise InvalidTransition(_("Somebody who is there has not voted: confirm that you lock all the same."))
    if seen_missing != polls.mark_of_missing(actor, session):
        raise InvalidTransition(
            _("Who has not voted is no longer who you read: look at the list as it is now, then confirm.")
        )


def _hold(session: CouncilSession) -> None:
    """Keep others from voting in this session until the command is through."""
    db.session.execute(select(CouncilSession.id).where(CouncilSession.id == session.id).with_for_update())


def _require(
    actor: User, session: CouncilSession, version: int | None, stored: dict[str, object] | None = None
) -> None:
    require(actor, Permission.COUNCIL_CONVENE, session)
    if not polls.may_run(actor, session):
        polls.require_untied_to_all(actor, session)
    if session.campaign.state is not CampaignState.OPEN:
        raise InvalidTransition(_("The campaign is closed."))
    require_version(session, version, stored)


def _require_state(session: CouncilSession, *states: SessionState) -> None:
    if session.state not in states:
        raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))


def _drop_what_is_past_voting(session: CouncilSession) -> list[str]:
    """Take off the agenda what can no longer be voted on. Answers with what went."""
    past = [item for item in session.items if not is_votable(item.nomination)]
    for item in past:
        session.items.remove(item)
    db.session.flush()
    return [item.nomination.reference for item in past]


def _write(session: CouncilSession, plan: SessionPlan) -> None:
    session.held_on, session.place, session.manner = plan.held_on, clean_text(plan.place), plan.manner
    if plan.chair is not None:
        session.chair = plan.chair
    came = {one.person_id: one.attendance for one in session.members}
    session.members.clear()
    session.items.clear()
    # The old rows go first: a person sits in a session once.
    db.session.flush()
    session.members.extend(
        SessionMember(person=one, position=place, attendance=came.get(one.id, Attendance.UNNOTED))
        for place, one in enumerate(plan.members, 1)
    )
    session.items.extend(
        AgendaItem(nomination=one, position=place) for place, one in enumerate(plan.nominations, 1)
    )
    session.updated_at = now()
    db.session.flush()


def _references(session: CouncilSession) -> list[str]:
    return [item.nomination.reference for item in session.items]
