"""Values of the pages on ballots that disagree: by which rule, who read again, what was concluded."""

from typing import Any

from flask import url_for

from registry.campaigns.models import Campaign
from registry.core.i18n import _
from registry.review import queries
from registry.review.blindness import name_of_reviewer
from registry.review.disagreements import DiscrepancyRule, DiscrepancyState, Holds
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.models import Nomination
from registry.review.service.differing import third_of
from registry.review.service.paperwork import has_open_dispute, sentence_of_dispute
from registry.web.filters import as_number
from registry.web.review.ballot import label_of
from registry.web.review.dossier import version_of
from registry.web.words import Words, word, words_of_state

Row = dict[str, Any]


def rules_of(campaign: Campaign) -> list[str]:
    """When the ballots of a campaign count as disagreeing."""
    asked = [DiscrepancyRule.SPREAD]
    asked += [DiscrepancyRule.CRITERION] if campaign.criterion_alarm is not None else []
    asked += [DiscrepancyRule.LINE] if campaign.line_alarm else []
    return [sentence_of(campaign, rule) for rule in asked]


def sentence_of(campaign: Campaign, rule: DiscrepancyRule) -> str:
    """A rule in words."""
    if rule is DiscrepancyRule.LINE:
        return _("Some totals reach %(mark)s points and others do not.", mark=as_number(campaign.pass_mark))
    if rule is DiscrepancyRule.CRITERION:
        return _(
            "On one criterion the marks lie %(share)s %% of its points apart or more.",
            share=campaign.criterion_alarm,
        )
    return _("The totals lie more than %(points)s points apart.", points=as_number(campaign.spread_alarm))


def row_of(found: Discrepancy) -> Row:
    """One line of the board."""
    nomination = found.nomination
    return {
        "title": version_of(nomination).title,
        "code": nomination.reference,
        "unit": nomination.unit_name,
        "href": url_for("review.show_discrepancy", reference=nomination.reference),
        "rule": word(found.rule),
        "criterion": label_of(found.criterion) if found.criterion else "",
        "state": words_of_state(found.state),
        "since": found.opened_at,
        "answered": _how_many(found),
    }


def told_of(found: Discrepancy) -> Row:
    """One disagreement as its page shows it."""
    facts = [
        (_("Rule"), sentence_of(found.nomination.campaign, found.rule)),
        (_("Criterion to read again"), label_of(found.criterion) if found.criterion else ""),
        (_("Read again"), _how_many(found)),
    ]
    return {
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "answers": [_answer(one) for one in found.rereadings],
        "holds": str(word(found.holds)) if found.holds else "",
        "number": found.number,
    }


def numbers_of(found: Discrepancy) -> dict[str, str]:
    """What the numbers are that a conclusion can let hold."""
    third = third_of(found)
    mean = queries.figures_of(found.nomination).mean
    return {
        Holds.MEAN: as_number(mean),
        Holds.THIRD: as_number(third.total) if third else _("there is none"),
    }


def flag_of(nomination: Nomination) -> Words | None:
    """How it stands with the ballots of a nomination that disagreed, in short."""
    found = queries.latest_of(nomination)
    if found is None or found.state is DiscrepancyState.PASSED_OVER:
        return None
    if found.state is DiscrepancyState.CONCLUDED:
        return _("By conclusion: %(number)s", number=as_number(found.number)), "info", "gavel"
    return words_of_state(found.state)


def sentence_for_signer(nomination: Nomination) -> str:
    """What a signer is to know before deciding while ballots disagree; nothing once that is settled."""
    if not has_open_dispute(nomination):
        return ""
    return sentence_of_dispute(nomination) or _(
        "The ballots still disagree, and that is not settled. A decision now needs a reason that says so."
    )


def link_of(nomination: Nomination) -> str:
    """Where one reads how ballots disagreed and what came of it."""
    found = queries.latest_of(nomination)
    return url_for("review.show_discrepancy", reference=nomination.reference) if found else ""


def _how_many(found: Discrepancy) -> str:
    answered = sum(one.answered_at is not None and not one.is_waived for one in found.rereadings)
    return _("%(done)s of %(all)s answered", done=answered, all=len(found.rereadings))


def _answer(one: Rereading) -> Row:
    if one.answered_at is None:
        state: Words = (_("Not answered yet"), "", "clock")
    elif one.is_waived:
        state = (_("Waited for no longer"), "", "circle-off")
    elif one.has_changed:
        state = (_("Mark changed"), "info", "pencil")
    else:
        state = (_("Mark kept"), "", "circle-check")
    return {
        "who": name_of_reviewer(one.assignment),
        "state": state,
        "at": one.answered_at,
        "reason": one.reason,
    }
