"""Who may do what in the review of nominations."""

from typing import Any

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.errors import PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, Way, allowed, require, without_subject
from registry.identity.models import Role, User
from registry.review import blindness, conflicts, lifted, lookers, verifiers
from registry.review.council import CouncilSession
from registry.review.models import Assignment, Nomination, Recognition
from registry.review.objections import Objection
from registry.review.states import OPENED_ASSIGNMENTS, STILL_TO_SCORE, AssignmentState
from registry.units.models import Unit
from registry.units.queries import current_successors
from registry.units.rules import has_role_at, role

Judged = Nomination | Assignment | Campaign | Recognition | CouncilSession | Objection


def _nominated_unit(subject: Nomination | Exemplar) -> list[Any]:
    return [subject.lead_unit if isinstance(subject, Exemplar) else subject.unit]


def _council_unit(subject: Judged) -> list[Unit]:
    if isinstance(subject, Campaign):
        return [subject.unit]
    if isinstance(subject, Assignment | Objection):
        return [subject.nomination.campaign.unit]
    if isinstance(subject, Recognition):
        return [subject.issuer]
    return [subject.campaign.unit]


def _verifying_body(subject: Nomination | Campaign) -> list[Any]:
    """Who checks a nomination; for a campaign its own unit, and the bodies of what it has received."""
    return [subject.unit] if isinstance(subject, Campaign) else list(verifiers.bodies_that_verify(subject))


@without_subject
def verifies_for_a_body(actor: Any, subject: Any) -> bool:
    """Somebody may check something of a campaign without belonging to its own unit."""
    return (
        isinstance(actor, User)
        and isinstance(subject, Campaign)
        and verifiers.verifies_elsewhere(subject)
        and bool(verifiers.units_to_verify(actor, subject))
    )


def was_submitted(actor: User, nomination: Nomination) -> bool:
    """A nomination that never left its unit is nobody else's business."""
    return nomination.submitted_at is not None


def unit_goes_on(actor: User, subject: Nomination | Exemplar) -> bool:
    """Nobody puts anything forward for a unit that is gone and that no other stands in for."""
    return any(
        one.exists_on(today())
        for unit in _nominated_unit(subject)
        if unit is not None
        for one in current_successors(unit)
    )


def is_assigned(actor: User, nomination: Nomination) -> bool:
    """Reviewers see what they were given once they said that nothing ties them, while they have it."""
    return any(
        one.reviewer_id == actor.id and one.state in OPENED_ASSIGNMENTS for one in nomination.assignments
    )


def knows_whose_it_is(actor: User, nomination: Nomination) -> bool:
    """Where a stage hides the unit from its reviewers, what compares it with others would name it."""
    return not blindness.is_veiled(actor, nomination)


def is_the_reviewer(actor: User, assignment: Assignment) -> bool:
    """The ballot is the reviewer's own, and the reviewer is still one."""
    council = assignment.nomination.campaign.unit
    return assignment.reviewer_id == actor.id and has_role_at(actor, council, Role.REVIEWER)


def is_not_tied(actor: User, subject: Judged) -> bool:
    """Nobody acts for the council on what they are bound to, whatever their office."""
    nomination = _nomination_of(subject)
    return nomination is None or conflicts.tie_of_council(actor, nomination) is None


def require_untied(actor: User, permission: Permission, subject: Judged) -> None:
    """Raise PermissionDenied unless the actor may do this; to whoever is tied it says by what."""
    nomination = _nomination_of(subject)
    if nomination is not None and not allowed(actor, permission, subject) and allowed(actor, permission):
        tie = conflicts.tie_of_council(actor, nomination)
        if tie is not None:
            raise PermissionDenied(
                permission,
                _(
                    "Somebody else of the council does this: you have a conflict of interest. Noted of you: "
                    "%(tie)s.",
                    tie=tie.sentence,
                ),
                subject=subject,
                actor_id=actor.id,
            )
    require(actor, permission, subject)


def _nomination_of(subject: Judged) -> Nomination | None:
    if isinstance(subject, Assignment | Recognition | Objection):
        return subject.nomination
    return subject if isinstance(subject, Nomination) else None


def sits_in_council(actor: User, session: CouncilSession | Campaign) -> bool:
    """Whether somebody was called to this session."""
    return isinstance(session, CouncilSession) and any(one.person_id == actor.id for one in session.members)


def takes_the_chair(actor: User, session: CouncilSession | Campaign) -> bool:
    """Whether somebody chairs the session."""
    return isinstance(session, CouncilSession) and session.chair_id == actor.id


def owes_no_ballot(actor: User, nomination: Nomination | Campaign) -> bool:
    """Whoever is still to score a nomination must not see what the others gave."""
    return isinstance(nomination, Campaign) or not any(
        one.reviewer_id == actor.id and one.state in STILL_TO_SCORE for one in nomination.assignments
    )


def knows_ballots(reader: User, nomination: Nomination) -> bool:
    """Whether somebody may know how far the ballots are; not who is tied to it or still owes one."""
    return conflicts.tie_of_council(reader, nomination) is None and owes_no_ballot(reader, nomination)


def is_told_scored(reader: User, nomination: Nomination) -> bool:
    """Whether somebody may know that all ballots are in: who knows them, and the unit whose nomination it is.

    The unit is told what its nomination waits for, not when that began.
    """
    of_unit = has_role_at(reader, nomination.unit_id, Role.UNIT_MEMBER, Role.UNIT_LEAD)
    return of_unit or knows_ballots(reader, nomination)


