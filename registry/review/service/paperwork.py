"""What a signed paper may say of a nomination: outcome, number, date, reason, and what it points to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.states import Level
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.identity.models import User
from registry.review import papers, polls
from registry.review.models import Decision, Nomination
from registry.review.papers import DecisionPaper
from registry.review.queries.certainty import adjusted_of
from registry.review.queries.discrepancies import concluded_number, latest_of
from registry.review.queries.pointers import find_other
from registry.review.queries.ranking import result_of
from registry.review.queries.recognitions import find_in_force
from registry.review.queries.results import proposal_from
from registry.review.states import (
    EXPLAINED_OUTCOMES,
    GIVING_OUTCOMES,
    POINTING_OUTCOMES,
    Basis,
    Outcome,
    Side,
)
from registry.units.states import DISTRICTS_ENDED_ON

LONGEST_NUMBER = 80


@dataclass(frozen=True)
class Paper:
    """What the signed paper says; None is what is not known yet. `other` is what it points to."""

    outcome: Outcome | None
    number: str
    decided_on: date | None
    reason: str
    basis: Basis = Basis.MEAN
    other: str = ""


def check_paper(actor: User, nomination: Nomination, paper: Paper) -> None:
    """Refuse what a paper may not say, all of it at once; what is not known yet is left out."""
    faults = Faults()
    for check in (_check_outcome, _check_number, _check_day):
        with faults.gathered():
            check(nomination, paper)
    with faults.gathered():
        _check_reason(nomination, paper, find_figure(actor, nomination, paper))
    with faults.gathered():
        if paper.outcome in POINTING_OUTCOMES:
            find_other(actor, nomination, paper.other)
    faults.refuse()


def find_figure(actor: User, nomination: Nomination, paper: Paper) -> Decimal | None:
    """The adjusted score or the concluded number that a paper goes by; None when it goes by the mean."""
    if paper.basis is Basis.MEAN:
        return None
    if paper.basis is Basis.CONCLUDED:
        concluded = concluded_number(nomination)
        if concluded is None:
            raise InvalidInput("basis", _("No number was concluded to decide by. Choose the mean."))
        return concluded
    adjusted = adjusted_of(actor, nomination)
    if adjusted is None:
        raise InvalidInput("basis", _("There is no adjusted score to decide by. Choose the mean."))
    return adjusted.score


def has_open_dispute(nomination: Nomination) -> bool:
    """Whether ballots disagree and that is not settled."""
    latest = latest_of(nomination)
    return latest is not None and latest.is_open


def sentence_of_dispute(nomination: Nomination) -> str:
    """The sentence that says that a campaign has disagreements settled before it decides; or nothing."""
    if not nomination.campaign.settles_first or not has_open_dispute(nomination):
        return ""
    return _("The ballots still disagree: in this campaign that is settled before there is a decision.")


def check_number_and_day(nomination: Nomination, paper: Paper, among: Collection[int] = ()) -> None:
    """Refuse a number or a date that no paper can bear, both at once.

    `among` are the decisions that are put right together, by id: they do not keep each other back.
    """
    faults = Faults()
    with faults.gathered():
        _check_number(nomination, paper, among)
    with faults.gathered():
        _check_day(nomination, paper)
    faults.refuse()


def _check_outcome(nomination: Nomination, paper: Paper) -> None:
    """A model bears one recognition of a level and year at a time; another campaign may have given it."""
    if paper.outcome is Outcome.NOT_GRANTED and not _was_proposed(nomination):
        raise InvalidInput(
            "outcome",
            _("Nothing proposes to recognise it: there is nothing to refuse. Choose “Not chosen this time”."),
        )
    if paper.outcome is not Outcome.RECOGNISED:
        return
    held = find_in_force(nomination.exemplar, nomination.campaign)
    if held is not None:
        raise InvalidInput(
            "outcome",
            _(
                "The model bears recognition %(code)s of this level and year, in force since %(day)s. "
                "Choose another outcome, or have that recognition annulled first.",
                code=held.reference,
                day=f"{held.recognised_on:%d/%m/%Y}",
            ),
        )


def _check_day(nomination: Nomination, paper: Paper) -> None:
    day, verified = paper.decided_on, nomination.verified_at
    if day is None:
        return
    if day > today():
        raise InvalidInput("decided_on", _("The date of the decision must not be in the future."))
    if verified is not None and day < verified.astimezone(HERE).date():
        raise InvalidInput("decided_on", _("The decision cannot be older than the verification."))
    if nomination.campaign.level is Level.DISTRICT_LEGACY and day >= DISTRICTS_ENDED_ON:
        raise InvalidInput("decided_on", _("The district level ended on 30 June 2025."))


def _check_number(nomination: Nomination, paper: Paper, among: Collection[int] = ()) -> None:
    if not paper.number and paper.outcome in GIVING_OUTCOMES:
        raise InvalidInput("number", _("Enter the number of the decision."))
    if not paper.number and paper.outcome is None:
        raise InvalidInput("number", _("Enter the number of the decision: recognition and praise need one."))
    if len(paper.number) > LONGEST_NUMBER:
        raise InvalidInput("number", _("Use at most %(most)s characters.", most=LONGEST_NUMBER))
    if not paper.number or paper.decided_on is None:
        return
    papers.refuse_year(paper.number, paper.decided_on)
    # One paper may decide on several nominations; one number of a year cannot bear two dates.
    known = papers.find_paper(nomination.campaign.unit_id, paper.number, paper.decided_on)
    if known is None or known.dated == paper.decided_on or _is_free(known, nomination, among):
        return
    raise papers.bears_another_date(paper.number, known.dated)


def _is_free(paper: DecisionPaper, nomination: Nomination, among: Collection[int]) -> bool:
    """Whether a paper carries nothing but decisions on this nomination, or those put right together."""
    rows = db.session.execute(
        select(Decision.id, Decision.nomination_id).where(Decision.paper_id == paper.id)
    )
    return all(decided == nomination.id or at in among for at, decided in rows)


def _was_proposed(nomination: Nomination) -> bool:
    """Whether something proposes recognition: the vote, the council's own word, or the ballots."""
    vote, side = polls.last_vote(nomination), polls.side_of(nomination)
    if side is not Side.AS_SCORED or (vote is not None and vote.carried):
        return side is Side.ABOVE or (vote is not None and bool(vote.carried))
    return _passed(nomination, None) is not False


