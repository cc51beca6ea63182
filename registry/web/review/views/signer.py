"""Pages of the signer: the decision, and how it reads afterwards."""

from collections.abc import Collection
from datetime import date
from typing import cast

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.review import gates, lifted, papers, polls, queries
from registry.review.models import Nomination, Recognition
from registry.review.queries import appeals
from registry.review.rules import require_untied
from registry.review.service import correcting, deciding, paperwork, recognising
from registry.review.states import (
    DECIDED_STATES,
    POINTING_OUTCOMES,
    Basis,
    NominationState,
    Outcome,
    RecognitionState,
    SessionState,
)
from registry.web.filters import as_date, as_number
from registry.web.guard import actor, permission
from registry.web.review import decided, disputes, pointer, present, standings
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.given import Warned, warnings_of
from registry.web.review.matrix import matrix_of
from registry.web.review.paper_forms import CorrectForm, DecideForm, EndForm, outcome_choices
from registry.web.review.standings import Row
from registry.web.review.words import OUTCOMES
from registry.web.telling import tell
from registry.web.words import choices, word


@bp.route("/de-cu/<ref:reference>/quyet-dinh", methods=["GET", "POST"])
@permission(Permission.NOMINATION_DECIDE)
def decide(reference: str) -> ResponseReturnValue:
    """Outcome, number, date and reason, beside what the scores say."""
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_DECIDE, nomination)
    form = DecideForm.from_request(version=str(nomination.version))
    form.usual = papers.style_for(nomination.campaign.unit)
    if form.submitted(lambda: paperwork.check_paper(actor(), nomination, _paper_of(form))) and (
        answer := form.done(lambda: _decided(nomination, form))
    ):
        return answer
    campaign, is_decided = nomination.campaign, nomination.state in DECIDED_STATES
    standing, sure = standings.standing_of(actor(), nomination)
    numbers = _numbers_of(nomination, standing, sure)
    missing = [] if is_decided else queries.list_missing_ballots(nomination)
    _narrow(form, numbers, is_whole=not missing)
    return render_template(
        "review/decide.html",
        form=form, nomination=nomination, campaign=campaign, version=version_of(nomination),
        rubric=campaigns.rubric_of(campaign), top=campaigns.rubric_of(campaign).ceiling,
        standing=standing, sure=sure, numbers=numbers,
        warnings=[] if is_decided else _warnings_of(nomination),
        dispute=disputes.sentence_for_signer(nomination), dispute_url=disputes.link_of(nomination),
        suggestions=standings.suggestions_of(standing, polls.last_vote(nomination)),
        held=None if is_decided else queries.find_in_force(nomination.exemplar, campaign),
        vote=_vote_of(nomination), missing=missing,
        closed=[] if is_decided else gates.list_closed_gates(nomination, NominationState.RECOGNISED),
        out_of_days=present.out_of_days(campaign, StageKind.DECISION, nomination.unit_id),
        matrix=matrix_of(actor(), nomination), reason_needed=_why_reason_is_needed(nomination),
        meanings={outcome.value: meaning for outcome, (_name, meaning) in OUTCOMES.items()},
    ), form.status  # fmt: skip


@bp.route("/de-cu/<ref:reference>/ket-qua/sua", methods=["GET", "POST"])
@permission(Permission.NOMINATION_DECIDE)
def correct_decision(reference: str) -> ResponseReturnValue:
    """Put a mistyped number or date right, with the reason."""
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_DECIDE, nomination)
    if nomination.decision is None:
        raise NotFound(_("There is no decision yet."))
    form = CorrectForm.from_request(obj=nomination.decision, version=str(nomination.version))
    form.usual = papers.style_for(nomination.decision.issuer)
    count = len(correcting.list_on_paper(nomination.decision))
    form.offer(count)
    if not form.is_submitted():
        form.reason.data = ""
    if form.submitted(lambda: _check_correction(nomination, form)) and (
        answer := form.done(lambda: _corrected(nomination, form))
    ):
        return answer
    return render_template(
        "review/correct_decision.html",
        form=form,
        nomination=nomination,
        version=version_of(nomination),
        count=count,
    ), form.status


@bp.get("/de-cu/<ref:reference>/ket-qua")
@permission(Permission.NOMINATION_READ)
def show_decision(reference: str) -> ResponseReturnValue:
    """The decision, for the council and for the unit."""
    nomination = queries.get_nomination(actor(), reference)
    before = lifted.lifted_of(nomination)
    decision = nomination.decision or (before[-1] if before else None)
    if decision is None:
        raise NotFound(_("There is no decision yet."))
    recognition = _recognition_of(nomination)
    return render_template(
        "review/show_decision.html",
        nomination=nomination,
        decision=decision,
        version=version_of(nomination),
        **decided.page_of(decision),
        recognised=recognition is not None and recognition.state is RecognitionState.IN_FORCE,
        recognition=recognition,
        level=word(nomination.campaign.level),
        facts=decided.facts_of(actor(), decision),
        lifted=[(word(one.outcome), one) for one in before if one is not decision],
        other=pointer.told_of(actor(), decision),
        appeal=appeals.find_appeal(nomination),
        needs_somebody=any(one.nomination is nomination for one in appeals.list_without_answerer(actor())),
        may_appeal=appeals.may_appeal(actor(), nomination),
        waits=nomination in appeals.list_to_consider(actor()),
        last_day_to_appeal=appeals.last_day_to_appeal(nomination),
        model_url=url_for("catalogue.show_exemplar", reference=nomination.exemplar.reference),
    )


