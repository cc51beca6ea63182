"""The council's questions to a unit, as each reader may see them, and who has to do something about one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from registry.campaigns.models import Campaign
from registry.core.clock import HERE
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review.models import Nomination
from registry.review.panel import Question
from registry.review.queries.nominations import of_units
from registry.review.states import OPEN_QUESTIONS, OPENED_ASSIGNMENTS, NominationState, QuestionState
from registry.units.rules import has_role_at, scope_of


@dataclass(frozen=True)
class Asked:
    """A question as one reader sees it. `number` is the reviewer's in this nomination, for secretaries."""

    question: Question
    text: str
    is_own: bool
    number: int | None
    forwarded_on: date | None
    answered_on: date | None
    may_pass_on: bool
    may_answer: bool


def get_question(actor: User, nomination: Nomination, reference: str) -> Question:
    """One of a nomination's questions; raises NotFound, also for one the reader may not know of."""
    found = (one.question for one in list_questions(actor, nomination) if one.question.reference == reference)
    question = next(found, None)
    if question is None:
        raise NotFound(_("There is no such question."))
    return question


def list_questions(actor: User, nomination: Nomination) -> list[Asked]:
    """What was asked about a nomination, oldest first.

    The unit and the reviewers read what the secretary passed on, whoever asked, with the days only; a
    reviewer also the own ones. The secretary reads all, with the reviewers as numbers. They stand in the
    order in which they were passed on: it tells nothing of when each was asked.
    """
    assigns = allowed(actor, Permission.NOMINATION_ASSIGN, nomination)
    prepares = allowed(actor, Permission.NOMINATION_PREPARE, nomination)
    reviews = any(o.reviewer_id == actor.id and o.state in OPENED_ASSIGNMENTS for o in nomination.assignments)
    if not (assigns or prepares or reviews or allowed(actor, Permission.NOMINATION_RANK, nomination)):
        return []
    query = select(Question).where(Question.nomination_id == nomination.id)
    rows = db.session.scalars(query.order_by(Question.forwarded_at, Question.id)).all()
    open_now = nomination.state is NominationState.VERIFIED
    return [
        _seen(actor, one, assigns=assigns and open_now, prepares=prepares and open_now, council=assigns)
        for one in rows
        if one.state in OPEN_QUESTIONS or assigns or (reviews and one.asked_by_id == actor.id)
    ]


def _seen(actor: User, one: Question, *, assigns: bool, prepares: bool, council: bool) -> Asked:
    is_own = one.asked_by_id == actor.id
    numbers = {o.reviewer_id: o.number for o in one.nomination.assignments}
    return Asked(
        one,
        one.wording or one.text,
        is_own,
        numbers.get(one.asked_by_id) if council else None,
        one.forwarded_at.astimezone(HERE).date() if one.forwarded_at else None,
        one.answered_at.astimezone(HERE).date() if one.answered_at else None,
        assigns and one.state is QuestionState.ASKED,
        prepares and one.state is QuestionState.FORWARDED,
    )


def questions_waiting(actor: User, campaigns: Iterable[Campaign]) -> Iterator[tuple[str, Question]]:
    """What the secretary has to pass on ("pass_on") and the unit to answer ("answer")."""
    run = [one.id for one in campaigns if has_role_at(actor, one.unit, Role.COUNCIL_SECRETARY)]
    if run:
        asked = (Question.state == QuestionState.ASKED, Nomination.campaign_id.in_(run))
        for one in _list(*asked):
            if allowed(actor, Permission.NOMINATION_ASSIGN, one.nomination):
                yield "pass_on", one
    if works := scope_of(actor, Role.UNIT_MEMBER, Role.UNIT_LEAD):
        for one in _list(Question.state == QuestionState.FORWARDED, of_units(works)):
            yield "answer", one


def _list(*conditions: ColumnElement[bool]) -> list[Question]:
    query = (
        select(Question)
        .join(Question.nomination)
        .options(contains_eager(Question.nomination))
        .where(Nomination.state == NominationState.VERIFIED, *conditions)
        .order_by(Question.id)
    )
    return list(db.session.scalars(query))
