"""Whose turn it is: everything in the review that waits for one person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review import gates
from registry.review.models import Assignment, Nomination
from registry.review.queries.nominations import of_units
from registry.review.queries.ranking import live_of
from registry.review.states import AssignmentState, NominationState
from registry.units.rules import has_role_at, scope_of, units_with_role

N = NominationState


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
    open_campaigns = list(db.session.scalars(select(Campaign).where(Campaign.state == CampaignState.OPEN)))
    if not open_campaigns:
        return []
    found = [*_for_the_unit(actor, open_campaigns), *_for_the_council(actor, open_campaigns)]
    found += _for_the_reviewer(actor)
    return sorted(found, key=lambda one: (one.due or date.max, one.kind, one.title))


def _for_the_unit(actor: User, campaigns: Iterable[Campaign]) -> Iterator[Waiting]:
    for role, state, kind in (
        ((Role.UNIT_LEAD,), N.TO_SIGN, "sign"),
        ((Role.UNIT_MEMBER, Role.UNIT_LEAD), N.RETURNED, "returned"),
        ((Role.UNIT_MEMBER, Role.UNIT_LEAD), N.DRAFT, "draft"),
    ):
        if not units_with_role(actor, *role):
            continue
        for nomination in _list(campaigns, of_units(scope_of(actor, *role)), Nomination.state == state):
            if kind == "draft" and nomination.prepared_by_id != actor.id:
                continue
            due = StageKind.REGISTRATION if nomination.submitted_at is None else StageKind.VERIFICATION
            was_sent_back = kind == "draft" and _last_outcome(nomination) == "send_back"
            yield _waiting("sent_back" if was_sent_back else kind, nomination, due)


def _last_outcome(nomination: Nomination) -> str:
    """How the nomination left the stay before the present one."""
    return nomination.visits[-2].outcome if len(nomination.visits) > 1 else ""


def _for_the_council(actor: User, campaigns: list[Campaign]) -> Iterator[Waiting]:
    for role, permission, state, kind, stage in (
        (Role.REGISTRY_STAFF, Permission.NOMINATION_VERIFY, N.SUBMITTED, "verify", StageKind.VERIFICATION),
        (Role.COUNCIL_SECRETARY, Permission.NOMINATION_ASSIGN, N.VERIFIED, "assign", StageKind.SCORING),
        (Role.SIGNER, Permission.NOMINATION_DECIDE, N.VERIFIED, "decide", StageKind.DECISION),
    ):
        own = [campaign for campaign in campaigns if has_role_at(actor, campaign.unit, role)]
        for nomination in _list(own, Nomination.state == state) if own else ():
            if _is_due(kind, nomination) and allowed(actor, permission, nomination):
                yield _waiting(kind, nomination, stage)


def _is_due(kind: str, nomination: Nomination) -> bool:
    if kind == "assign":
        return len(live_of(nomination)) < nomination.campaign.reviews_wanted
    return kind != "decide" or not gates.list_hindrances(nomination)


def _for_the_reviewer(actor: User) -> Iterator[Waiting]:
    query = (
        select(Assignment)
        .join(Assignment.nomination)
        .join(Nomination.campaign)
        .where(
            Assignment.reviewer_id == actor.id,
            Assignment.state.in_((AssignmentState.ASSIGNED, AssignmentState.SCORING)),
            Nomination.state == N.VERIFIED,
            Campaign.state == CampaignState.OPEN,
        )
    )
    for assignment in db.session.scalars(query):
        if not allowed(actor, Permission.NOMINATION_SCORE, assignment):
            continue
        kind = "declare" if assignment.state is AssignmentState.ASSIGNED else "score"
        nomination = assignment.nomination
        yield Waiting(
            kind, _title_of(nomination), nomination.campaign.title, ENDPOINTS[kind],
            {"reference": assignment.reference}, assignment.assigned_at,
            _last_day(nomination.campaign, StageKind.SCORING),
        )  # fmt: skip


ENDPOINTS = {
    "sign": "review.sign",
    "returned": "review.show_nomination",
    "draft": "review.show_nomination",
    "sent_back": "review.show_nomination",
    "verify": "review.verify",
    "assign": "review.assign",
    "declare": "review.declare",
    "score": "review.score",
    "decide": "review.decide",
}


def _list(campaigns: Iterable[Campaign], *conditions: ColumnElement[bool]) -> list[Nomination]:
    query = (
        select(Nomination)
        .where(Nomination.campaign_id.in_([campaign.id for campaign in campaigns]), *conditions)
        .options(joinedload(Nomination.exemplar), selectinload(Nomination.assignments))
        .order_by(Nomination.id)
    )
    return list(db.session.scalars(query))


def _waiting(kind: str, nomination: Nomination, due: StageKind) -> Waiting:
    visits = nomination.visits
    return Waiting(
        kind,
        _title_of(nomination),
        f"{nomination.unit_name} · {nomination.campaign.title}",
        ENDPOINTS[kind],
        {"reference": nomination.reference},
        visits[-1].entered_at if visits else nomination.updated_at,
        _last_day(nomination.campaign, due),
        visits[-2].reason if kind in {"returned", "sent_back"} and len(visits) > 1 else "",
    )


def _title_of(nomination: Nomination) -> str:
    return (nomination.exemplar_version or nomination.exemplar.latest).title


def _last_day(campaign: Campaign, kind: StageKind) -> date | None:
    stage = find_stage(campaign, kind)
    return stage.ends_on if stage else None
