"""What the page of a decision tells: what it means today, what the paper says, what advised it."""

from datetime import date
from typing import Any

from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.documents.issuers import name_on_paper
from registry.identity.models import User
from registry.review import polls, queries
from registry.review.council import AgendaItem
from registry.review.models import Decision, Nomination, Recognition
from registry.review.states import POINTING_OUTCOMES, Basis, NominationState, Outcome, RecognitionState
from registry.web.filters import as_date, as_number
from registry.web.review.words import OUTCOMES
from registry.web.words import Words, word, words_of_state

# What goes by no number: it refuses what was proposed, or judges nothing.
WITHOUT_BASIS = POINTING_OUTCOMES | {Outcome.NOT_GRANTED}


def find_end(nomination: Nomination) -> Recognition | None:
    """The recognition that a nomination led to, where it has ended."""
    return queries.list_ended([nomination.id]).get(nomination.id)


def tag_of(nomination: Nomination) -> Words:
    """The label of a nomination; a recognition that ended says so."""
    ended = find_end(nomination) if nomination.state is NominationState.RECOGNISED else None
    return words_of_end(ended) if ended else words_of_state(nomination.state)


def words_of_end(recognition: Recognition) -> Words:
    """The label of a recognition that ended."""
    if recognition.state is RecognitionState.ANNULLED:
        return _("Recognition annulled"), "err", "circle-off"
    return words_of_state(recognition.state)


def sentence_of_end(recognition: Recognition) -> str:
    """When a recognition ended, and by which paper."""
    day = as_date(recognition.ended_on)
    if recognition.state is not RecognitionState.ANNULLED:
        return _("It was recognised; the recognition is no longer in force since %(day)s.", day=day)
    if not recognition.end_number:
        return _("It was recognised; that was annulled on %(day)s: the model bears it no more.", day=day)
    return _(
        "It was recognised; that was annulled by %(paper)s: the model bears it no more.",
        paper=paper_told(recognition.end_number, recognition.end_dated),
    )


def paper_told(number: str, day: date | None) -> str:
    """A paper by its number and its date, within a sentence; empty where there is no number."""
    return _("decision %(number)s of %(day)s", number=number, day=as_date(day)) if number else ""


def page_of(decision: Decision) -> dict[str, Any]:
    """Heading and meaning of the page of a decision, as things stand today."""
    nomination = decision.nomination
    name, meaning = OUTCOMES[decision.outcome]
    ended = find_end(nomination) if decision.outcome is Outcome.RECOGNISED else None
    if ended is None or decision.lifted_at is not None:
        return {"heading": name, "meaning": meaning, "tag": words_of_state(nomination.state)}
    tag = words_of_end(ended)
    heading = tag[0] if ended.state is RecognitionState.ANNULLED else name
    return {"heading": heading, "meaning": sentence_of_end(ended), "tag": tag}


def told_of_vote(item: AgendaItem) -> str:
    """What a vote came to; how many agreed where the campaign sets no share that it must reach."""
    if polls.rule_of(item.session).share is not None:
        return polls.verdict_of(item).why
    members = len(item.session.members)
    return _("%(count)s of all %(members)s members agree.", count=item.agree, members=members)


def _ground_of(decision: Decision) -> str:
    """What a decision went by: the council's vote where there is one, else its number or its reason.

    Only the mean is compared, which every reader of the page sees: an adjusted score is the council's.
    """
    told, recognised = str(word(decision.basis)), decision.outcome is Outcome.RECOGNISED
    vote = polls.last_vote(decision.nomination)
    carried = vote.carried if vote is not None else None
    if carried is not None and carried is not recognised:
        return (
            _("Otherwise than the vote of the council; by the reason")
            if decision.reason
            else _("Otherwise than the vote of the council; by: %(number)s", number=told)
        )
    if _is_against_points(decision):
        return (
            _("Otherwise than the points; by the reason")
            if carried is None
            else _("Otherwise than the points; by the vote and the reason")
        )
    if carried is None:
        return told
    return _("Vote of the council; number: %(number)s", number=told)


def _is_against_points(decision: Decision) -> bool:
    campaign = decision.nomination.campaign
    only_orders = campaign.rubric is not None and campaign.rubric.ranks_only
    if decision.basis is not Basis.MEAN or decision.mean is None or not decision.reason or only_orders:
        return False
    return (decision.mean >= campaign.pass_mark) is not (decision.outcome is Outcome.RECOGNISED)


def facts_of(reader: User, decision: Decision) -> list[tuple[str, str]]:
    """What the paper says and what it went by; the adjusted score is the council's (decision 0009)."""
    nomination = decision.nomination
    of_council = allowed(reader, Permission.NOMINATION_RANK, nomination)
    vote = polls.last_vote(nomination)
    goes_by = decision.mean is not None and decision.outcome not in WITHOUT_BASIS
    facts = [
        (_("Decision"), decision.number),
        (_("Date"), as_date(decision.decided_on)),
        (_("Issued by"), name_on_paper(decision)),
        (_("Signed by"), decision.signer.name),
        (_("Level"), str(word(nomination.campaign.level))),
        (_("Mean"), as_number(decision.mean)),
        (
            _("Find it met"),
            "" if decision.met_count is None else f"{decision.met_count}/{decision.score_count}",
        ),
        (_("Ballots"), str(decision.score_count)),
        (_("Vote of the council"), told_of_vote(vote) if vote is not None else ""),
        (_("Decided by"), _ground_of(decision) if goes_by else ""),
        (_("Adjusted score"), as_number(decision.adjusted, 1) if of_council else ""),
        (_("By conclusion"), as_number(decision.concluded) if of_council else ""),
    ]
    return [(label, value) for label, value in facts if value]
