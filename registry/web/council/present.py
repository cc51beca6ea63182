"""A session of the council as its readers see it: nobody reads a count before they may."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from registry.campaigns.votes import heads, share_in_words
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review import blindness, polls
from registry.review.council import AgendaItem, CouncilSession
from registry.review.queries.readiness import Missing, Place, list_missing_before_voting
from registry.review.queries.sessions import is_votable, votes_of
from registry.review.states import Attendance, SessionState
from registry.web.review.dossier import field_of, version_judged
from registry.web.review.given import Warned, warnings_of
from registry.web.words import Words, word, words_of_state

Row = dict[str, Any]


def is_locked(session: CouncilSession) -> bool:
    """Whether the results stand."""
    return session.state in polls.LOCKED


def quorum_line(session: CouncilSession) -> Row:
    """How many are there and whether that is enough."""
    present, members = polls.count_present(session), len(session.members)
    quorum = polls.rule_of(session).quorum
    if quorum is None:
        said = _("no quorum is set")
    else:
        said = _("the council cannot vote") if polls.quorum_fault(session) else _("quorum is met")
    enough = not polls.quorum_fault(session)
    return {"count": f"{present}/{members}", "said": said, "enough": enough}


def rules_of(session: CouncilSession) -> list[tuple[str, str, str]]:
    """The rules of the vote: what, the number, out of what."""
    rule, members = polls.rule_of(session), len(session.members)
    found = []
    if rule.quorum is not None:
        needed = str(heads(rule.quorum, members))
        found.append((_("Needed to vote"), needed, _("of %(n)s members", n=members)))
    if rule.share is not None:
        needed = str(heads(rule.share, members))
        told = _(
            "of all %(n)s members (at least %(share)s needed)", n=members, share=share_in_words(rule.share)
        )
        found.append((_("Needed to carry"), needed, told))
    return found


def item_rows(reader: User, session: CouncilSession) -> list[Row]:
    """The agenda: what stands there, what the reader may know of the vote, what they can do."""
    voted = votes_of(session.items, reader)
    given = given_for(reader, session.items)
    return [
        _item_row(reader, session, item, item.id in voted) | {"given": given.get(item.nomination_id, [])}
        for item in session.items
    ]


def given_for(reader: User, items: Sequence[AgendaItem]) -> dict[int, list[Warned]]:
    """What was given already, by nomination; nothing of what is veiled from the reader or tied to them."""
    shown = [
        item.nomination
        for item in items
        if not blindness.is_veiled(reader, item.nomination)
        and polls.tie_of_member(reader, item.nomination) is None
    ]
    return warnings_of(reader, shown)


def _item_row(reader: User, session: CouncilSession, item: AgendaItem, has_voted: bool) -> Row:
    nomination, shown = item.nomination, blindness.seen(reader, item.nomination)
    version = version_judged(reader, nomination)
    tied = polls.tie_of_member(reader, nomination) is not None
    locked = is_locked(session)
    move = polls.move_of(nomination)
    return {
        "no": item.position,
        "title": version.title,
        "code": nomination.reference,
        "field": field_of(version),
        "unit": shown.unit_name,
        "veiled": blindness.is_veiled(reader, nomination),
        "past": session.state is SessionState.PLANNED and not is_votable(nomination),
        "left": [one.person.name for one in polls.room_of(item).left],
        "tied": tied,
        "moved": str(word(move.side)) if move and not tied else "",
        "tally": _tally(item) if locked and not tied else None,
        "result": _result(item) if locked and not tied else None,
        "live": "" if locked or tied else _live(reader, session, item),
        "votes": _votes(item) if locked and not tied else [],
        "own": _own(reader, item) if has_voted else "",
        "vote": _vote_url(reader, session, item, tied or has_voted),
    }


def _tally(item: AgendaItem) -> list[tuple[str, int]]:
    return [(str(word(kind, "vote_choice")), getattr(item, kind)) for kind in ("agree", "disagree", "other")]


def _result(item: AgendaItem) -> tuple[Words, str]:
    verdict = polls.verdict_of(item)
    if verdict.passed is None:
        return (_("No valid vote"), "warn", "alert-triangle"), verdict.why
    if verdict.passed:
        return (_("Carried"), "ok", "circle-check"), verdict.why
    return (_("Not carried"), "", "circle-off"), verdict.why


def _live(reader: User, session: CouncilSession, item: AgendaItem) -> str:
    """How many have voted, for whoever runs the session. How they voted nobody reads before the lock."""
    runs = allowed(reader, Permission.COUNCIL_CONVENE, session) and polls.may_run(reader, session)
    if session.state is not SessionState.VOTING or not runs:
        return ""
    return _("%(count)s of %(present)s have voted", count=item.cast, present=len(polls.room_of(item).present))


def missing_rows(reader: User, session: CouncilSession) -> list[Row]:
    """What keeps the vote from beginning; each with the page that mends it, where the reader may go there."""
    if session.state is not SessionState.PLANNED:
        return []
    plans = allowed(reader, Permission.COUNCIL_CONVENE, session.campaign)
    return [
        {"said": one.sentence, "mend": _mend(session, one) if plans or one.place is not Place.PLAN else None}
        for one in list_missing_before_voting(session)
    ]


def _mend(session: CouncilSession, missing: Missing) -> tuple[str, str]:
    if missing.place is Place.PLAN:
        label, endpoint = _("Change the session"), "council.change_session"
    elif missing.place is Place.ROLL_CALL:
        label, endpoint = _("Note who is there"), "council.mark_attendance"
    else:
        label, endpoint = _("Go to that session"), "council.show_session"
    return label, url_for(endpoint, reference=missing.other or session.reference)


def waits_of(reader: User, session: CouncilSession) -> list[tuple[str, list[str]]]:
    """Where somebody who is there has not voted: title and names; what the reader is tied to stays out."""
    if session.state is not SessionState.VOTING:
        return []
    return [
        (version_judged(reader, item.nomination).title, [one.person.name for one in who])
        for item, who in polls.missing_votes(reader, session)
    ]


def _own(reader: User, item: AgendaItem) -> str:
    """What the reader voted; of a secret vote only that they did is kept."""
    vote = next(one for one in item.votes if one.person_id == reader.id)
    if vote.choice is None:
        return _("You have voted.")
    return _("You voted: %(choice)s", choice=word(vote.choice))


def _votes(item: AgendaItem) -> list[tuple[str, str, str]]:
    """Who voted how in an open vote, by name as they sit."""
    order = {one.person_id: one.position for one in item.session.members}
    known = [vote for vote in item.votes if vote.choice is not None]
    known.sort(key=lambda vote: order.get(vote.person_id, 0))
    return [(vote.person.name, str(word(vote.choice)), vote.reason) for vote in known]


def _vote_url(reader: User, session: CouncilSession, item: AgendaItem, is_done: bool) -> str:
    if is_done or session.state is not SessionState.VOTING:
        return ""
    there = any(
        one.person_id == reader.id and one.attendance is Attendance.PRESENT for one in session.members
    )
    if not there or not allowed(reader, Permission.COUNCIL_VOTE, session):
        return ""
    return url_for("council.cast_vote", reference=session.reference, nomination=item.nomination.reference)


def member_rows(session: CouncilSession) -> list[Row]:
    """Who sits in the council, as what, and whether they are there."""
    return [
        {
            "name": one.person.name,
            "chair": one.person_id == session.chair_id,
            "state": words_of_state(one.attendance),
        }
        for one in session.members
    ]
