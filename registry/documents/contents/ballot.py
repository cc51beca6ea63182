"""The blank ballot of a session: the agenda with boxes to tick. It bears no name, as a vote may be secret."""

from registry.campaigns.models import Campaign
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, require
from registry.documents.contents.lists import title_of
from registry.documents.contents.words import capital, short_day
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review import polls
from registry.review.council import CouncilSession
from registry.review.minutes import require_unveiled
from registry.review.queries.sessions import get_session, list_sessions

VALUES = {
    "ten_dot": _l("Name of the campaign"),
    "ma_phien": _l("Code of the session"),
    "ngay_hop": _l("Day of the session"),
}
ROWS = {
    "tt": _l("Row number"),
    "ma_ho_so": _l("Code of the nomination"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "o_trong": _l("A box to tick"),
}
BOX = "\u2610"


def find(actor: User, about: str) -> Subject:
    """The session; raises NotFound."""
    return _about(get_session(actor, about))


def _about(session: CouncilSession) -> Subject:
    title = _("Session of %(day)s", day=short_day(session.held_on))
    return Subject(PaperKind.BALLOT, session.reference, title, session.campaign.unit)


def told(actor: User, paper: OfficialPaper) -> Told:
    """The agenda."""
    session = get_session(actor, paper.about)
    require(actor, Permission.COUNCIL_CONVENE, session)
    polls.require_untied_to_all(actor, session)
    require_unveiled(actor, session)
    rows = [
        {
            "tt": str(item.position),
            "ma_ho_so": item.nomination.reference,
            "ten_mo_hinh": title_of(item.nomination),
            "don_vi": capital(item.nomination.unit_name),
            "o_trong": BOX,
        }
        for item in session.items
    ]
    values = {
        "ten_dot": session.campaign.title,
        "ma_phien": session.reference,
        "ngay_hop": short_day(session.held_on),
    }
    return Told(values, rows)


def _offered(actor: User, whole: Whole) -> list[Subject]:
    if not isinstance(whole, Campaign):
        return []
    return [_about(one) for one in list_sessions(actor, whole)]


KIND = Kind(
    PaperKind.BALLOT, "phieu-bieu-quyet", VALUES, find, told,
    rows=ROWS, offered=_offered, has_number=False, is_signed=False, names_people=True,
)  # fmt: skip
