"""Whose turn it is: everything in the review that waits for one person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage, list_open
from registry.campaigns.states import StageKind
from registry.catalogue.models import ExemplarVersion
from registry.core.db import db
from registry.core.i18n import _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review import blindness
from registry.review.appeals import Appeal
from registry.review.council import CouncilSession
from registry.review.deadlines import due_of, last_day
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.models import Assignment, Nomination
from registry.review.objections import Objection
from registry.review.outcomes import OUTCOME_NAMES
from registry.review.panel import Question
from registry.review.queries.appeals import (
    last_day_to_appeal,
    list_appeals_waiting,
    list_to_consider,
    list_without_answerer,
)
from registry.review.queries.arrivals import arrived_at
from registry.review.queries.council_work import Work, work_of_the_council
from registry.review.queries.discrepancies import discrepancies_waiting, rereadings_waiting
from registry.review.queries.nominations import of_units
from registry.review.queries.objections import list_waiting
from registry.review.queries.questions import questions_waiting
from registry.review.queries.sessions import list_to_vote
from registry.review.states import STILL_TO_SCORE, AssignmentState, NominationState
from registry.units.rules import has_role_at, scope_of

N = NominationState
# More of one kind are told as a number, with the way to the board.
MOST_LISTED = 50


@dataclass(frozen=True)
class Waiting:
    """Something to do: what, on which page, since when, until when."""

    kind: str
    title: str
    detail: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    due: date | None = None
    reason: str = ""


def waiting_for(actor: User) -> list[Waiting]:
    """Everything in the review that waits for a person, what is due first at the top."""
    campaigns = list_open()
    found = [_of_the_unit(kind, one) for kind, one in _for_the_unit(actor, campaigns)]
    found += _in_heaps(work_of_the_council(actor, campaigns))
    found += [_of_the_reviewer(one) for one in _for_the_reviewer(actor, campaigns)]
    found += [_of_a_question(kind, one) for kind, one in questions_waiting(actor, campaigns)]
    found += [_of_a_rereading(one) for one in rereadings_waiting(actor, campaigns)]
    found += [_of_a_discrepancy(kind, one) for kind, one in discrepancies_waiting(actor, campaigns)]
    found += [_of_objection(one) for one in list_waiting(actor)]
    found += [_of_the_council(one) for one in list_to_vote(actor)]
    found += [_of_appeal("appeal", one) for one in list_appeals_waiting(actor)]
    found += [_of_appeal("answerer", one) for one in list_without_answerer(actor)]
    found += [_of_a_decision(one) for one in list_to_consider(actor)]
    return sorted(found, key=lambda one: (one.due or date.max, one.kind, one.title))


def references_waiting(actor: User) -> list[str]:
    """The references of all that, and nothing more: every page counts them."""
    campaigns = list_open()
    return [
        *(one.reference for _kind, one in _for_the_unit(actor, campaigns)),
        *(one.reference for _kind, one, _stage in work_of_the_council(actor, campaigns)),
        *(one.reference for one in _for_the_reviewer(actor, campaigns)),
        *(one.nomination.reference for _kind, one in questions_waiting(actor, campaigns)),
        *(one.assignment.reference for one in rereadings_waiting(actor, campaigns)),
        *(one.nomination.reference for _kind, one in discrepancies_waiting(actor, campaigns)),
        *(one.reference for one in list_waiting(actor)),
        *(one.reference for one in list_to_vote(actor)),
        *(one.nomination.reference for one in list_appeals_waiting(actor)),
        *(one.nomination.reference for one in list_without_answerer(actor)),
        *(one.reference for one in list_to_consider(actor)),
    ]


def _for_the_unit(actor: User, campaigns: list[Campaign]) -> Iterator[tuple[str, Nomination]]:
    leads, works = scope_of(actor, Role.UNIT_LEAD), scope_of(actor, Role.UNIT_MEMBER, Role.UNIT_LEAD)
    if not works or not campaigns:
        return
    drafts = and_(Nomination.state == N.DRAFT, Nomination.prepared_by_id == actor.id)
    mine = and_(of_units(works), or_(Nomination.state == N.RETURNED, drafts))
    to_sign = and_(of_units(leads), Nomination.state == N.TO_SIGN)
    for nomination in _list(campaigns, or_(mine, to_sign)):
        yield UNIT_KINDS[nomination.state], nomination


UNIT_KINDS = {N.TO_SIGN: "sign", N.RETURNED: "returned", N.DRAFT: "draft"}


def _of_the_unit(kind: str, nomination: Nomination) -> Waiting:
    due = StageKind.REGISTRATION if nomination.submitted_at is None else StageKind.VERIFICATION
    was_sent_back = kind == "draft" and _last_outcome(nomination) == "send_back"
    return _waiting("sent_back" if was_sent_back else kind, nomination, due)


def _last_outcome(nomination: Nomination) -> str:
    """How the nomination left the stay before the present one."""
    return nomination.visits[-2].outcome if len(nomination.visits) > 1 else ""


def _in_heaps(work: Iterable[Work]) -> Iterator[Waiting]:
    """A line for each of the first ones of a kind in a campaign, and one for all the others."""
    heaps: dict[tuple[str, Campaign, StageKind], list[int]] = defaultdict(list)
    for kind, case, stage in work:
        heaps[kind, case.campaign, stage].append(case.id)
    for (kind, campaign, stage), ids in heaps.items():
        for nomination in _list([campaign], Nomination.id.in_(ids[:MOST_LISTED])):
            yield _waiting(kind, nomination, stage)
        if (more := len(ids) - MOST_LISTED) > 0:
            title = _n("%(num)s more nomination", "%(num)s more nominations", more)
            board, values = "review.list_nominations", {"reference": campaign.reference}
            yield Waiting(kind, title, campaign.title, board, values, due=last_day(campaign, stage))


def _for_the_reviewer(actor: User, campaigns: list[Campaign]) -> Iterator[Assignment]:
    own = [campaign.id for campaign in campaigns if has_role_at(actor, campaign.unit, Role.REVIEWER)]
    if not own:
        return
    query = (
        select(Assignment)
        .join(Assignment.nomination)
        .options(contains_eager(Assignment.nomination))
        .where(
            Assignment.reviewer_id == actor.id,
            Assignment.state.in_(STILL_TO_SCORE),
            Nomination.state == N.VERIFIED,
            Nomination.campaign_id.in_(own),
        )
    )
    for assignment in db.session.scalars(query):
        if allowed(actor, Permission.NOMINATION_SCORE, assignment):
            yield assignment


def _of_appeal(kind: str, appeal: Appeal) -> Waiting:
    nomination = appeal.nomination
    return Waiting(
        kind, _title_of(nomination), f"{nomination.unit_name} · {nomination.campaign.title}",
        ENDPOINTS[kind], {"reference": nomination.reference}, appeal.filed_at, appeal.due_on,
    )  # fmt: skip


def _of_a_decision(nomination: Nomination) -> Waiting:
    decision = nomination.decision
    return Waiting(
        "decided", _title_of(nomination), f"{nomination.unit_name} · {nomination.campaign.title}",
        ENDPOINTS["decided"], {"reference": nomination.reference},
        decision.recorded_at if decision else None, last_day_to_appeal(nomination),
        str(OUTCOME_NAMES[decision.outcome]) if decision else "",
    )  # fmt: skip


def _of_the_council(session: CouncilSession) -> Waiting:
    return Waiting(
        "vote", session.campaign.title, session.place, "council.show_session",
        {"reference": session.reference}, session.updated_at, session.held_on,
    )  # fmt: skip


def _of_the_reviewer(assignment: Assignment) -> Waiting:
    kind = "declare" if assignment.state is AssignmentState.ASSIGNED else "score"
    nomination = assignment.nomination
    title = blindness.title_for(assignment.reviewer, nomination)
    return Waiting(
        kind, title, nomination.campaign.title, ENDPOINTS[kind],
        {"reference": assignment.reference}, assignment.assigned_at,
        due_of(nomination, StageKind.SCORING, assignment.assigned_at),
    )  # fmt: skip


def _of_a_question(kind: str, question: Question) -> Waiting:
    nomination = question.nomination
    return Waiting(
        kind, _title_of(nomination), f"{nomination.unit_name} · {nomination.campaign.title}",
        ENDPOINTS[kind], {"reference": nomination.reference, "question": question.reference},
        question.forwarded_at or question.created_at, question.due_on,
    )  # fmt: skip


def _of_a_rereading(rereading: Rereading) -> Waiting:
    assignment, criterion = rereading.assignment, rereading.discrepancy.criterion
    campaign = assignment.nomination.campaign
    return Waiting(
        "reread", blindness.title_for(assignment.reviewer, assignment.nomination),
        f"{criterion.label} · {campaign.title}" if criterion else campaign.title, ENDPOINTS["reread"],
        {"reference": assignment.reference}, rereading.discrepancy.opened_at,
        last_day(campaign, StageKind.SCORING),
    )  # fmt: skip


def _of_a_discrepancy(kind: str, discrepancy: Discrepancy) -> Waiting:
    nomination = discrepancy.nomination
    return Waiting(
        kind, _title_of(nomination), f"{nomination.unit_name} · {nomination.campaign.title}",
        ENDPOINTS[kind], {"reference": nomination.reference}, discrepancy.updated_at,
        last_day(nomination.campaign, StageKind.SCORING),
    )  # fmt: skip


def _of_objection(objection: Objection) -> Waiting:
    nomination = objection.nomination
    return Waiting(
        "objection", _title_of(nomination), f"{objection.reference} · {nomination.campaign.title}",
        ENDPOINTS["objection"], {"reference": objection.reference}, objection.received_at, objection.due_on,
    )  # fmt: skip


ENDPOINTS = {
    "pass_on": "review.pass_on_question",
    "answer": "review.answer_question",
    "sign": "review.sign",
    "returned": "review.show_nomination",
    "draft": "review.show_nomination",
    "sent_back": "review.show_nomination",
    "verify": "review.verify",
    "eligibility": "review.check_eligibility",
    "assign": "review.assign",
    "declare": "review.declare",
    "score": "review.score",
    "announce": "review.show_notice",
    "reread": "review.reread",
    "third": "review.assign",
    "conclude": "review.show_discrepancy",
    "objection": "review.handle_objection",
    "appeal": "review.answer_appeal",
    "answerer": "review.show_decision",
    "decide": "review.decide",
    "decided": "review.show_decision",
}


# What waits once all ballots are in; whoever has it to do knows that they are.
SCORED_KINDS = frozenset({"decide", "announce"})


def _list(campaigns: Iterable[Campaign], *conditions: ColumnElement[bool]) -> list[Nomination]:
    query = (
        select(Nomination)
        .where(Nomination.campaign_id.in_([campaign.id for campaign in campaigns]), *conditions)
        .options(
            joinedload(Nomination.exemplar_version).load_only(ExemplarVersion.title),
            selectinload(Nomination.visits),
            selectinload(Nomination.assignments).joinedload(Assignment.reviewer).selectinload(User.grants),
        )
        .order_by(Nomination.id)
    )
    return list(db.session.scalars(query))


def _waiting(kind: str, nomination: Nomination, due: StageKind) -> Waiting:
    visits = nomination.visits
    since = arrived_at(nomination, knows_ballots=kind in SCORED_KINDS) or nomination.updated_at
    return Waiting(
        kind,
        _title_of(nomination),
        f"{nomination.unit_name} · {nomination.campaign.title}",
        ENDPOINTS[kind],
        {"reference": (nomination.campaign if kind == "announce" else nomination).reference},
        since,
        _due_of(nomination, due, since),
        visits[-2].reason if kind in {"returned", "sent_back"} and len(visits) > 1 else "",
    )


def _title_of(nomination: Nomination) -> str:
    return (nomination.exemplar_version or nomination.exemplar.latest).title


def _due_of(nomination: Nomination, kind: StageKind, since: datetime) -> date | None:
    """By the clock of the stage the nomination is or was in; a stage it waits for counts from its coming."""
    stage = find_stage(nomination.campaign, kind)
    known = stage is not None and any(visit.stage_id == stage.id for visit in nomination.visits)
    return due_of(nomination, kind, None if known else since)
