"""The boards of a campaign: what stands in each of its stages, and what of that wants looking after."""

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.audit.unchanged import while_unchanged
from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review import deadlines, gates, polls, verifiers
from registry.review.eligibility import checks_of
from registry.review.models import Nomination, Recusal
from registry.review.queries.discrepancies import open_in
from registry.review.queries.nominations import COUNCIL
from registry.review.queries.picture import Case, picture_of
from registry.review.queries.results import proposal_from
from registry.review.queries.standings import Scored, scored
from registry.review.states import STILL_TO_SCORE, NominationState, Outcome, Side
from registry.review.tied import Tied
from registry.units.rules import has_role_at

N, K = NominationState, StageKind


class Look(enum.StrEnum):
    """What a nomination is looked for by: nobody has begun, late, tied to somebody, or ballots lie apart."""

    UNREVIEWED = "unreviewed"
    OVERDUE = "overdue"
    CONFLICTED = "conflicted"
    DISAGREEING = "disagreeing"


@dataclass(frozen=True)
class Board:
    """What stands in one stage, by id, and which of it is found by each look."""

    kind: StageKind
    ids: tuple[int, ...]
    of: dict[Look, tuple[int, ...]]


@dataclass
class _Place:
    case: Case
    kind: StageKind
    looks: set[Look] = field(default_factory=set)
    # Whether its ballots propose recognition.
    is_proposed: bool = False


def boards_of(actor: User, campaign: Campaign) -> list[Board]:
    """The boards as this person may see them: one for each stage, in order; none of a campaign not open."""
    if campaign.state is not CampaignState.OPEN:
        return []
    return while_unchanged(("boards", actor.id, campaign.id), lambda: _draw(actor, campaign))


def looks_for(actor: User, campaign: Campaign) -> list[Look]:
    """What somebody may look for: ties are for those who assign, what ballots say for those who rank."""
    found = [Look.UNREVIEWED, Look.OVERDUE]
    may_rank = allowed(actor, Permission.NOMINATION_RANK, campaign)
    if may_rank or allowed(actor, Permission.NOMINATION_ASSIGN, campaign):
        found.append(Look.CONFLICTED)
    return [*found, Look.DISAGREEING] if may_rank else found


def _draw(actor: User, campaign: Campaign) -> list[Board]:
    looks = looks_for(actor, campaign)
    cases = _seen_by(actor, campaign)
    tied = Tied(campaign, {actor.id, *(one.reviewer_id for case in cases for one in case.given)})
    places = list(_places(actor, campaign, cases, tied))
    _note_late(campaign, places)
    return [
        Board(
            stage.kind,
            tuple(one.case.id for one in here),
            {look: tuple(one.case.id for one in here if look in one.looks) for look in looks},
        )
        for stage in campaign.stages
        for here in [[one for one in places if one.kind is stage.kind]]
    ]


def _seen_by(actor: User, campaign: Campaign) -> list[Case]:
    """What is under way, as far as its list is open to somebody: all of it, or what their body checks."""
    cases = picture_of(campaign, (N.RETURNED, N.SUBMITTED, N.VERIFIED))
    if has_role_at(actor, campaign.unit, *COUNCIL):
        return cases
    units = verifiers.units_to_verify(actor, campaign)
    return [case for case in cases if case.unit_id in units]


