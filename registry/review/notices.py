"""Which message of the review goes to whom: one person a message, in that person's language."""

from collections.abc import Callable, Iterable

from flask_babel import force_locale

from registry.core.clock import today
from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.notifications.service import notify
from registry.review.blindness import title_for
from registry.review.conflicts import Tie
from registry.review.models import Assignment, Nomination
from registry.review.objections import Objection
from registry.review.queries.ranking import counted_of, list_missing_ballots
from registry.review.verifiers import bodies_that_verify
from registry.units import queries as units
from registry.units.naming import at_start
from registry.units.rules import has_role_at

Text = Callable[[], tuple[str, str]]


def tell_leads_to_sign(actor: User, nomination: Nomination) -> None:
    """The unit's leads: there is something to sign."""
    send(
        holders(nomination.unit_id, Role.UNIT_LEAD), actor, "nomination.to_sign", nomination,
        lambda: (
            _("To sign: %(title)s", title=title_of(nomination)),
            _("%(name)s asks you to sign nomination %(reference)s.", name=actor.name,
              reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_sent_back(actor: User, nomination: Nomination, reason: str) -> None:
    """Whoever prepared it: the lead wants something changed."""
    send(
        [nomination.prepared_by], actor, "nomination.sent_back", nomination,
        lambda: (_("Sent back by the unit lead: %(title)s", title=title_of(nomination)), reason),
    )  # fmt: skip


def tell_staff_to_verify(nomination: Nomination) -> None:
    """The registry staff: a nomination has come in."""
    _tell_verifiers(
        nomination, "nomination.submitted",
        lambda: (
            _("To verify: %(title)s", title=title_of(nomination)),
            _("%(unit)s has submitted nomination %(reference)s.", unit=at_start(nomination.unit_name),
              reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_withdrawn(nomination: Nomination) -> None:
    """The registry staff: there is nothing left to verify."""
    _tell_verifiers(
        nomination, "nomination.withdrawn",
        lambda: (
            _("Withdrawn: %(title)s", title=title_of(nomination)),
            _("%(unit)s has withdrawn nomination %(reference)s.", unit=at_start(nomination.unit_name),
              reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_returned(nomination: Nomination, reason: str) -> None:
    """The unit: something must be completed."""
    _tell_unit(
        nomination, "nomination.returned",
        lambda: (_("Additions needed: %(title)s", title=title_of(nomination)), reason),
    )  # fmt: skip


def tell_assigned(assignment: Assignment) -> None:
    """The reviewer: there is something to score."""
    nomination = assignment.nomination
    send(
        [assignment.reviewer], None, "assignment.given", assignment,
        lambda: (
            _("To score: %(title)s", title=title_for(assignment.reviewer, nomination)),
            _("First say whether you have a conflict of interest."),
        ),
    )  # fmt: skip


def tell_cancelled(assignment: Assignment) -> None:
    """The reviewer: there is nothing left to score."""
    nomination = assignment.nomination
    send(
        [assignment.reviewer], None, "assignment.cancelled", None,
        lambda: (
            _("No longer to score: %(title)s", title=title_for(assignment.reviewer, nomination)),
            _("The council’s secretary has taken the nomination back."),
        ),
    )  # fmt: skip


def tell_given_back(assignment: Assignment, reason: str) -> None:
    """The reviewer: the ballot is open again, with the marks as they were."""
    nomination = assignment.nomination
    send(
        [assignment.reviewer], None, "assignment.given_back", assignment,
        lambda: (
            _("Your ballot was given back: %(title)s", title=title_for(assignment.reviewer, nomination)),
            reason,
        ),
    )  # fmt: skip


def tell_of_conflict(assignment: Assignment, ballot_voided: bool) -> None:
    """A reviewer steps aside, and a ballot may no longer count."""
    _tell_secretaries(
        assignment.nomination, "assignment.conflict",
        lambda: (
            _("A reviewer of %(title)s has a conflict of interest", title=title_of(assignment.nomination)),
            _("The ballot already submitted no longer counts. Another reviewer may be needed.")
            if ballot_voided
            else _("Another reviewer may be needed."),
        ),
    )  # fmt: skip


def tell_left(assignment: Assignment, successor: User) -> None:
    """A reviewer has left the office, somebody else is needed."""
    _tell_secretaries(
        assignment.nomination, "assignment.left",
        lambda: (
            _("A reviewer has left the office: %(title)s", title=title_of(assignment.nomination)),
            _("%(name)s has taken the office over. Choose who scores the nomination.", name=successor.name),
        ),
    )  # fmt: skip


def tell_declined(assignment: Assignment) -> None:
    """A reviewer does not score it, somebody else is needed."""
    _tell_secretaries(
        assignment.nomination, "assignment.declined",
        lambda: (
            _("A reviewer declines: %(title)s", title=title_of(assignment.nomination)),
            _("Another reviewer may be needed."),
        ),
    )  # fmt: skip


def tell_abstained(assignment: Assignment) -> None:
    """A reviewer has read it and gives no ballot."""
    _tell_secretaries(
        assignment.nomination, "assignment.abstained",
        lambda: (
            _("A reviewer abstains: %(title)s", title=title_of(assignment.nomination)),
            _("Another reviewer may be needed."),
        ),
    )  # fmt: skip


def tell_voided(assignment: Assignment, tie: Tie) -> None:
    """The reviewer: the nomination is taken away, with what the registry found."""
    nomination = assignment.nomination
    send(
        [assignment.reviewer], None, "assignment.voided", None,
        lambda: (
            _("No longer to score: %(title)s", title=title_for(assignment.reviewer, nomination)),
            _("You have a conflict of interest by now, found in what the registry knows: %(tie)s.",
              tie=tie.sentence),
        ),
    )  # fmt: skip


def tell_of_council_conflict(nomination: Nomination) -> None:
    """Somebody of the council steps aside, so that others act."""
    _tell_secretaries(
        nomination, "nomination.recusal",
        lambda: (
            _("Somebody of the council steps aside: %(title)s", title=title_of(nomination)),
            _("Others of the council act on nomination %(reference)s.", reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_when_all_scored(nomination: Nomination) -> None:
    """The secretaries and the signers, once: every ballot wanted is in."""
    counted = counted_of(nomination)
    if list_missing_ballots(nomination) or len(counted) != nomination.campaign.reviews_wanted:
        return
    _tell_secretaries(
        nomination, "nomination.scored",
        lambda: (
            _("Scored: %(title)s", title=title_of(nomination)),
            _("All ballots for nomination %(reference)s are in.", reference=nomination.reference),
        ),
        Role.SIGNER,
    )  # fmt: skip


def tell_corrected(nomination: Nomination) -> None:
    """The unit: the number or the date of the decision was put right."""
    _tell_unit(
        nomination, "nomination.corrected",
        lambda: (
            _("Decision corrected: %(title)s", title=title_of(nomination)),
            _("The number or date of the decision on nomination %(reference)s was put right.",
              reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_ended(nomination: Nomination) -> None:
    """The unit: the recognition of its model has ended."""
    _tell_unit(
        nomination, "recognition.ended",
        lambda: (
            _("Recognition ended: %(title)s", title=title_of(nomination)),
            _("The recognition after nomination %(reference)s has ended. The page of the decision says why.",
              reference=nomination.reference),
        ),
    )  # fmt: skip


def title_of(nomination: Nomination) -> str:
    """What the nominated model is called."""
    return (nomination.exemplar_version or nomination.exemplar.latest).title


def people_of_unit(nomination: Nomination) -> list[User]:
    """Whoever prepared it, and the unit's leads."""
    leads = holders(nomination.unit_id, Role.UNIT_LEAD)
    return list(dict.fromkeys([nomination.prepared_by, *leads]))


def _tell_unit(nomination: Nomination, kind: str, text: Text) -> None:
    send(people_of_unit(nomination), None, kind, nomination, text)


def _tell_secretaries(nomination: Nomination, kind: str, text: Text, *more: Role) -> None:
    """The secretaries of the council, and who holds another role there."""
    people = holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY, *more)
    send(people, None, kind, nomination, text)


def _tell_verifiers(nomination: Nomination, kind: str, text: Text) -> None:
    """The staff of the body that checks."""
    bodies = sorted(bodies_that_verify(nomination))
    people = dict.fromkeys(one for body in bodies for one in holders(body, Role.REGISTRY_STAFF))
    send(people, None, kind, nomination, text)


def holders(unit_id: int, *roles: Role) -> list[User]:
    """Who holds a role at the unit as it stands today; where nobody does, those above it."""
    tree, day = units.tree(), today()
    for places in (tree.successors(unit_id, day), tree.answerable_for(unit_id, day)):
        found = [one for one in list_holders(places, *roles) if has_role_at(one, unit_id, *roles)]
        if found:
            return found
    return []


def send(
    people: Iterable[User],
    actor: User | None,
    kind: str,
    subject: Nomination | Assignment | Objection | None,
    text: Text,
) -> None:
    """One message for each, in the person's language, but none for who acts."""
    for person in people:
        if person is actor:
            continue
        with force_locale(person.language):
            line, body = text()
        notify(person, kind, line, body, path_of(subject))


def path_of(subject: Nomination | Assignment | Objection | None) -> str:
    """The page that a message about something leads to."""
    if isinstance(subject, Objection):
        return f"/phan-anh/{subject.reference}"
    if isinstance(subject, Assignment):
        return f"/cham-diem/{subject.reference}"
    return f"/de-cu/{subject.reference}" if subject is not None else ""
