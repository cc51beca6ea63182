"""The signer decides on several nominations with one paper, after reading every letter."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.clock import today
from registry.core.i18n import _, _l, _n
from registry.core.permissions import Permission, allowed, require
from registry.review import gates, papers, polls
from registry.review.lifted import lifted_of
from registry.review.models import Nomination
from registry.review.pending import PendingDecision, mark_of_pending, pending_in
from registry.review.queries import Standing, list_missing_ballots, ranking
from registry.review.queries.appeals import last_day_against
from registry.review.queries.ranking import load
from registry.review.service import paperwork, preparing, releasing
from registry.review.service.releasing import Line
from registry.review.states import POINTING_OUTCOMES, NominationState, Outcome, Side
from registry.web.council.blueprint import bp
from registry.web.fields import DayField
from registry.web.guard import actor, permission
from registry.web.review.decided import told_of_vote
from registry.web.review.dossier import version_of
from registry.web.review.forms import REASON_LENGTH
from registry.web.review.given import Warned, warnings_of
from registry.web.review.paper_forms import NumberForm, outcome_choices
from registry.web.review.standings import agenda_sentences, suggestions_of
from registry.web.review.words import OUTCOMES
from registry.web.telling import tell
from registry.web.words import word

N = NominationState
NOT_NOW = ""


class PaperForm(NumberForm):
    """Number and date of the paper; `seen` marks the letters that were read."""

    decided_on = DayField(
        _l("Date of the decision"), validators=[InputRequired(_l("Enter the date of the decision"))]
    )
    seen = HiddenField()
    # A mark of what was prepared as the page showed it.
    kept = HiddenField()


@bp.route("/dot-xet/<ref:reference>/quyet-dinh", methods=["GET", "POST"])
@permission(Permission.NOMINATION_DECIDE)
def release_decisions(reference: str) -> ResponseReturnValue:
    """Outcome by outcome, then every letter as its unit will read it, then all at once."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_RANK, campaign)
    ready, held = _ready(campaign), pending_in(campaign)
    form = _form_for(ready, held, papers.style_for(campaign.unit))
    act = request.form.get("act", "")
    letters: list[dict[str, Any]] = []
    if act not in {"edit", "suggest"} and form.submitted():
        lines, number = _lines_of(form, ready), form["number"].data or ""
        day = form["decided_on"].data or today()
        if act == "release" and (answer := form.done(lambda: _released(campaign, form, lines, day))):
            return answer
        if act == "keep" and (answer := form.done(lambda: _kept(campaign, form, lines, ready))):
            return answer
        if act == "keep":
            form["kept"].data = mark_of_pending(held.values())
        elif form.prepared(lambda: _checked(lines, number, day)):
            form["seen"].data = releasing.mark_of(lines, number, day)
            letters = [_letter(line, number, day) for line in lines]
    warnings = _warnings(campaign, ready)
    return render_template(
        "council/release_decisions.html",
        form=form,
        campaign=campaign,
        rows=[_row(one, form, warnings, held) for one in ready],
        letters=letters,
        filled=act == "suggest",
        trail=[(_("Ranking"), _back(campaign)), (_("Decide on several"), None)],
    ), form.status


def _ready(campaign: Campaign) -> list[Standing]:
    """What this signer may decide on now, best first."""
    whole = [one for one in ranking(actor(), campaign) if not one.is_provisional]
    held = {one.id: one for one in load(whole)}
    return [one for one in whole if one.case.id in held and _is_ready(one)]


def _is_ready(standing: Standing) -> bool:
    """Whether all ballots are in and this signer may decide."""
    nomination = standing.nomination
    return (
        nomination.state is N.VERIFIED
        and allowed(actor(), Permission.NOMINATION_DECIDE, nomination)
        and not list_missing_ballots(nomination)
    )


def _form_for(
    ready: Sequence[Standing],
    held: Mapping[int, PendingDecision],
    usual: tuple[papers.NumberStyle | None, str],
) -> PaperForm:
    """A form with an outcome and a reason for each: what is prepared, else nothing, as for a single one."""
    choices = [SelectChoice(NOT_NOW, _("Undecided in this paper"))]
    # What points to another is decided on its own page, where the other one is named.
    choices += outcome_choices(set(Outcome) - POINTING_OUTCOMES)
    fields: dict[str, Any] = {}
    proposed: dict[str, Any] = {}
    for standing in ready:
        code = standing.nomination.reference
        fields[f"outcome_{code}"] = SelectField(_l("Outcome"), choices=choices, validators=[Optional()])
        fields[f"reason_{code}"] = TextAreaField(
            _l("Reason"), validators=[Optional(), Length(max=REASON_LENGTH)]
        )
        prepared = held.get(standing.case.id)
        proposed[f"outcome_{code}"] = prepared.outcome.value if prepared else NOT_NOW
        proposed[f"reason_{code}"] = prepared.reason if prepared else ""
    kind: Any = type("ReleaseForm", (PaperForm,), fields)
    mark = mark_of_pending(held.values())
    form: PaperForm = kind.from_request(kept=mark, **proposed)
    form.usual = usual
    if request.form.get("act") == "keep":
        # The paper has its date once it is signed.
        form.decided_on.validators = [Optional()]
    if request.form.get("act") == "suggest":
        _suggest(form, ready)
    return form