def did_not_judge(actor: User, nomination: Nomination) -> bool:
    """Whoever verified, returned, checked or scored a nomination, or chose who scores it, does not decide.

    Nor does whoever made a decision on it that an appeal has lifted.
    """
    scored = any(
        one.reviewer_id == actor.id and one.state is not AssignmentState.CANCELLED
        for one in nomination.assignments
    )
    chose = conflicts.assigned_others(actor, nomination)
    looked = lookers.has_looked(actor.id, nomination.campaign, nomination.id)
    decided = lifted.has_decided(actor.id, nomination.campaign, nomination.id)
    return not scored and not chose and not looked and not decided


def took_no_part(actor: User, nomination: Nomination) -> bool:
    """An appeal is for others than those who decided, checked, assigned or scored."""
    return conflicts.part_taken(actor, nomination) is None


def require_other_people(actor: User, nomination: Nomination) -> None:
    """Raise PermissionDenied unless the actor may answer an appeal; to whoever took part it says in what."""
    part = conflicts.part_taken(actor, nomination)
    if part is not None and allowed(actor, Permission.APPEAL_DECIDE):
        raise PermissionDenied(
            Permission.APPEAL_DECIDE,
            _("Somebody who took no part answers it. Noted of you: %(part)s.", part=part),
            subject=nomination,
            actor_id=actor.id,
        )
    require_untied(actor, Permission.APPEAL_DECIDE, nomination)


COUNCIL = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)
GRANTS: dict[Permission, list[Way]] = {
    Permission.NOMINATION_READ: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=_nominated_unit),),
        (role(*COUNCIL, at=_council_unit), was_submitted),
        (role(Role.REGISTRY_STAFF, at=_verifying_body), was_submitted),
        (role(Role.REVIEWER, at=_council_unit), is_assigned),
    ],
    # By typing nobody finds for the council what they are bound to; `queries.findable` says the same of all.
    Permission.NOMINATION_FIND: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=_nominated_unit),),
        (role(*COUNCIL, at=_council_unit), was_submitted, is_not_tied),
        (role(Role.REGISTRY_STAFF, at=_verifying_body), was_submitted, is_not_tied),
        (role(Role.REVIEWER, at=_council_unit), is_assigned),
    ],
    Permission.LIKENESS_READ: [
        (role(*COUNCIL, at=_council_unit), was_submitted, is_not_tied),
        (role(Role.REGISTRY_STAFF, at=_verifying_body), was_submitted, is_not_tied),
        (role(Role.REVIEWER, at=_council_unit), is_assigned, knows_whose_it_is),
    ],
    Permission.ORIGIN_JUDGE: [
        (role(Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, at=_council_unit), was_submitted, is_not_tied),
        (role(Role.REGISTRY_STAFF, at=_verifying_body), was_submitted, is_not_tied),
    ],
    Permission.NOMINATION_PREPARE: [
        (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=_nominated_unit), unit_goes_on)
    ],
    Permission.NOMINATION_SIGN: [(role(Role.UNIT_LEAD, at=_nominated_unit), unit_goes_on)],
    Permission.NOMINATION_VERIFY: [
        (role(Role.REGISTRY_STAFF, at=_verifying_body), is_not_tied),
        (verifies_for_a_body,),
    ],
    Permission.NOMINATION_CHECK: [(role(Role.REGISTRY_STAFF, at=_council_unit), is_not_tied)],
    Permission.NOMINATION_ASSIGN: [(role(Role.COUNCIL_SECRETARY, at=_council_unit), is_not_tied)],
    Permission.SNAPSHOT_READ: [(role(Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR, at=_council_unit),)],
    Permission.TEAM_ARRANGE: [(role(Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR, at=_council_unit),)],
    Permission.NOMINATION_SCORE: [(role(Role.REVIEWER, at=_council_unit), is_the_reviewer)],
    Permission.NOMINATION_RANK: [
        (role(Role.COUNCIL_SECRETARY, Role.SIGNER, at=_council_unit), is_not_tied, owes_no_ballot)
    ],
    Permission.NOMINATION_RECUSE: [(role(*COUNCIL, at=_council_unit), was_submitted)],
    Permission.NOMINATION_ANNOUNCE: [
        (role(Role.COUNCIL_SECRETARY, at=_council_unit), is_not_tied, owes_no_ballot)
    ],
    Permission.COUNCIL_CONVENE: [
        (role(Role.COUNCIL_SECRETARY, at=_council_unit),),
        (role(Role.REVIEWER, at=_council_unit), takes_the_chair),
    ],
    Permission.COUNCIL_READ: [
        (role(Role.COUNCIL_SECRETARY, Role.SIGNER, at=_council_unit),),
        (role(Role.REVIEWER, at=_council_unit), sits_in_council),
    ],
    Permission.COUNCIL_VOTE: [
        (role(Role.REVIEWER, Role.COUNCIL_SECRETARY, at=_council_unit), sits_in_council)
    ],
    Permission.NOMINATION_DECIDE: [(role(Role.SIGNER, at=_council_unit), is_not_tied, did_not_judge)],
    Permission.OBJECTION_HANDLE: [(role(Role.COUNCIL_SECRETARY, at=_council_unit), is_not_tied)],
    Permission.DEADLINE_EXTEND: [(role(Role.REGISTRY_STAFF, Role.ADMINISTRATOR, at=_council_unit),)],
    Permission.APPEAL_DECIDE: [(role(Role.SIGNER, at=_council_unit), is_not_tied, took_no_part)],
    Permission.RECOGNITION_END: [(role(Role.SIGNER, Role.REGISTRY_STAFF, at=_council_unit), is_not_tied)],
}
