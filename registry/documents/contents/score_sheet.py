"""The score sheet of one reviewer: what was marked, with the reasons and a line to sign.

The council's own people print it. Where a stage hides who reviews, the sheet bears the number of the ballot.
"""

from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, allowed
from registry.documents.contents.lists import title_of
from registry.documents.contents.words import capital, points, short_day
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review.models import Assignment, Nomination
from registry.review.queries.ranking import Ballot, list_ballots
from registry.review.rules import require_untied

VALUES = {
    "ma_ho_so": _l("Code of the nomination"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "ten_dot": _l("Name of the campaign"),
    "nguoi_cham": _l("The reviewer, or the number of the ballot"),
    "ngay_cham": _l("Day of the ballot"),
    "tong_diem": _l("Sum of the points"),
    "nhan_xet": _l("Overall comment"),
}
ROWS = {
    "tt": _l("Row number"),
    "tieu_chi": _l("Criterion"),
    "diem_toi_da": _l("Most points"),
    "diem": _l("Points"),
    "ly_do": _l("Reasons"),
}


def find(actor: User, about: str) -> Subject:
    """The ballot that was handed in; raises NotFound for any other, and for whoever may not read it."""
    return _about(_read(actor, about)[0])


def _about(assignment: Assignment) -> Subject:
    nomination = assignment.nomination
    title = _("Ballot %(n)s of %(code)s", n=assignment.number, code=nomination.reference)
    return Subject(PaperKind.SCORE_SHEET, assignment.reference, title, nomination.campaign.unit)


def _read(actor: User, about: str) -> tuple[Assignment, Ballot]:
    assignment = db.session.scalar(select(Assignment).where(Assignment.reference == about))
    if assignment is None or not allowed(actor, Permission.NOMINATION_RANK, assignment.nomination):
        raise NotFound(_("There is no such paper."))
    require_untied(actor, Permission.NOMINATION_RANK, assignment.nomination)
    found = [one for one in list_ballots(actor, assignment.nomination) if one.number == assignment.number]
    if not found:
        raise NotFound(_("There is no such paper."))
    return assignment, found[0]


def nomination_of(about: str) -> str:
    """The reference of the nomination that a ballot is about; raises NotFound."""
    assignment = db.session.scalar(select(Assignment).where(Assignment.reference == about))
    if assignment is None:
        raise NotFound(_("There is no such paper."))
    return assignment.nomination.reference


def told(actor: User, paper: OfficialPaper) -> Told:
    """What the ballot says."""
    assignment, ballot = _read(actor, paper.about)
    nomination = assignment.nomination
    rows = [
        {
            "tt": str(number),
            "tieu_chi": mark.criterion.label,
            "diem_toi_da": points(mark.criterion.max_points),
            "diem": points(mark.points),
            "ly_do": mark.comment,
        }
        for number, mark in enumerate(ballot.marks, start=1)
    ]
    values = {
        "ma_ho_so": nomination.reference,
        "ten_mo_hinh": title_of(nomination),
        "don_vi": capital(nomination.unit_name),
        "ten_dot": nomination.campaign.title,
        "nguoi_cham": ballot.name,
        "ngay_cham": short_day(ballot.submitted_on),
        "tong_diem": points(ballot.total) if ballot.gives_total else "",
        "nhan_xet": ballot.overall_comment,
    }
    return Told(values, rows)


def defaults(actor: User, about: str) -> dict[str, str]:
    """Who usually gets it."""
    return {"noi_nhan": _("- The secretary of the council;\n- Kept in the file of the campaign.")}


def _offered(actor: User, whole: Whole) -> list[Subject]:
    if not isinstance(whole, Nomination) or not allowed(actor, Permission.NOMINATION_RANK, whole):
        return []
    seen = {one.number for one in list_ballots(actor, whole)}
    ballots = [one for one in whole.assignments if one.number in seen]
    return [_about(one) for one in ballots]


KIND = Kind(
    PaperKind.SCORE_SHEET,
    "phieu-cham",
    VALUES,
    find,
    told,
    rows=ROWS,
    defaults=defaults,
    offered=_offered,
    has_number=False,
    names_people=True,
)
