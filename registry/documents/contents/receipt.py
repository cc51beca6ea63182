"""The receipt of a nomination: that its file came in, when, and with how many pieces of evidence."""

from registry.core.clock import HERE
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.core.permissions import Permission
from registry.documents.contents.lists import title_of
from registry.documents.contents.words import capital
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.evidence.queries import list_items
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.queries.nominations import get_nomination
from registry.review.rules import require_untied

VALUES = {
    "ma_ho_so": _l("Code of the nomination"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "ten_dot": _l("Name of the campaign"),
    "ngay_nop": _l("Day and time it came in"),
    "ngay_du": _l("Day it was found complete; a blank before"),
    "so_minh_chung": _l("How many pieces of evidence came with it"),
}
ROWS = {
    "tt": _l("Row number"),
    "ten_tep": _l("Piece of evidence"),
    "sha256": _l("Beginning of its SHA-256"),
}


def find(actor: User, about: str) -> Subject:
    """The nomination; raises NotFound while it was not submitted."""
    nomination = get_nomination(actor, about)
    if nomination.submitted_at is None:
        raise NotFound(_("There is no such paper."))
    return Subject(PaperKind.RECEIPT, nomination.reference, title_of(nomination), nomination.campaign.unit)


def told(actor: User, paper: OfficialPaper) -> Told:
    """What came in. Whoever is tied to it does not give its receipt."""
    nomination = get_nomination(actor, paper.about)
    require_untied(actor, Permission.NOMINATION_READ, nomination)
    items = list_items(nomination.exemplar_version or nomination.exemplar.latest)
    rows = [
        {"tt": str(number), "ten_tep": one.caption or one.file_name, "sha256": (one.digest or "")[:16]}
        for number, one in enumerate(items, start=1)
    ]
    values = {
        "ma_ho_so": nomination.reference,
        "ten_mo_hinh": title_of(nomination),
        "don_vi": capital(nomination.unit_name),
        "ten_dot": nomination.campaign.title,
        "ngay_nop": _moment(nomination, "submitted_at"),
        "ngay_du": _moment(nomination, "verified_at"),
        "so_minh_chung": f"{len(rows):02d}",
    }
    return Told(values, rows)


def _moment(nomination: Nomination, name: str) -> str:
    moment = getattr(nomination, name)
    return f"{moment.astimezone(HERE):%H:%M, %d/%m/%Y}" if moment else "…"


def _offered(actor: User, whole: Whole) -> list[Subject]:
    is_in = isinstance(whole, Nomination) and whole.submitted_at is not None
    return [find(actor, whole.reference)] if is_in else []


KIND = Kind(
    PaperKind.RECEIPT, "giay-tiep-nhan", VALUES, find, told, rows=ROWS, offered=_offered, has_number=False
)
