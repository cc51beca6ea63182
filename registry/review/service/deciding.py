"""The signer's decision on a nomination. Scores advise; the decision is the signer's."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from registry.audit import service as audit
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service import editing
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.ids import next_reference
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version, unique_key
from registry.identity.models import User
from registry.review import papers
from registry.review.models import Decision, Nomination, Recognition
from registry.review.notices_of_decisions import tell_decided
from registry.review.papers import DecisionPaper
from registry.review.pending import forget_pending
from registry.review.queries.pointers import find_other, find_pointed
from registry.review.queries.ranking import list_missing_ballots, result_of
from registry.review.rules import require_untied
from registry.review.service import differing, lifecycle
from registry.review.service.paperwork import Paper, check_paper, find_figure, sentence_of_dispute
from registry.review.service.snapshotting import take
from registry.review.snapshots import Occasion
from registry.review.states import (
    GIVING_OUTCOMES,
    NOMINATION_LIFE,
    OUTCOME_ACTIONS,
    POINTING_OUTCOMES,
    Basis,
    Outcome,
    RecognitionState,
)


def decide(  # noqa: PLR0913 -- a decision has this many parts
    actor: User,
    nomination: Nomination,
    *,
    outcome: Outcome,
    number: str,
    decided_on: date,
    reason: str,
    basis: Basis = Basis.MEAN,
    other: str = "",
    version: int | None = None,
) -> Decision:
    """Record the one decision on a nomination, and what follows from it; keep what it stood on.

    What is merged or repeats something names it in `other` and is not judged, so it waits for no ballots.
    """
    paper = Paper(outcome, clean_text(number), decided_on, clean_text(reason), basis, other)
    with transaction():
        decision = decide_part(actor, nomination, outcome, paper, version=version)
        keep_decided(actor, [nomination])
    return decision


def keep_decided(actor: User, nominations: Sequence[Nomination]) -> None:
    """A snapshot of what was decided with one paper. Part of a command."""
    campaign = nominations[0].campaign
    stage = find_stage(campaign, StageKind.DECISION)
    take(actor, campaign, Occasion.DECIDED, stage=stage, nominations=nominations)


def decide_part(
    actor: User, nomination: Nomination, outcome: Outcome, paper: Paper, *, version: int | None = None
) -> Decision:
    """One of several decisions of a command, which keeps a snapshot of them all."""
    with transaction():
        require_untied(actor, Permission.NOMINATION_DECIDE, nomination)
        arrow = NOMINATION_LIFE[OUTCOME_ACTIONS[outcome]]
        NOMINATION_LIFE.check(arrow, nomination)
        require_version(nomination, version)
        if outcome not in POINTING_OUTCOMES:
            _require_judged(nomination)
        check_paper(actor, nomination, paper)
        figure = find_figure(actor, nomination, paper)
        lifecycle.move_nomination(actor, nomination, arrow.action, reason=paper.reason)
        decision = _record(actor, nomination, paper, figure)
        differing.pass_over(actor, nomination)
        forget_pending(nomination)
        if outcome is Outcome.RECOGNISED:
            _recognise(actor, nomination, paper)
        if outcome in GIVING_OUTCOMES:
            editing.publish(nomination.exemplar, _version_judged(nomination))
        tell_decided(nomination)
    return decision


def _require_judged(nomination: Nomination) -> None:
    """Raise InvalidTransition while ballots are missing, or disagree where that is settled first."""
    if missing := list_missing_ballots(nomination):
        raise InvalidTransition(" ".join(missing))
    if keeps := sentence_of_dispute(nomination):
        raise InvalidTransition(keeps)


def _version_judged(nomination: Nomination) -> ExemplarVersion:
    return nomination.exemplar_version or nomination.exemplar.latest


def _record(actor: User, nomination: Nomination, paper: Paper, figure: Decimal | None) -> Decision:
    result = result_of(nomination)
    figures, met = result.figures, None if result.has_points else result.met
    other = find_other(actor, nomination, paper.other) if paper.outcome in POINTING_OUTCOMES else None
    numbered = paper_for(nomination.campaign.unit_id, paper.number, paper.decided_on)
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
        paper=numbered,
        other_nomination=other if isinstance(other, Nomination) else None,
        other_exemplar=other if isinstance(other, Exemplar) else None,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor, "decision.recorded", nomination,
        outcome=paper.outcome, number=paper.number, decided_on=paper.decided_on,
        mean=figures.mean, ballots=result.count, met=met, basis=paper.basis, adjusted=decision.adjusted,
        concluded=decision.concluded, other=find_pointed(decision),
    )  # fmt: skip
    return decision


def paper_for(issuer_id: int, number: str, day: date | None) -> DecisionPaper | None:
    """The paper that bears a number, a new one where there is none yet; none for what has no number."""
    if not number or day is None:
        return None
    known = papers.find_paper(issuer_id, number, day)
    if known is None:
        known = DecisionPaper(issuer_id=issuer_id, year=day.year, key=unique_key(number), dated=day)
        db.session.add(known)
    known.dated = day
    return known


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
