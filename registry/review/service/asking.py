"""Questions of reviewers to the unit: asked, passed on by the secretary, answered by the unit.

What the unit answers is text beside the dossier: the version that was signed stays as it is.
"""

from datetime import date

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.review import letters
from registry.review.models import Assignment, Nomination
from registry.review.panel import Question
from registry.review.rules import require_untied
from registry.review.service.nominating import reason_of
from registry.review.states import OPENED_ASSIGNMENTS, QUESTION_LIFE, NominationState, QuestionState

LONGEST = 2000


def ask_unit(actor: User, assignment: Assignment, *, text: str) -> Question:
    """A reviewer who reads the dossier wants to know something of the unit."""
    asked = _text_of("text", text)
    with transaction():
        require(actor, Permission.NOMINATION_SCORE, assignment)
        _require_in_scoring(assignment.nomination)
        if assignment.state not in OPENED_ASSIGNMENTS:
            raise InvalidTransition(_("First say whether you have a conflict of interest."))
        question = Question(
            reference=next_reference("CH", today(), 5), nomination=assignment.nomination,
            asked_by=actor, text=asked,
        )  # fmt: skip
        db.session.add(question)
        db.session.flush()
        # The subject is the question: the log of the nomination, which its unit reads, names no reviewer.
        audit.record(actor, "question.asked", question, personal={"text": asked})
        letters.tell_asked(question)
    return question


def forward(
    actor: User, question: Question, *, wording: str, due_on: date, version: int | None = None
) -> Question:
    """The secretary puts the question to the unit, in words that do not give away who asks."""
    said = _text_of("wording", wording)
    if due_on < today():
        raise InvalidInput("due_on", _("The day has passed already."))
    with transaction():
        _follow(actor, question, "forward", version)
        question.wording, question.due_on, question.forwarded_at = said, due_on, now()
        db.session.flush()
        audit.record(actor, "question.forwarded", question, due=due_on, personal={"wording": said})
        letters.tell_forwarded(question)
    return question


def dismiss(actor: User, question: Question, *, reason: str, version: int | None = None) -> Question:
    """The secretary does not pass the question on and says why to whoever asked."""
    text = reason_of(reason)
    with transaction():
        _follow(actor, question, "dismiss", version)
        question.dismissed_reason = text
        audit.record(actor, "question.dismissed", question, personal={"reason": text})
        letters.tell_dismissed(question)
    return question


def answer(actor: User, question: Question, *, text: str, version: int | None = None) -> Question:
    """The unit answers the council; every reviewer of the nomination reads it."""
    said = _text_of("answer", text)
    with transaction():
        require(actor, Permission.NOMINATION_PREPARE, question.nomination)
        _require_in_scoring(question.nomination)
        require_version(question, version, {"answer": question.answer})
        arrow = QUESTION_LIFE["answer"]
        QUESTION_LIFE.check(arrow, question)
        question.state = QuestionState(arrow.target)
        question.answer, question.answered_at, question.answered_by_id = said, now(), actor.id
        audit.record(actor, "question.answered", question, personal={"answer": said})
        letters.tell_answered(actor, question)
    return question


def _follow(actor: User, question: Question, action: str, version: int | None) -> None:
    arrow = QUESTION_LIFE[action]
    require_untied(actor, arrow.permission, question.nomination)
    _require_in_scoring(question.nomination)
    require_version(question, version, {"wording": question.wording, "reason": question.dismissed_reason})
    QUESTION_LIFE.check(arrow, question)
    question.state = QuestionState(arrow.target)


def _require_in_scoring(nomination: Nomination) -> None:
    if nomination.state is not NominationState.VERIFIED:
        raise InvalidTransition(_("Scoring of this nomination has ended."))


def _text_of(field: str, text: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise InvalidInput(field, _("Write something first."))
    if len(cleaned) > LONGEST:
        raise InvalidInput(field, _("Use at most %(most)s characters.", most=LONGEST))
    return cleaned
