"""What papers on the results of a campaign have in common: the campaign, and a list of its nominations."""

from decimal import Decimal

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.core.i18n import _l
from registry.documents.contents.words import capital, level_name, points
from registry.documents.kind import Subject
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review.models import Nomination

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
}


class ListOfResults:
    """A kind of paper on the results of a campaign."""

    def __init__(self, kind: PaperKind) -> None:
        self.kind = kind

    def find(self, actor: User, about: str) -> Subject:
        """The campaign it is about; raises NotFound."""
        return self.about(campaigns.get_campaign(actor, about))

    def about(self, campaign: Campaign) -> Subject:
        """The campaign as the subject of a paper."""
        return Subject(self.kind, campaign.reference, campaign.title, campaign.unit)

    def offered(self, _actor: User, whole: object) -> list[Subject]:
        """What can be drawn up of something: of a campaign its results."""
        return [self.about(whole)] if isinstance(whole, Campaign) else []


def values_of(campaign: Campaign, rows: list[dict[str, str]]) -> dict[str, str]:
    """What is said of the campaign, and how long its list is."""
    return {
        "cap": level_name(campaign.level),
        "nam": str(campaign.year),
        "ten_dot": campaign.title,
        "so_mo_hinh": f"{len(rows):02d}",
    }


def row_of(number: int, nomination: Nomination, mean: Decimal | None) -> dict[str, str]:
    """A row of the list."""
    return {
        "tt": str(number),
        "ma_ho_so": nomination.reference,
        "ten_mo_hinh": title_of(nomination),
        "don_vi": capital(nomination.unit_name),
        "diem": points(mean),
    }


def title_of(nomination: Nomination) -> str:
    """The name of the model as it was judged."""
    return (nomination.exemplar_version or nomination.exemplar.latest).title
