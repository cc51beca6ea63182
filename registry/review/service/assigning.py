"""Giving nominations to reviewers, and taking them back."""

import secrets
from collections.abc import Sequence
from typing import Any

from registry.audit import service as audit
from registry.campaigns.states import StageKind
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.identity.models import Role, User
from registry.review import notices
from registry.review.models import Assignment, Nomination
from registry.review.queries.candidates import conflict_of, open_ballots
from registry.review.queries.profiles import find_profile
from registry.review.rules import require_untied
from registry.review.service import differing, lifecycle
from registry.review.service.nominating import reason_of
from registry.review.states import GIVEN_UP_ASSIGNMENTS, LIVE_ASSIGNMENTS, NominationState
from registry.review.teams import list_teams, team_for
from registry.units.rules import has_role_at

MOST_REVIEWERS = 15


def assign_reviewers(actor: User, nomination: Nomination, reviewers: Sequence[User]) -> list[Assignment]:
    """Give a verified nomination to reviewers. One who is tied to it has the whole list refused and noted."""
    with transaction():
        require_untied(actor, Permission.NOMINATION_ASSIGN, nomination)
        _require_in_scoring(nomination)
        chosen = list(dict.fromkeys(reviewers))
        live = sum(one.state in LIVE_ASSIGNMENTS for one in nomination.assignments)
        if not chosen:
            raise InvalidInput("reviewers", _("Choose at least one reviewer."))
        if live + len(chosen) > MOST_REVIEWERS:
            raise InvalidInput(
                "reviewers", _("At most %(most)s reviewers may be assigned.", most=MOST_REVIEWERS)
            )
        for reviewer in chosen:
            _require_free(actor, nomination, reviewer)
        assignments = _assign_all(actor, nomination, chosen)
        version = nomination.exemplar_version or nomination.exemplar.latest
        team = team_for(list_teams(nomination.campaign), version.field_id)
        # The nomination's version counts its assignments too: a signer whose page is older is told. Two
        # secretaries act one after the other, and the second meets the list that the first has left.
        nomination.updated_at = now()
        db.session.flush()
        for assignment in assignments:
            more: dict[str, Any] = {}
            if team is not None and assignment.reviewer_id not in team.reviewers:
                more["outside_team"] = team.name
            audit.record(actor, "reviewer.assigned", assignment, nomination=nomination.reference, **more)
            notices.tell_assigned(assignment)
        differing.follow(actor, nomination)
    return assignments


def assign_many(actor: User, chosen: Sequence[tuple[Nomination, User]]) -> list[Assignment]:
    """Give several nominations to reviewers at once; when one cannot be given, none is."""
    with transaction():
        if not chosen:
            raise InvalidInput("pairs", _("Choose at least one reviewer."))
        given: list[Assignment] = []
        for nomination in dict.fromkeys(nomination for nomination, _reviewer in chosen):
            people = [reviewer for one, reviewer in chosen if one is nomination]
            try:
                given += assign_reviewers(actor, nomination, people)
            except InvalidInput as fault:
                raise InvalidInput("pairs", f"{nomination.reference}: {fault.message}") from fault
    return given


def assign_each(
    actor: User, nominations: Sequence[Nomination], reviewers: Sequence[User]
) -> list[Assignment]:
    """Give several nominations to the same people, by hand; who has one already keeps it.

    When one of them cannot be given one, nothing is, and every such pair is told.
    """
    if not nominations:
        raise InvalidInput("nominations", _("Choose at least one nomination."))
    with transaction():
        # What ties somebody is told to those alone who choose the reviewers of each of them.
        for nomination in nominations:
            require_untied(actor, Permission.NOMINATION_ASSIGN, nomination)
        chosen = _pairs_of(actor, nominations, reviewers)
        try:
            return assign_many(actor, chosen)
        except InvalidInput as fault:
            raise InvalidInput("reviewers", fault.message) from fault


def _pairs_of(
    actor: User, nominations: Sequence[Nomination], reviewers: Sequence[User]
) -> list[tuple[Nomination, User]]:
    """Who is to get what and has not got it yet; raises InvalidInput with every pair that cannot be."""
    chosen, tied = [], []
    for nomination in nominations:
        given = {one.reviewer_id for one in nomination.assignments if one.state in LIVE_ASSIGNMENTS}
        for person in reviewers:
            if person.id in given:
                continue
            if tie := conflict_of(actor, person, nomination):
                tied.append(f"{nomination.reference}, {person.name}: {tie}")
            chosen.append((nomination, person))
    if tied:
        raise InvalidInput("reviewers", _("These cannot be chosen: %(pairs)s.", pairs="; ".join(tied)))
    return chosen


def substitute_reviewer(actor: User, assignment: Assignment, reviewer: User, *, reason: str) -> Assignment:
    """Take a nomination back from one reviewer and give it to another, in one step or not at all."""
    text = reason_of(reason)
    with transaction():
        nomination = assignment.nomination
        # What disagrees is looked at once, after both: in between no ballot would be awaited.
        _cancel(actor, assignment, text)
        return assign_reviewers(actor, nomination, [reviewer])[0]


