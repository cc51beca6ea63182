"""Which message of the panel's talk, with the unit and with itself, goes to whom; none says who spoke."""

from flask_babel import force_locale

from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.notifications.queries import unread_paths
from registry.notifications.service import notify
from registry.review.blindness import title_for
from registry.review.models import Assignment, Nomination
from registry.review.notices import holders, people_of_unit, send, title_of
from registry.review.panel import Question
from registry.review.queries.discussion import may_discuss
from registry.review.states import OPENED_ASSIGNMENTS


def tell_asked(question: Question) -> None:
    """The secretaries: a reviewer wants to ask the unit something."""
    nomination = question.nomination
    send(
        holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY), None, "question.asked", nomination,
        lambda: (
            _("A question to pass on: %(title)s", title=title_of(nomination)),
            _("A reviewer of nomination %(reference)s asks the unit something. Read it before it goes out.",
              reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_forwarded(question: Question) -> None:
    """The unit: the council asks; it is not said who."""
    nomination = question.nomination
    send(
        people_of_unit(nomination), None, "question.forwarded", nomination,
        lambda: (_("The council asks: %(title)s", title=title_of(nomination)), question.wording),
    )  # fmt: skip


def tell_dismissed(question: Question) -> None:
    """Whoever asked: it was not passed on, and why."""
    nomination = question.nomination
    title = title_for(question.asked_by, nomination)
    send(
        [question.asked_by], None, "question.dismissed", nomination,
        lambda: (_("Not passed on: %(title)s", title=title), question.dismissed_reason),
    )  # fmt: skip


def tell_answered(actor: User, question: Question) -> None:
    """Every reviewer who reads the dossier: the unit has answered."""
    nomination = question.nomination
    for assignment in nomination.assignments:
        if assignment.state in OPENED_ASSIGNMENTS:
            _tell_answer(actor, question, assignment)


def _tell_answer(actor: User, question: Question, assignment: Assignment) -> None:
    title = title_for(assignment.reviewer, question.nomination)
    send(
        [assignment.reviewer], actor, "question.answered", assignment,
        lambda: (_("The unit has answered: %(title)s", title=title), question.wording),
    )  # fmt: skip


def tell_remark(actor: User, nomination: Nomination) -> None:
    """Everybody who takes part: somebody said something. Who has not read of it yet is not told again."""
    path = f"/de-cu/{nomination.reference}/thao-luan"
    people = [o.reviewer for o in nomination.assignments if o.state in OPENED_ASSIGNMENTS]
    people += holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY)
    for person in dict.fromkeys(people):
        if person is actor or path in unread_paths(person) or not may_discuss(person, nomination):
            continue
        with force_locale(person.language):
            line = _("The council discusses: %(title)s", title=title_for(person, nomination))
            body = _("Somebody has said something about nomination %(reference)s.",
                     reference=nomination.reference)  # fmt: skip
        notify(person, "remark.made", line, body, path)
