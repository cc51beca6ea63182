"""The submission to the signer: what the council carried, with its votes (Law 06/2022, art. 84)."""

from sqlalchemy import select

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, require
from registry.documents.contents.decision import title_of
from registry.documents.contents.words import capital, level_name, points
from registry.documents.kind import Kind, Subject, Told
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review import polls
from registry.review.models import Nomination
from registry.review.queries.ranking import figures_of
from registry.review.rules import require_untied

VALUES = {
    "cap": _l("Level of the recognition"),
    "nam": _l("Year of the campaign"),
    "ten_dot": _l("Name of the campaign"),
    "so_mo_hinh": _l("How many models the list holds"),
}
ROWS = {
    "tt": _l("Row number"),
    "ma_ho_so": _l("Code of the nomination"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "diem": _l("Points"),
    "phieu": _l("Votes in favour, of those who could vote"),
}
DETAILS = {
    "kinh_gui": _l("To whom it is submitted"),
    "ten_co_quan": _l("Issuing body as a sentence names it"),
    "noi_dung": _l("Further remarks, a line each"),
}


def find(actor: User, about: str) -> Subject:
    """The campaign whose results are submitted; raises NotFound."""
    return _about(campaigns.get_campaign(actor, about))


def _about(campaign: Campaign) -> Subject:
    return Subject(PaperKind.SUBMISSION, campaign.reference, campaign.title, campaign.unit)


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
        {
            "tt": str(number),
            "ma_ho_so": nomination.reference,
            "ten_mo_hinh": title_of(nomination),
            "don_vi": capital(nomination.unit_name),
            "diem": points(mean),
            "phieu": f"{vote.agree}/{vote.present}",
        }
        for number, (nomination, vote, mean) in enumerate(carried, start=1)
    ]
    values = {
        "cap": level_name(campaign.level),
        "nam": str(campaign.year),
        "ten_dot": campaign.title,
        "so_mo_hinh": f"{len(rows):02d}",
    }
    return Told(values, rows)


def defaults(actor: User, about: str) -> dict[str, str]:
    """To whom it goes, and who writes."""
    campaign = campaigns.get_campaign(actor, about)
    return {"kinh_gui": capital(campaign.unit.name), "ten_co_quan": _("the council of the campaign")}


KIND = Kind(
    PaperKind.SUBMISSION,
    "to-trinh",
    VALUES,
    find,
    told,
    rows=ROWS,
    details=DETAILS,
    defaults=defaults,
    sign="TTr",
    offered=lambda _actor, whole: [_about(whole)] if isinstance(whole, Campaign) else [],
)
