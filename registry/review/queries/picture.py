"""All nominations and ballots of a campaign as plain rows: for what looks at thousands at once."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Integer, String, select, type_coerce

from registry.audit.unchanged import while_unchanged
from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.review.models import Assignment, Nomination
from registry.review.states import AssignmentState, NominationState

_STATES = {state.value: state for state in AssignmentState}


class Given(NamedTuple):
    """A nomination given to a reviewer, or once given: how far the ballot is, and its points so far."""

    reviewer_id: int
    state: AssignmentState
    total: Decimal
    is_excluded: bool
    is_met: bool
    assigned_by_id: int


class Case(NamedTuple):
    """What the figures of a campaign need to know of one nomination."""

    id: int
    reference: str
    state: NominationState
    unit_id: int
    unit_name: str
    exemplar_id: int
    stage_id: int | None
    version_id: int | None
    prepared_by_id: int
    signed_by_id: int | None
    verified_by_id: int | None
    authors: list[int]
    campaign_id: int
    given: tuple[Given, ...]

    @property
    def campaign(self) -> Campaign:
        """Its campaign, as the session of whoever asks has it: a row outlives sessions."""
        return db.session.get_one(Campaign, self.campaign_id)


def picture_of(campaign: Campaign, states: Collection[NominationState]) -> list[Case]:
    """The nominations of a campaign in some states, by reference, each with all its ballots."""
    found = while_unchanged(("picture", campaign.id), lambda: _read(campaign.id))
    return [case for case in found if case.state in states]


def _read(campaign_id: int) -> tuple[Case, ...]:
    n = Nomination
    rows = db.session.execute(
        select(
            n.id, n.reference, n.state, n.unit_id, n.unit_name, n.exemplar_id, n.stage_id, n.version_id,
            n.prepared_by_id, n.signed_by_id, n.verified_by_id, n.authors, n.campaign_id,
        )
        .where(n.campaign_id == campaign_id)
        .order_by(n.reference)
    )  # fmt: skip
    given = _ballots_of(campaign_id)
    # Rows of more than ten columns have no types.
    return tuple(Case(*row, tuple(given.get(row[0], ()))) for row in rows)  # type: ignore[call-arg, arg-type]


def _ballots_of(campaign_id: int) -> dict[int, list[Given]]:
    """The ballots by nomination, in the order in which they were given out."""
    a = Assignment
    # As they are stored: to turn thousands of words into values is quicker here than by column.
    query = (
        select(
            a.nomination_id, a.reviewer_id, type_coerce(a.state, String), type_coerce(a.total, String),
            type_coerce(a.is_excluded, Integer), type_coerce(a.is_met, Integer), a.assigned_by_id,
        )
        .join(a.nomination)
        .where(Nomination.campaign_id == campaign_id)
        .order_by(a.id)
    )  # fmt: skip
    found: dict[int, list[Given]] = defaultdict(list)
    for nomination, reviewer, state, total, excluded, met, by in db.session.execute(query):
        ballot = Given(reviewer, _STATES[state], Decimal(total), bool(excluded), bool(met), by)
        found[nomination].append(ballot)
    return found
