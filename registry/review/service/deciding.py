"""The signer's decision on a nomination. Scores advise; the decision is the signer's."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import extract, select

from registry.audit import service as audit
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.service import editing
from registry.catalogue.states import Level
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version, unique_key
from registry.identity.models import User
from registry.review import notices
from registry.review.models import Decision, Nomination, Recognition
from registry.review.queries.certainty import adjusted_of
from registry.review.queries.discrepancies import concluded_number, latest_of
from registry.review.queries.ranking import list_missing_ballots, result_of
from registry.review.queries.recognitions import find_in_force
from registry.review.queries.results import proposal_from
from registry.review.rules import require_untied
from registry.review.service import differing, lifecycle
from registry.review.states import NOMINATION_LIFE, OUTCOME_ACTIONS, Basis, Outcome, RecognitionState
from registry.units.states import DISTRICTS_ENDED_ON

LONGEST_NUMBER = 80


@dataclass(frozen=True)
class Paper:
    """What the signed paper says; None is what is not known yet."""

    outcome: Outcome | None
    number: str
    decided_on: date | None
    reason: str
    basis: Basis = Basis.MEAN


def decide(  # noqa: PLR0913 -- a decision has this many parts
    actor: User,
    nomination: Nomination,
    *,
    outcome: Outcome,
    number: str,
    decided_on: date,
    reason: str,
    basis: Basis = Basis.MEAN,
    version: int | None = None,
) -> Decision:
    """Record the one decision on a nomination, and what follows from it."""
    paper = Paper(outcome, clean_text(number), decided_on, clean_text(reason), basis)
    with transaction():
        require_untied(actor, Permission.NOMINATION_DECIDE, nomination)
        arrow = NOMINATION_LIFE[OUTCOME_ACTIONS[outcome]]
        NOMINATION_LIFE.check(arrow, nomination)
        require_version(nomination, version)
        if missing := list_missing_ballots(nomination):
            raise InvalidTransition(" ".join(missing))
        if keeps := sentence_of_dispute(nomination):
            raise InvalidTransition(keeps)
        check_paper(actor, nomination, paper)
        figure = find_figure(actor, nomination, paper)
        lifecycle.move_nomination(actor, nomination, arrow.action, reason=paper.reason)
        decision = _record(actor, nomination, paper, figure)
        differing.pass_over(actor, nomination)
        if outcome is Outcome.RECOGNISED:
            _recognise(actor, nomination, paper)
        if outcome is not Outcome.NOT_CHOSEN:
            editing.publish(nomination.exemplar, _version_judged(nomination))
        notices.tell_decided(nomination)
    return decision


def _version_judged(nomination: Nomination) -> ExemplarVersion:
    return nomination.exemplar_version or nomination.exemplar.latest


def _record(actor: User, nomination: Nomination, paper: Paper, figure: Decimal | None) -> Decision:
    result = result_of(nomination)
    figures, met = result.figures, None if result.has_points else result.met
    decision = Decision(
        nomination=nomination,
        outcome=paper.outcome,
        number=paper.number,
        decided_on=paper.decided_on,
        issuer=nomination.campaign.unit,
        signer=actor,
        reason=paper.reason,
        mean=figures.mean,
        score_count=result.count,
        met_count=met,
        basis=paper.basis,
        adjusted=figure if paper.basis is Basis.ADJUSTED else None,
        concluded=figure if paper.basis is Basis.CONCLUDED else None,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor, "decision.recorded", nomination,
        outcome=paper.outcome, number=paper.number, decided_on=paper.decided_on,
        mean=figures.mean, ballots=result.count, met=met, basis=paper.basis, adjusted=decision.adjusted,
        concluded=decision.concluded,
    )  # fmt: skip
    return decision


def _recognise(actor: User, nomination: Nomination, paper: Paper) -> Recognition:
    campaign = nomination.campaign
    recognition = Recognition(
        reference=next_reference("CN", today(), 4),
        exemplar=nomination.exemplar,
        nomination=nomination,
        level=campaign.level,
        year=campaign.year,
        issuer=campaign.unit,
        state=RecognitionState.IN_FORCE,
        recognised_on=paper.decided_on,
    )
    db.session.add(recognition)
    db.session.flush()
    audit.record(
        actor, "recognition.made", recognition,
        exemplar=nomination.exemplar.reference, level=campaign.level, year=campaign.year,
    )  # fmt: skip
    return recognition


def check_paper(actor: User, nomination: Nomination, paper: Paper) -> None:
    """Refuse what a paper may not say, all of it at once; what is not known yet is left out."""
    faults = Faults()
    for check in (_check_outcome, _check_number, _check_day):
        with faults.gathered():
            check(nomination, paper)
    with faults.gathered():
        _check_reason(nomination, paper, find_figure(actor, nomination, paper))
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


def check_number_and_day(nomination: Nomination, paper: Paper) -> None:
    """Refuse a number or a date that no paper can bear, both at once."""
    faults = Faults()
    for check in (_check_number, _check_day):
        with faults.gathered():
            check(nomination, paper)
    faults.refuse()


def _check_outcome(nomination: Nomination, paper: Paper) -> None:
    """A model bears one recognition of a level and year at a time; another campaign may have given it."""
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


def _check_number(nomination: Nomination, paper: Paper) -> None:
    if not paper.number and paper.outcome not in {Outcome.NOT_CHOSEN, None}:
        raise InvalidInput("number", _("Enter the number of the decision."))
    if len(paper.number) > LONGEST_NUMBER:
        raise InvalidInput("number", _("Use at most %(most)s characters.", most=LONGEST_NUMBER))
    if not paper.number or paper.decided_on is None:
        return
    # One paper may decide on several nominations; one number of a year cannot bear two dates.
    same_year = select(Decision).where(
        Decision.issuer_id == nomination.campaign.unit_id,
        extract("year", Decision.decided_on) == paper.decided_on.year,
        Decision.decided_on != paper.decided_on,
        Decision.nomination_id != nomination.id,
    )
    for other in db.session.scalars(same_year):
        if unique_key(other.number) == unique_key(paper.number):
            raise InvalidInput(
                "number",
                _(
                    "Number %(number)s of this year bears the date %(day)s already.",
                    number=paper.number,
                    day=f"{other.decided_on:%d/%m/%Y}",
                ),
            )


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
    if has_open_dispute(nomination):
        raise InvalidInput("reason", _("Give the reason for deciding while the ballots still disagree."))
    passed = _passed(nomination, figure)
    if passed is not None and passed != (paper.outcome is Outcome.RECOGNISED):
        raise InvalidInput("reason", _("Give the reason for deciding otherwise than the scores suggest."))
    stage = find_stage(nomination.campaign, StageKind.DECISION)
    if stage is not None and today() < stage.starts_on:
        day = f"{stage.starts_on:%d/%m/%Y}"
        raise InvalidInput("reason", _("Give the reason for deciding before %(day)s.", day=day))
