"""The minutes of a session of the council, as its secretary wrote and froze them."""

from registry.campaigns.models import Campaign
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
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
    "dia_diem": _l("Place of the session"),
    "chu_tri": _l("Chair"),
    "thu_ky": _l("Secretary"),
    "co_mat": _l("Members present, of how many"),
    "bien_ban": _l("The minutes as they were written, a paragraph each line"),
}
ROWS = {
    "tt": _l("Row number"),
    "ma_ho_so": _l("Code of the nomination"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "dong_y": _l("Votes in favour"),
    "khong_dong_y": _l("Votes against"),
    "y_kien_khac": _l("Other votes"),
    "ket_qua": _l("Result of the vote"),
}


def find(actor: User, about: str) -> Subject:
    """The session; raises NotFound also while it has no minutes."""
    session = get_session(actor, about)
    if not session.minutes:
        raise NotFound(_("There are no minutes yet."))
    return _about(session)


def _about(session: CouncilSession) -> Subject:
    title = _("Session of %(day)s", day=short_day(session.held_on))
    return Subject(PaperKind.MINUTES, session.reference, title, session.campaign.unit)


def told(actor: User, paper: OfficialPaper) -> Told:
    """The minutes and the votes. Whoever is tied to anything on the agenda does not read them."""
    session = get_session(actor, paper.about)
    polls.require_untied_to_all(actor, session)
    require_unveiled(actor, session)
    _title, *lines = session.minutes.split("\n")
    values = {
        "ten_dot": session.campaign.title,
        "ma_phien": session.reference,
        "ngay_hop": short_day(session.held_on),
        "dia_diem": session.place,
        "chu_tri": session.chair.name,
        "thu_ky": session.secretary.name,
        "co_mat": f"{polls.count_present(session)}/{len(session.members)}",
        "bien_ban": "\n".join(line for line in lines if line.strip()),
    }
    rows = [
        {
            "tt": str(item.position),
            "ma_ho_so": item.nomination.reference,
            "ten_mo_hinh": title_of(item.nomination),
            "don_vi": capital(item.nomination.unit_name),
            "dong_y": str(item.agree),
            "khong_dong_y": str(item.disagree),
            "y_kien_khac": str(item.other),
            "ket_qua": _result(item.carried),
        }
        for item in session.items
    ]
    return Told(values, rows)


def _result(carried: bool | None) -> str:
    if carried is None:
        return _("no valid vote")
    return _("carried") if carried else _("not carried")


def hinders(actor: User, paper: OfficialPaper) -> str:
    """Minutes are signed once they are frozen."""
    is_frozen = bool(get_session(actor, paper.about).minutes_digest)
    return "" if is_frozen else _("The minutes are signed once they are frozen: close the session first.")


def _offered(actor: User, whole: Whole) -> list[Subject]:
    if not isinstance(whole, Campaign):
        return []
    return [_about(one) for one in list_sessions(actor, whole) if one.minutes]


KIND = Kind(
    PaperKind.MINUTES, "bien-ban-hoi-dong", VALUES, find, told,
    rows=ROWS, offered=_offered, hinders=hinders, has_number=False, names_people=True,
)  # fmt: skip