def _suggest(form: PaperForm, ready: Sequence[Standing]) -> None:
    """Fill in what ballots suggest where nothing is chosen, because the signer asks for it."""
    for standing in ready:
        field = form[f"outcome_{standing.nomination.reference}"]
        field.data = field.data or _proposed(standing)


def _proposed(standing: Standing) -> str:
    """What the ballots suggest, where nothing keeps the nomination from it and the council left it there."""
    proposal, nomination = standing.proposal, standing.nomination
    if proposal is None or polls.side_of(nomination) is not Side.AS_SCORED:
        return NOT_NOW
    vote = polls.last_vote(nomination)
    if proposal is Outcome.RECOGNISED and vote is not None and vote.carried is False:
        return NOT_NOW
    if paperwork.has_open_dispute(nomination) or gates.list_closed_gates(nomination, N.RECOGNISED):
        return NOT_NOW
    return str(proposal.value)


def _blocks_of(nomination: Nomination) -> list[str]:
    """What keeps a nomination from being recognised, or from every decision, in sentences."""
    disputed = ""
    if paperwork.has_open_dispute(nomination):
        disputed = paperwork.sentence_of_dispute(nomination) or _(
            "The ballots still disagree: deciding now needs a reason."
        )
    return [one for one in (disputed, *gates.list_closed_gates(nomination, N.RECOGNISED)) if one]


def _lines_of(form: PaperForm, ready: Sequence[Standing]) -> list[Line]:
    lines = []
    for one in (standing.nomination for standing in ready):
        outcome = form[f"outcome_{one.reference}"].data
        if outcome:
            reason = form[f"reason_{one.reference}"].data or ""
            lines.append(Line(one, Outcome(outcome), reason.strip()))
    return lines


def _checked(lines: Sequence[Line], number: str, day: date) -> bool:
    releasing.check_release(actor(), lines, number=number, decided_on=day)
    return True


def _kept(campaign: Campaign, form: PaperForm, lines: Sequence[Line], ready: Sequence[Standing]) -> str:
    offered, seen = [one.nomination for one in ready], form["kept"].data or ""
    count = preparing.prepare_decisions(actor(), campaign, lines, among=offered, seen=seen)
    tell(_n("%(num)s decision is kept, not released.", "%(num)s decisions are kept, not released.", count))
    return url_for("council.release_decisions", reference=campaign.reference)


def _released(campaign: Campaign, form: PaperForm, lines: Sequence[Line], day: date) -> str:
    made = releasing.release(
        actor(), lines, number=form["number"].data or "", decided_on=day, seen=form["seen"].data or ""
    )
    tell(
        _n(
            "%(num)s decision is made; its unit has been told.",
            "%(num)s decisions are made; the units have been told.",
            len(made),
        )
    )
    return _back(campaign)


def _letter(line: Line, number: str, day: date) -> dict[str, Any]:
    """What the unit will read."""
    name, meaning = OUTCOMES[line.outcome]
    return {
        "to": line.nomination.unit_name,
        "title": version_of(line.nomination).title,
        "code": line.nomination.reference,
        "outcome": name,
        "meaning": meaning,
        "number": number,
        "day": day,
        "reason": line.reason,
        # Against a decision that follows an upheld appeal there is no second one.
        "last_day": None if lifted_of(line.nomination) else last_day_against(line.outcome, today()),
    }


def _warnings(campaign: Campaign, ready: Sequence[Standing]) -> dict[int, list[Warned]]:
    """What was given already for each, and what the council is still to vote on, by nomination."""
    rewards = warnings_of(actor(), [one.nomination for one in ready])
    agendas = agenda_sentences(campaign)
    return {
        one.case.id: [*rewards.get(one.case.id, []), *map(Warned, agendas.get(one.case.id, []))]
        for one in ready
    }


def _row(
    standing: Standing,
    form: PaperForm,
    warnings: Mapping[int, list[Warned]],
    held: Mapping[int, PendingDecision],
) -> dict[str, Any]:
    nomination, prepared = standing.nomination, held.get(standing.case.id)
    move = polls.move_of(nomination)
    vote = polls.last_vote(nomination)
    return {
        "title": version_of(nomination).title,
        "unit": nomination.unit_name,
        "href": url_for("review.decide", reference=nomination.reference),
        "mean": standing.mean,
        "suggestions": suggestions_of(standing, vote),
        "vote": told_of_vote(vote) if vote is not None else "",
        "moved": f"{word(move.side)}: {move.reason}" if move and move.side is not Side.AS_SCORED else "",
        "closed": _blocks_of(nomination),
        "warnings": warnings.get(standing.case.id, []),
        "prepared": prepared
        and {
            "outcome": word(prepared.outcome),
            "reason": prepared.reason,
            "by": prepared.prepared_by.name,
            "at": prepared.updated_at,
        },
        "outcome": form[f"outcome_{nomination.reference}"],
        "reason": form[f"reason_{nomination.reference}"],
    }


def _back(campaign: Campaign) -> str:
    return url_for("review.show_ranking", reference=campaign.reference)