@bp.route("/cong-nhan/<ref:reference>/ket-thuc", methods=["GET", "POST"])
@permission(Permission.RECOGNITION_END)
def end_recognition(reference: str) -> ResponseReturnValue:
    """Let a recognition lapse, or annul it, with the reason."""
    recognition = queries.get_recognition(reference)
    require_untied(actor(), Permission.RECOGNITION_END, recognition)
    form = EndForm.from_request(version=str(recognition.version))
    form.usual = papers.style_for(recognition.issuer)
    back = url_for("catalogue.show_exemplar", reference=recognition.exemplar.reference)
    if form.submitted(lambda: _check_end(recognition, form)) and (
        answer := form.done(lambda: _ended(recognition, form, back))
    ):
        return answer
    return render_template(
        "review/end_recognition.html",
        form=form,
        recognition=recognition,
        title=(recognition.exemplar.public_version or recognition.exemplar.latest).title,
        open=recognition.state is not RecognitionState.ANNULLED,
        back=back,
    ), form.status


def _numbers_of(
    nomination: Nomination, standing: queries.Standing | None, sure: Row | None
) -> dict[str, str]:
    """What the numbers are that a decision can go by."""
    if standing is None:
        return {}
    numbers: dict[str, str] = {Basis.MEAN: as_number(standing.mean)}
    if sure is not None:
        numbers[Basis.ADJUSTED] = as_number(sure["score"], 1)
    if (concluded := queries.concluded_number(nomination)) is not None:
        numbers[Basis.CONCLUDED] = as_number(concluded)
    return numbers


def _check_end(recognition: Recognition, form: EndForm) -> None:
    recognising.check_paper(recognition, form.action.data or "", form.number.data or "", form.dated.data)


def _ended(recognition: Recognition, form: EndForm, back: str) -> str:
    recognising.end_recognition(
        actor(),
        recognition,
        form.action.data,
        reason=form.reason.data or "",
        number=form.number.data or "",
        dated=form.dated.data,
        version=form.seen_version,
    )
    tell(_("The recognition has ended. It stays in the figures of its year."), "success")
    return back


def _check_correction(nomination: Nomination, form: CorrectForm) -> None:
    outcome = nomination.decision.outcome if nomination.decision else None
    paper = paperwork.Paper(outcome, (form.number.data or "").strip(), form.decided_on.data, "")
    correcting.check_correction(actor(), nomination, paper, whole_paper=form.is_whole)


def _corrected(nomination: Nomination, form: CorrectForm) -> str:
    correcting.correct_decision(
        actor(),
        nomination,
        number=form.number.data or "",
        decided_on=cast(date, form.decided_on.data),
        reason=form.reason.data or "",
        whole_paper=form.is_whole,
        version=form.seen_version,
    )
    tell(_("The decision is corrected. Both texts stay beside it."), "success")
    return url_for("review.show_decision", reference=nomination.reference)


def _recognition_of(nomination: Nomination) -> Recognition | None:
    known = queries.recognitions_of(nomination.exemplar)
    return next((one for one in known if one.nomination_id == nomination.id), None)


def _warnings_of(nomination: Nomination) -> list[Warned]:
    """What was given for it already, and that the council is still to vote on it."""
    rewards = warnings_of(actor(), [nomination]).get(nomination.id, [])
    agendas = standings.agenda_sentences(nomination.campaign).get(nomination.id, [])
    vote = polls.last_vote(nomination)
    if vote is not None and vote.session.state is not SessionState.CLOSED:
        code = vote.session.reference
        agendas = [*agendas, _("The minutes of session %(code)s are not closed yet.", code=code)]
    return [*rewards, *map(Warned, agendas)]


def _why_reason_is_needed(nomination: Nomination) -> str:
    """Why whatever is decided today needs a reason; empty when that depends on the outcome."""
    if paperwork.has_open_dispute(nomination):
        return _("Needed: the ballots still disagree. The unit sees it.")
    stage = find_stage(nomination.campaign, StageKind.DECISION)
    if stage is None or today() >= stage.starts_on:
        return ""
    return _(
        "Needed: the days of the decision only begin on %(day)s. The unit sees it.",
        day=as_date(stage.starts_on),
    )


def _vote_of(nomination: Nomination) -> dict[str, str] | None:
    """The council's vote that counts, whether or not the campaign has a stage for it."""
    item = polls.last_vote(nomination)
    if item is None:
        return None
    day, code = as_date(item.session.held_on), item.session.reference
    href = url_for("council.show_session", reference=code)
    return {"told": decided.told_of_vote(item), "session": _("Session of %(day)s", day=day), "href": href}


def _narrow(form: DecideForm, numbers: Collection[str], *, is_whole: bool) -> None:
    """Offer only what can be chosen now."""
    form.outcome.choices = outcome_choices(Outcome if is_whole else POINTING_OUTCOMES)
    form.basis.choices = [choice for choice in choices(Basis) if choice.value in {Basis.MEAN, *numbers}]


def _paper_of(form: DecideForm) -> paperwork.Paper:
    outcome = Outcome(form.outcome.data) if form.outcome.data in set(Outcome) else None
    number, reason = form.number.data or "", form.reason.data or ""
    basis = Basis(form.basis.data) if form.basis.data in set(Basis) else Basis.MEAN
    other = form.other.data or ""
    return paperwork.Paper(outcome, number.strip(), form.decided_on.data, reason.strip(), basis, other)


def _decided(nomination: Nomination, form: DecideForm) -> str:
    day = cast(date, form.decided_on.data)
    deciding.decide(
        actor(),
        nomination,
        outcome=Outcome(form.outcome.data),
        number=form.number.data or "",
        decided_on=day,
        reason=form.reason.data or "",
        basis=Basis(form.basis.data),
        other=form.other.data or "",
        version=form.seen_version,
    )
    tell(_("The decision is recorded. %(unit)s has been told.", unit=nomination.unit_name), "success")
    return url_for("review.show_decision", reference=nomination.reference)