def _places(actor: User, campaign: Campaign, cases: list[Case], tied: Tied) -> Iterator[_Place]:
    kinds = {stage.id: stage.kind for stage in campaign.stages}
    recused = _recused_in(campaign)
    whole = []
    for case in cases:
        if case.state is not N.VERIFIED:
            is_here = case.state is N.SUBMITTED
            yield _Place(case, *((K.VERIFICATION, {Look.UNREVIEWED}) if is_here else (K.REGISTRATION, set())))
            continue
        kind = kinds.get(case.stage_id or 0, K.SCORING)
        if kind is K.ELIGIBILITY:
            # What was found not eligible waits for the signer.
            is_checked = case.id in checks_of(campaign)
            yield _Place(case, *((K.DECISION, set()) if is_checked else (kind, {Look.UNREVIEWED})))
            continue
        if _is_hidden_from(actor, case, tied):
            # Whoever is tied to it, or still owes a ballot, learns nothing of its ballots from the boards.
            yield _Place(case, kind)
            continue
        standing = scored(case, tied)
        looks = {Look.CONFLICTED} if standing.tied or case.id in recused else set()
        if _lie_apart(campaign, standing):
            looks.add(Look.DISAGREEING)
        if standing.is_provisional:
            yield _Place(case, K.SCORING, looks if standing.ballots else looks | {Look.UNREVIEWED})
        else:
            proposed = proposal_from(standing.result, campaign) is Outcome.RECOGNISED
            whole.append(_Place(case, K.DECISION, looks, proposed))
    yield from _further(campaign, whole)


def _is_hidden_from(actor: User, case: Case, tied: Tied) -> bool:
    owes = any(one.reviewer_id == actor.id and one.state in STILL_TO_SCORE for one in case.given)
    return owes or tied.council(actor.id, case)


def _lie_apart(campaign: Campaign, standing: Scored) -> bool:
    """Whether ballots disagree and nothing has settled that; by the spread alone where nobody reads again."""
    if campaign.asks_again:
        return standing.case.id in open_in(campaign)
    spread = standing.result.figures.spread
    return spread is not None and spread > campaign.spread_alarm


def _further(campaign: Campaign, whole: list[_Place]) -> Iterator[_Place]:
    """Where what has its ballots waits: for the vote, for or on the notice, for the signer."""
    vote, notice = (find_stage(campaign, kind) for kind in (K.COUNCIL_VOTE, K.PUBLIC_NOTICE))
    held = {one.id: one for one in _load(one.case.id for one in whole)} if vote or notice else {}
    for place in whole:
        nomination = held.get(place.case.id)
        if nomination is not None:
            place.kind = _kind_of(nomination, place, has_vote=vote is not None, has_notice=notice is not None)
        yield place


def _kind_of(nomination: Nomination, place: _Place, *, has_vote: bool, has_notice: bool) -> StageKind:
    vote, side = polls.last_vote(nomination), polls.side_of(nomination)
    if has_vote and vote is None:
        return K.COUNCIL_VOTE
    proposed = place.is_proposed if side is Side.AS_SCORED else side is Side.ABOVE
    refused = has_vote and vote is not None and not vote.carried
    if not has_notice or refused or not proposed or gates.was_taken_off(nomination):
        return K.DECISION
    return K.PUBLIC_NOTICE if gates.list_closed_gates(nomination, N.RECOGNISED) else K.DECISION


def _load(ids: Iterator[int]) -> list[Nomination]:
    query = select(Nomination).where(Nomination.id.in_(list(ids))).options(selectinload(Nomination.visits))
    return list(db.session.scalars(query))


def _note_late(campaign: Campaign, places: Collection[_Place]) -> None:
    """Mark what is late: by the day of the stage, and where it has a number of working days by the clock."""
    clocked = {stage.kind for stage in campaign.stages if stage.working_days is not None}
    by_clock = [one for one in places if _kind_due(one) in clocked]
    held = {one.id: one for one in _load(one.case.id for one in by_clock)}
    for place in places:
        nomination, kind = held.get(place.case.id), _kind_due(place)
        if nomination is not None:
            due = deadlines.due_of(nomination, kind)
        else:
            due = deadlines.last_day(campaign, kind, place.case.unit_id)
        if due is not None and due < today():
            place.looks.add(Look.OVERDUE)


def _kind_due(place: _Place) -> StageKind:
    """By the days of which stage it is late; a returned dossier is due with the check."""
    return K.VERIFICATION if place.kind is K.REGISTRATION else place.kind


def _recused_in(campaign: Campaign) -> set[int]:
    query = select(Recusal.nomination_id).join(Recusal.nomination)
    return set(db.session.scalars(query.where(Nomination.campaign_id == campaign.id)))
