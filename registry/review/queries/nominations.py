"""Reading nominations and assignments: who may see which."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registry.campaigns.models import Campaign, Criterion, Rubric
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.db import db, is_one_of
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.paging import Page, page_of
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.review import verifiers
from registry.review.models import Assignment, Decision, Nomination
from registry.review.states import LIVE_ASSIGNMENTS, OPEN_STATES, OPENED_ASSIGNMENTS, NominationState
from registry.units.rules import has_role_at, scope_of

COUNCIL = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)
OWNERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD)
# What every page of a nomination reads, and what there is only one of: it comes in the nomination's own row.
# Put together once: that takes longer than asking.
ONE_ROW = (
    joinedload(Nomination.unit),
    joinedload(Nomination.campaign).joinedload(Campaign.unit),
    joinedload(Nomination.exemplar),
    joinedload(Nomination.exemplar_version),
)
NOMINATION = select(Nomination).options(
    *ONE_ROW,
    joinedload(Nomination.prepared_by),
    joinedload(Nomination.signed_by),
    joinedload(Nomination.decision),
    joinedload(Nomination.campaign).selectinload(Campaign.stages),
    selectinload(Nomination.assignments).joinedload(Assignment.reviewer).selectinload(User.grants),
)
ASSIGNMENT = select(Assignment).options(
    joinedload(Assignment.nomination).options(*ONE_ROW),
    joinedload(Assignment.nomination)
    .joinedload(Nomination.campaign)
    .joinedload(Campaign.rubric)
    .selectinload(Rubric.criteria)
    .selectinload(Criterion.bands),
)


def get_nomination(actor: User, reference: str) -> Nomination:
    """The nomination with a reference; raises NotFound, also for one the reader may not know of."""
    nomination = db.session.scalar(NOMINATION.where(Nomination.reference == reference))
    if nomination is None or not allowed(actor, Permission.NOMINATION_READ, nomination):
        raise NotFound(_("There is no such nomination."))
    return nomination


def list_nominations(
    actor: User,
    campaign: Campaign,
    *,
    state: NominationState | None = None,
    only: Collection[int] | None = None,
    page: int = 1,
) -> Page[Nomination]:
    """The nominations of a campaign that the reader may see, by reference; `only` names some by id."""
    query = (
        select(Nomination)
        .where(Nomination.campaign_id == campaign.id, _visible_to(actor, campaign))
        .options(
            joinedload(Nomination.exemplar),
            joinedload(Nomination.exemplar_version).selectinload(ExemplarVersion.partners),
            selectinload(Nomination.visits),
            selectinload(Nomination.recusals),
            selectinload(Nomination.assignments).joinedload(Assignment.reviewer).selectinload(User.grants),
        )
        .order_by(Nomination.reference)
    )
    if state is not None:
        query = query.where(Nomination.state == state)
    if only is not None:
        query = query.where(is_one_of(Nomination.id, only))
    return page_of(query, page)


def _visible_to(actor: User, campaign: Campaign) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [of_units(scope_of(actor, *OWNERS))]
    if has_role_at(actor, campaign.unit, Role.REVIEWER):
        ways.append(is_assigned_to(actor))
    if has_role_at(actor, campaign.unit, *COUNCIL):
        ways.append(Nomination.submitted_at.is_not(None))
    elif verifiers.verifies_elsewhere(campaign):
        checked = of_units(verifiers.units_to_verify(actor, campaign))
        ways.append(and_(checked, Nomination.submitted_at.is_not(None)))
    return or_(*ways)


def of_units(unit_ids: set[int]) -> ColumnElement[bool]:
    """The nominated unit is one of these."""
    return is_one_of(Nomination.unit_id, unit_ids)


def is_assigned_to(actor: User) -> ColumnElement[bool]:
    """The nomination is in the hands of this reviewer, who said that nothing ties them."""
    return Nomination.id.in_(
        select(Assignment.nomination_id).where(
            Assignment.reviewer_id == actor.id, Assignment.state.in_(OPENED_ASSIGNMENTS)
        )
    )


def nominations_of(exemplar: Exemplar) -> list[Nomination]:
    """Every nomination of a model, newest first; whoever shows them asks for each whether it may be read."""
    query = select(Nomination).where(Nomination.exemplar_id == exemplar.id).order_by(Nomination.id.desc())
    return list(db.session.scalars(query))


def count_by_state(campaign: Campaign) -> Counter[NominationState]:
    """How many submitted nominations of a campaign are in each state."""
    query = (
        select(Nomination.state, func.count())
        .where(Nomination.campaign_id == campaign.id, Nomination.submitted_at.is_not(None))
        .group_by(Nomination.state)
    )
    return Counter({row[0]: row[1] for row in db.session.execute(query)})


def list_in_state(campaign: Campaign, state: NominationState) -> list[Nomination]:
    """The nominations of a campaign in one state, whoever asks; for counts and commands."""
    query = select(Nomination).where(Nomination.campaign_id == campaign.id, Nomination.state == state)
    return list(db.session.scalars(query))


def list_open_of_units(unit_ids: Iterable[int]) -> list[Nomination]:
    """The nominations of these units that are not decided yet, newest first."""
    query = (
        select(Nomination)
        .where(of_units(set(unit_ids)), Nomination.state.in_(OPEN_STATES))
        .options(selectinload(Nomination.exemplar), selectinload(Nomination.campaign))
        .order_by(Nomination.id.desc())
    )
    return list(db.session.scalars(query))


def list_decided_of_units(unit_ids: Iterable[int], most: int) -> list[Nomination]:
    """The last decided nominations of these units, with their decisions; the newest first."""
    query = (
        select(Nomination)
        .join(Nomination.decision)
        .where(of_units(set(unit_ids)))
        .options(
            selectinload(Nomination.exemplar),
            selectinload(Nomination.campaign),
            contains_eager(Nomination.decision),
        )
        .order_by(Decision.decided_on.desc(), Nomination.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(query))


def count_open_of_units(unit_ids: Iterable[int]) -> int:
    """How many nominations of these units are not decided yet."""
    query = select(func.count()).select_from(Nomination)
    return db.session.scalar(query.where(of_units(set(unit_ids)), Nomination.state.in_(OPEN_STATES))) or 0


def get_assignment(actor: User, reference: str) -> Assignment:
    """The assignment with a reference, to its reviewer; raises NotFound for all others and former ones."""
    assignment = db.session.scalar(ASSIGNMENT.where(Assignment.reference == reference))
    if assignment is None or not allowed(actor, Permission.NOMINATION_SCORE, assignment):
        raise NotFound(_("There is no such assignment."))
    return assignment


def find_own_assignment(reviewer: User, reference: str) -> Assignment | None:
    """What a reviewer was given of the nomination with a reference, opened or not; None for all others."""
    if not allowed(reviewer, Permission.NOMINATION_SCORE):
        return None
    query = (
        select(Assignment)
        .join(Assignment.nomination)
        .where(
            Nomination.reference == reference,
            Assignment.reviewer_id == reviewer.id,
            Assignment.state.in_(LIVE_ASSIGNMENTS),
        )
    )
    found = db.session.scalar(query)
    return found if found is not None and allowed(reviewer, Permission.NOMINATION_SCORE, found) else None


def load_given(ids: Sequence[int]) -> list[Assignment]:
    """A reviewer's assignments by id, in this order, with all that a list of them shows."""
    version = joinedload(Assignment.nomination).joinedload(Nomination.exemplar_version)
    query = (
        select(Assignment)
        .where(Assignment.id.in_(ids))
        .options(selectinload(Assignment.marks), version.selectinload(ExemplarVersion.results))
    )
    found = {one.id: one for one in db.session.scalars(query)}
    return [found[one] for one in ids]


def list_assignments_of(actor: User, nomination: Nomination) -> list[Assignment]:
    """Who was given a nomination, for those who assign; raises NotFound for others."""
    if not allowed(actor, Permission.NOMINATION_ASSIGN, nomination):
        raise NotFound(_("There is no such nomination."))
    return list(nomination.assignments)