def _passed(nomination: Nomination, figure: Decimal | None) -> bool | None:
    """Whether the scores suggest recognition; None where points only order and propose nothing."""
    campaign, result = nomination.campaign, result_of(nomination)
    if campaign.rubric is not None and campaign.rubric.ranks_only and result.is_eligible:
        return None
    if figure is not None:
        return result.is_eligible and figure >= campaign.pass_mark
    return proposal_from(result, campaign) is Outcome.RECOGNISED


def _check_reason(nomination: Nomination, paper: Paper, figure: Decimal | None) -> None:
    if paper.reason or paper.outcome is None:
        return
    if paper.outcome in EXPLAINED_OUTCOMES:
        raise InvalidInput("reason", _("Give the reason: the unit reads it."))
    if has_open_dispute(nomination):
        raise InvalidInput("reason", _("Give the reason for deciding while the ballots still disagree."))
    passed = _passed(nomination, figure)
    if passed is not None and passed != (paper.outcome is Outcome.RECOGNISED):
        raise InvalidInput("reason", _("Give the reason for deciding otherwise than the scores suggest."))
    stage = find_stage(nomination.campaign, StageKind.DECISION)
    if stage is not None and today() < stage.starts_on:
        day = f"{stage.starts_on:%d/%m/%Y}"
        raise InvalidInput("reason", _("Give the reason for deciding before %(day)s.", day=day))
