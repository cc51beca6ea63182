"""The invented papers: last year's minutes, decision and certificate, this year's draft, a posted notice."""

from datetime import date, datetime, time, timedelta
from functools import partial

from registry.core.clock import HERE, today
from registry.demo.campaign_story import Calls
from registry.demo.data_files import day, moment
from registry.demo.exemplars import Models
from registry.demo.replay import History
from registry.documents.contents import KINDS, decision
from registry.documents.issuers import begun_with
from registry.documents.kind import Subject
from registry.documents.models import OfficialPaper
from registry.documents.service import drawing
from registry.documents.states import OF_UNITS, Letterhead, PaperKind
from registry.identity.models import User
from registry.identity.queries import get_user
from registry.periodic.periods import ReportPeriod, Span, period_at
from registry.periodic.quarterly import subject_of
from registry.units.queries import get_unit

PROVINCE, STAFF, SIGNER = "minh-hoa", "linh.chu", "hung.thach"
LAST_YEAR, THIS_YEAR, SECRETARY = "dvk-2025", "dvk-2026", "van.kieu"
POSTED, LEAD = "hu-gao-mua-giap-hat", "sen.lu"
WRITTEN = {
    "co_quan_cap_tren": "TỈNH ỦY MINH HỌA",
    "co_quan_ban_hanh": "BAN TUYÊN GIÁO VÀ DÂN VẬN",
    "ten_co_quan": "Ban Tuyên giáo và Dân vận Tỉnh ủy",
    "tham_quyen": "BAN TUYÊN GIÁO VÀ DÂN VẬN TỈNH ỦY",
    "don_vi_trinh": "Phòng Dân vận",
    "noi_nhan": "- Thường trực Tỉnh ủy (để báo cáo),\n- Ủy ban MTTQ Việt Nam tỉnh,\n- Lưu Văn phòng.",
    "chuc_vu_ky": "TRƯỞNG BAN",
}
# The section of the body submits to the body.
SUBMITTED = {**WRITTEN, "ten_co_quan": "Phòng Dân vận", "kinh_gui": "Ban Tuyên giáo và Dân vận Tỉnh ủy"}
REPORTED = {
    **WRITTEN,
    "ky_hieu": "-BC/BTGDVTU",
    "kinh_gui": "Thường trực Tỉnh ủy",
    "phuong_huong": "- Hoàn thành bình xét mô hình “Dân vận khéo” năm nay.\n"
    "- Kiểm tra việc duy trì các mô hình đã được công nhận tại cơ sở.",
}
NOTICE = {
    "co_quan_cap_tren": "ỦY BAN MTTQ VIỆT NAM XÃ",
    "co_quan_ban_hanh": "HỘI LIÊN HIỆP PHỤ NỮ",
    "dia_danh": "Sương Nắng",
    "noi_dung": "- Gạo và tiền giao cho các hộ khó khăn trong tháng giáp hạt, có ký nhận.\n"
    "- Số dư chuyển sang quỹ năm sau, do chi hội trưởng giữ sổ.",
    "noi_niem_yet": "trụ sở xã và nhà văn hóa các thôn",
    "dau_moi": "Hội Liên hiệp Phụ nữ xã, trong giờ hành chính",
    "noi_nhan": "- Đảng ủy, UBND, Ủy ban MTTQ xã;\n- Các chi hội;\n- Lưu Hội.",
    "chuc_vu_ky": "CHỦ TỊCH",
}


def add_papers(history: History, calls: Calls, models: Models, address: str) -> None:
    """Have all of it take place on its day."""
    history.add(moment("2025-10-20", 9), partial(_sign_decision, calls, address))
    history.add(moment("2025-10-07", 9), partial(_draw, calls, PaperKind.SUBMISSION, LAST_YEAR))
    history.add(moment("2025-10-08", 9), partial(_sign_minutes, calls, address))
    history.add(moment("2025-10-21", 9), partial(_certify, calls, address))
    history.add(moment("2026-11-06", 9), partial(_post_notice, models, address))
    history.add(moment("2026-11-20", 17), partial(_draw, calls, PaperKind.DECISION, THIS_YEAR))


def add_quarterly(history: History, address: str) -> None:
    """The report of the last quarter that is over, signed a fortnight after it."""
    over = period_at(today(), Span.QUARTER).before()
    signed_on = min(over.last + timedelta(days=15), today())
    history.add(datetime.combine(signed_on, time(9), HERE), partial(_report, over, signed_on, address))


def _report(period: ReportPeriod, signed_on: date, address: str) -> None:
    paper = _drawn(get_user(STAFF), subject_of(get_unit(PROVINCE), period), REPORTED)
    place = _place(paper, address)
    drawing.sign_paper(get_user(SIGNER), paper, number="142-BC/BTGDVTU", dated=signed_on, place=place)


def _draw(calls: Calls, kind: PaperKind, code: str) -> OfficialPaper:
    secretary = get_user(SECRETARY)
    written = SUBMITTED if kind is PaperKind.SUBMISSION else WRITTEN
    return _drawn(secretary, KINDS[kind].find(secretary, calls.get(code).reference), written)


def _drawn(actor: User, subject: Subject, written: dict[str, str]) -> OfficialPaper:
    kind = KINDS[subject.kind]
    # The lead signs what the unit posts, the head of the body all else.
    signer = actor if subject.kind is PaperKind.CONTRIBUTIONS else get_user(SIGNER)
    details = {**begun_with(actor, kind, subject), "nguoi_ky": signer.name, **written}
    head = Letterhead.STATE if subject.kind in OF_UNITS else Letterhead.PARTY
    return drawing.draw_paper(actor, subject, drawing.Wording(head, details))


def _place(paper: OfficialPaper, address: str) -> drawing.Place:
    return drawing.Place(f"{address.rstrip('/')}/xac-minh/{paper.code}", f"/van-ban/{paper.code}")


def _sign_decision(calls: Calls, address: str) -> None:
    paper = _draw(calls, PaperKind.DECISION, LAST_YEAR)
    stands_on = decision.papers_of(calls.get(LAST_YEAR))[-1][0]
    place = _place(paper, address)
    drawing.sign_paper(get_user(SECRETARY), paper, number=str(stands_on.id), dated=None, place=place)


def _sign_minutes(calls: Calls, address: str) -> None:
    secretary = get_user(SECRETARY)
    subject = KINDS[PaperKind.MINUTES].offered(secretary, calls.get(LAST_YEAR))[0]
    paper = _drawn(secretary, subject, WRITTEN)
    drawing.sign_paper(secretary, paper, number="", dated=day("2025-10-06"), place=_place(paper, address))


def _certify(calls: Calls, address: str) -> None:
    secretary = get_user(SECRETARY)
    subject = KINDS[PaperKind.CERTIFICATE].offered(secretary, calls.get(LAST_YEAR))[0]
    paper = _drawn(secretary, subject, WRITTEN)
    place = _place(paper, address)
    drawing.sign_paper(secretary, paper, number="01-GCN/BTGDVTU", dated=day("2025-10-20"), place=place)


def _post_notice(models: Models, address: str) -> None:
    lead, exemplar = get_user(LEAD), models.get(POSTED)
    paper = _drawn(lead, KINDS[PaperKind.CONTRIBUTIONS].find(lead, exemplar.reference), NOTICE)
    drawing.sign_paper(lead, paper, number="05/TB-HPN", dated=day("2026-11-05"), place=_place(paper, address))
