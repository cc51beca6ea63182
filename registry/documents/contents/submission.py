"""The submission to the signer: what the council carried, with its votes (Law 06/2022, art. 84)."""

from sqlalchemy import select

from registry.campaigns import queries as campaigns
from registry.core.db import db
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, require
from registry.documents.contents.lists import ROWS, VALUES, ListOfResults, row_of, values_of
from registry.documents.contents.words import capital
from registry.documents.issuers import name_today
from registry.documents.kind import Kind, Told
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review import polls
from registry.review.models import Nomination
from registry.review.queries.ranking import figures_of
from registry.review.rules import require_untied

ROWS_WITH_VOTES = {**ROWS, "phieu": _l("Votes in favour, of those who could vote")}
DETAILS = {
    "kinh_gui": _l("To whom it is submitted"),
    "ten_co_quan": _l("Issuing body as a sentence names it"),
    "noi_dung": _l("Further remarks, a line each"),
}


def told(actor: User, paper: OfficialPaper) -> Told:
    """What the council carried, the most points first."""
    campaign = campaigns.get_campaign(actor, paper.about)
    require(actor, Permission.NOMINATION_RANK, campaign)
    query = select(Nomination).where(
        Nomination.campaign_id == campaign.id, Nomination.submitted_at.is_not(None)
    )
    voted = [(one, polls.last_vote(one)) for one in db.session.scalars(query)]
    carried = [(one, vote, figures_of(one).mean) for one, vote in voted if vote is not None and vote.carried]
    for nomination, _vote, _mean in carried:
        require_untied(actor, Permission.NOMINATION_RANK, nomination)
    carried.sort(key=lambda row: (-(row[2] or 0), row[0].reference))
    rows = [
        row_of(number, nomination, mean) | {"phieu": f"{vote.agree}/{vote.present}"}
        for number, (nomination, vote, mean) in enumerate(carried, start=1)
    ]
    return Told(values_of(campaign, rows), rows)


def defaults(actor: User, about: str) -> dict[str, str]:
    """To whom it goes, and who writes."""
    campaign = campaigns.get_campaign(actor, about)
    return {"kinh_gui": capital(name_today(campaign.unit)), "ten_co_quan": _("the council of the campaign")}


LIST = ListOfResults(PaperKind.SUBMISSION)
KIND = Kind(
    PaperKind.SUBMISSION,
    "to-trinh",
    VALUES,
    LIST.find,
    told,
    rows=ROWS_WITH_VOTES,
    details=DETAILS,
    defaults=defaults,
    sign="TTr",
    offered=LIST.offered,
)
