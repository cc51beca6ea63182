"""The recognition decision: which models are recognised, by whom, on which grounds.

A draft names what is prepared for release, or what the council carried while nothing is prepared; once all of
that is decided, what was recorded under the latest number that has no paper yet. A signed one names the
decisions recorded on its number.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, require
from registry.documents.contents.lists import ROWS, VALUES, ListOfResults, row_of, values_of
from registry.documents.contents.words import short_day
from registry.documents.issuers import name_today
from registry.documents.kind import Kind, Told
from registry.documents.models import OfficialPaper
from registry.documents.queries import is_drawn
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review import polls
from registry.review.council import CouncilSession
from registry.review.models import Decision, Nomination
from registry.review.papers import DecisionPaper
from registry.review.pending import pending_in
from registry.review.queries.nominations import list_in_state
from registry.review.queries.ranking import figures_of
from registry.review.rules import is_not_tied, require_untied
from registry.review.states import NominationState, Outcome, SessionState

DETAILS = {
    "ten_co_quan": _l("Issuing body as a sentence names it"),
    "tham_quyen": _l("Who decides, in capitals"),
    "can_cu": _l("Further grounds, a line each"),
    "don_vi_trinh": _l("Who submits it"),
}


def campaign_of(paper: OfficialPaper) -> Campaign:
    """The campaign of a decision, whoever asks; for commands."""
    return db.session.scalars(select(Campaign).where(Campaign.reference == paper.about)).one()


def papers_of(campaign: Campaign) -> list[tuple[DecisionPaper, list[Decision]]]:
    """The numbered papers of a campaign on which recognitions stand, the latest first."""
    found: dict[DecisionPaper, list[Decision]] = {}
    for decision in db.session.scalars(_recognising(campaign)):
        if decision.paper is not None:
            found.setdefault(decision.paper, []).append(decision)
    return sorted(found.items(), key=lambda pair: (pair[0].dated, pair[0].id), reverse=True)


def unpapered_of(campaign: Campaign) -> list[tuple[DecisionPaper, list[Decision]]]:
    """The numbers of a campaign whose paper is not kept yet, the latest first."""
    return [(one, decided) for one, decided in papers_of(campaign) if not is_drawn(one)]


def decisions_on(paper: OfficialPaper) -> list[Decision]:
    """The decisions that recognise, on the number of a signed paper."""
    query = select(Decision).where(
        Decision.paper_id == paper.decision_paper_id,
        Decision.outcome == Outcome.RECOGNISED,
        Decision.lifted_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Decision.id)))


def told(actor: User, paper: OfficialPaper) -> Told:
    """What a decision says. Whoever is tied to a nomination on it does not read it."""
    campaign = campaigns.get_campaign(actor, paper.about)
    is_draft = paper.decision_paper_id is None
    if paper.decision_paper_id is not None:
        listed = [(one.nomination, one.mean) for one in decisions_on(paper)]
    else:
        require(actor, Permission.NOMINATION_RANK, campaign)
        listed = [(one, figures_of(one).mean) for one in proposed_in(campaign)] or [
            (one.nomination, one.mean) for _paper, on_it in unpapered_of(campaign)[:1] for one in on_it
        ]
    for nomination, _mean in listed:
        if is_draft or not is_not_tied(actor, nomination):
            require_untied(actor, Permission.NOMINATION_RANK, nomination)
    listed.sort(key=lambda pair: (-(pair[1] or 0), pair[0].reference))
    rows = [row_of(number, one, mean) for number, (one, mean) in enumerate(listed, start=1)]
    return Told(values_of(campaign, rows), rows)


def proposed_in(campaign: Campaign) -> list[Nomination]:
    """What is prepared to be recognised; while nothing is prepared, what the council carried."""
    prepared = pending_in(campaign)
    if prepared:
        return [one.nomination for one in prepared.values() if one.outcome is Outcome.RECOGNISED]
    waiting = list_in_state(campaign, NominationState.VERIFIED)
    return [one for one in waiting if (vote := polls.last_vote(one)) is not None and vote.carried]


def defaults(actor: User, about: str) -> dict[str, str]:
    """What a decision of a campaign is likely to be grounded on: the sessions of this very campaign.

    Only those count that were held and locked; without any the place stays blank.
    """
    campaign = campaigns.get_campaign(actor, about)
    query = select(CouncilSession.held_on).where(
        CouncilSession.campaign_id == campaign.id,
        CouncilSession.state.in_((SessionState.LOCKED, SessionState.CLOSED)),
    )
    days = sorted(db.session.scalars(query))
    grounds = [_("Pursuant to the minutes of the council of %(day)s;", day=short_day(day)) for day in days]
    return {
        "ten_co_quan": name_today(campaign.unit),
        "tham_quyen": campaign.unit.name.upper(),
        "can_cu": "\n".join(grounds),
        "don_vi_trinh": _("the council of the campaign"),
    }


def _recognising(campaign: Campaign) -> Select[Decision]:
    return (
        select(Decision)
        .join(Nomination, Nomination.id == Decision.nomination_id)
        .where(
            Nomination.campaign_id == campaign.id,
            Decision.outcome == Outcome.RECOGNISED,
            Decision.lifted_at.is_(None),
        )
        .options(joinedload(Decision.paper), joinedload(Decision.nomination))
        .order_by(Decision.id)
    )


LIST = ListOfResults(PaperKind.DECISION)
KIND = Kind(
    PaperKind.DECISION,
    "quyet-dinh-cong-nhan",
    VALUES,
    LIST.find,
    told,
    rows=ROWS,
    details=DETAILS,
    defaults=defaults,
    # The minutes of one campaign are no grounds of the next.
    fresh=frozenset({"can_cu"}),
    offered=LIST.offered,
    # The last decision of the issuer may have told somebody that a model was not chosen.
    sign="QĐ",
)