def cancel_assignment(actor: User, assignment: Assignment, *, reason: str) -> Assignment:
    """Take a nomination back from a reviewer who has not submitted the ballot."""
    text = reason_of(reason)
    with transaction():
        _cancel(actor, assignment, text)
        differing.follow(actor, assignment.nomination)
    return assignment


def give_back_ballot(actor: User, assignment: Assignment, *, reason: str) -> Assignment:
    """Open a submitted ballot to its reviewer again, who keeps the marks; only while nothing is decided."""
    text = reason_of(reason)
    with transaction():
        require_untied(actor, Permission.NOMINATION_ASSIGN, assignment.nomination)
        _require_in_scoring(assignment.nomination)
        lifecycle.move_assignment(assignment, "give_back")
        assignment.submitted_at = None
        # A signer whose page is older is told that the ballots are no longer those that were read.
        assignment.nomination.updated_at = now()
        audit.record(
            actor, "ballot.given_back", assignment,
            nomination=assignment.nomination.reference, personal={"reason": text},
        )  # fmt: skip
        notices.tell_given_back(assignment, text)
        differing.follow(actor, assignment.nomination)
    return assignment


def _cancel(actor: User, assignment: Assignment, reason: str) -> None:
    require_untied(actor, Permission.NOMINATION_ASSIGN, assignment.nomination)
    _require_in_scoring(assignment.nomination)
    lifecycle.move_assignment(assignment, "cancel")
    audit.record(
        actor, "assignment.cancelled", assignment,
        nomination=assignment.nomination.reference, personal={"reason": reason},
    )  # fmt: skip
    notices.tell_cancelled(assignment)


def _require_in_scoring(nomination: Nomination) -> None:
    if nomination.state is not NominationState.VERIFIED:
        raise InvalidTransition(_("The nomination is not in scoring."))
    # Whoever were assigned now could read on the public notice what the others gave.
    lifecycle.require_in(nomination, StageKind.SCORING)


def _require_free(actor: User, nomination: Nomination, reviewer: User) -> None:
    if not has_role_at(reviewer, nomination.campaign.unit, Role.REVIEWER):
        raise InvalidInput("reviewers", _("%(name)s is not a reviewer of this council.", name=reviewer.name))
    if tie := conflict_of(actor, reviewer, nomination):
        raise PermissionDenied(
            Permission.NOMINATION_SCORE,
            _("%(name)s cannot be assigned: %(tie)s.", name=reviewer.name, tie=tie),
            subject=nomination,
            actor_id=actor.id,
        )
    profile = find_profile(reviewer)
    if profile is not None and profile.most_open is not None:
        load = open_ballots([reviewer.id]).get(reviewer.id, 0)
        if load >= profile.most_open:
            raise InvalidInput(
                "reviewers",
                _("%(name)s has %(load)s open ballots, as many as they may.", name=reviewer.name, load=load),
            )


def _assign_all(actor: User, nomination: Nomination, chosen: Sequence[User]) -> list[Assignment]:
    """Give the nomination to each, the numbers at random.

    Rows are written in the order of the numbers: neither their times nor their references tell who was where
    in the list.
    """
    taken = {one.number for one in nomination.assignments}
    free = [number for number in range(1, len(taken) + len(chosen) + 1) if number not in taken]
    known = {one.reviewer_id for one in nomination.assignments}
    drawn = secrets.SystemRandom().sample(chosen, len(chosen))
    # Who has a number already takes none of those that are free.
    drawn.sort(key=lambda reviewer: reviewer.id in known)
    pairs = list(zip(drawn, free, strict=False))
    given = {reviewer: _assign(actor, nomination, reviewer, number) for reviewer, number in pairs}
    return [given[reviewer] for reviewer in chosen]


def _assign(actor: User, nomination: Nomination, reviewer: User, number: int) -> Assignment:
    """One of them; who had the nomination before keeps the number borne then."""
    known = next((one for one in nomination.assignments if one.reviewer_id == reviewer.id), None)
    if known is not None and known.state not in GIVEN_UP_ASSIGNMENTS:
        raise InvalidInput("reviewers", _("%(name)s is already assigned.", name=reviewer.name))
    if known is not None:
        known.declared_at = known.submitted_at = known.skipped_at = None
        # The days to score it run from now on, and why it was given up once is past.
        known.assigned_at, known.declined_reason = now(), ""
        known.assigned_by_id = actor.id
        return lifecycle.move_assignment(known, "assign_again")
    assignment = Assignment(
        reference=next_reference("PC", today(), 5),
        reviewer=reviewer,
        number=number,
        assigned_by_id=actor.id,
    )
    nomination.assignments.append(assignment)
    db.session.flush()
    return assignment
