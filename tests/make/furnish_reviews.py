"""Reviews in every state that people meet: asked, disagreed on, checked, on notice, in session, appealed."""

from contextlib import nullcontext
from datetime import timedelta

from sqlalchemy import select

from registry.campaigns.service.plans import CriterionPlan, RubricRules
from registry.campaigns.sheet import RubricKind
from registry.campaigns.states import CampaignState, StageKind
from registry.core.clock import now, today, told
from registry.core.db import db
from registry.evidence.queries import list_items
from registry.identity.queries import get_user
from registry.review.minutes import draft_of
from registry.review.models import Assignment
from registry.review.queries.discrepancies import find_open
from registry.review.service import (
    announcing,
    appealing,
    asking,
    checking,
    convening,
    differing,
    discussing,
    minuting,
    objecting,
    scoring,
)
from registry.review.service.objecting import Filing
from registry.review.states import (
    AssignmentState,
    NominationState,
    ObjectionEffect,
    ObjectionOutcome,
)
from registry.units.queries import get_unit
from tests.make.demonstration import ROLES
from tests.make.sessions import Sitting, plan_of, stages_with_vote
from tests.review.test_eligibility import campaign_with_check
from tests.review.test_further_stages import campaign_with_notice

VERIFIED = NominationState.VERIFIED
CHECKLIST = [
    CriterionPlan("Chấp hành tốt chủ trương, chính sách", is_condition=True),
    CriterionPlan("Kết quả rõ, có số liệu đối chứng"),
    CriterionPlan("Được nơi khác học và làm theo"),
]


def add_reviews(make, province):
    """Everything below, in the province of the demonstration, met by the accounts of the tour."""
    rules = RubricRules(vote_share="7/10", quorum="2/3")
    campaign = make.campaign(
        province, title="Đợt xét Hội đồng đang họp", stages=stages_with_vote(make), rules=rules
    )
    campaign.asks_again, campaign.criterion_alarm, campaign.line_alarm = True, 40, True
    db.session.commit()
    unit = get_unit("mh-pn-suong-nang")
    _questions(make, campaign, unit)
    _appeals(make, campaign, unit)
    _disagreement(make, campaign)
    _council(make, campaign)
    _notices(make, province)
    _checklist(make, province)


def _person(role):
    return get_user(ROLES[role])


def _case(make, campaign, title, *, unit=None, reviewers=2, state=VERIFIED):
    """A nomination without files: one without bytes would be reported by whoever looks at the page."""
    unit = unit or make.unit(parent=campaign.unit, name=f"Xã {title.split()[-1].capitalize()}")
    case = make.case(campaign=campaign, unit=unit, title=title, state=state, reviewers=reviewers)
    for item in list_items(case.nomination.exemplar_version):
        db.session.delete(item)
    db.session.commit()
    return case


def _questions(make, campaign, unit):
    """A nomination of the unit whose people go on the tour, with questions in every state."""
    case = _case(make, campaign, "Quỹ vần công mùa cấy", unit=unit, reviewers=0)
    reviewer = _person("reviewer")
    (assignment,) = case.assign(reviewer)
    scoring.declare_no_conflict(reviewer, assignment)
    asked = [
        asking.ask_unit(reviewer, assignment, text=text)
        for text in (
            "Sổ quỹ quý III lệch 6 triệu, vì sao?",
            "Bao nhiêu hộ tham gia buổi họp tháng Năm?",
            "Ai giữ sổ công và ai kiểm tra sổ?",
            "Đã có nơi nào ngoài thôn làm theo chưa?",
        )
    ]
    handed_in = select(Assignment).where(Assignment.state == AssignmentState.SUBMITTED)
    for ballot in list(db.session.scalars(handed_in)):
        here = ballot.nomination.stage
        if ballot.nomination.state is VERIFIED and here.kind is StageKind.SCORING:
            discussing.say(ballot.reviewer, ballot.nomination, text="Nên đọc lại bảng thu chi quý III.")
    for question in asked[1:3]:
        asking.forward(case.secretary, question, wording=question.text, due_on=today())
    asking.answer(
        case.member, asked[2], text="Chi hội trưởng giữ sổ; Ban công tác Mặt trận kiểm tra mỗi quý."
    )
    asking.dismiss(case.secretary, asked[3], reason="Hồ sơ đã trả lời ở phần nhân rộng.")


def _appeals(make, campaign, unit):
    """Decisions of today that give less: one can be appealed, one was, one appeal was answered."""
    text = "Số hộ tham gia đã được xác nhận tại biên bản ngày 12/3, trang 4 của hồ sơ."
    cases = [
        _case(make, campaign, title, unit=unit, state=NominationState.NOT_CHOSEN)
        for title in ("Bếp ăn chung ngày mùa", "Tủ thuốc nam của chi hội", "Đàn lợn giống luân chuyển")
    ]
    found = [appealing.file_appeal(_person("unit_lead"), one.nomination, text=text) for one in cases[:2]]
    appealing.answer_appeal(
        make.signer(campaign.unit, name="Quàng Thị Duyệt"), found[1],
        outcome=ObjectionOutcome.DISMISSED, text="Đã đối chiếu biên bản; quyết định giữ nguyên.",
    )  # fmt: skip


def _disagreement(make, campaign):
    """Ballots that disagree: of one model they are read again, for the other another reader is wanted."""
    for title in ("Tổ vần công sửa đường ngõ", "Nhóm chị em giữ sạch suối"):
        case = _case(make, campaign, title, reviewers=1)
        case.assign(_person("reviewer"), *case.reviewers)
        case.score_all(92, 66)
    differing.stop_waiting(case.secretary, find_open(case.nomination), reason="Đã quá hạn đọc lại.")


def _notices(make, province):
    """A public notice that runs and one that is over, each with objections in several states."""
    for title, ago, model in (
        ("Đợt xét đang niêm yết", 0, "Nhân dân hiến đất mở đường Đông"),
        ("Đợt xét hết hạn niêm yết", 8, "Nhân dân góp công làm cầu treo"),
    ):
        with told(now() - timedelta(days=ago)) if ago else nullcontext():
            campaign = campaign_with_notice(make, unit=province, title=title)
            case = _case(make, campaign, model)
            case.assign()
            case.score_all(85, 91)
            discussing.say(
                _person("council_secretary"), case.nomination, text="Xin ý kiến trước khi niêm yết."
            )
            announcing.put_on_notice(case.secretary, campaign)
            _objections(case)


def _objections(case):
    """One answered, one not admitted, one to be examined."""
    secretary = _person("council_secretary")
    text = "Số hộ tham gia trong báo cáo cao hơn số hộ của cả thôn."
    one, other, last = (
        objecting.file_objection(case.nomination, Filing(text, True), address=f"203.0.113.{n}")[0]
        for n in (1, 2, 3)
    )
    for objection in (one, other, last):
        objecting.take_up(secretary, objection)
    objecting.admit(secretary, one, gist="Phản ánh về số hộ tham gia.")
    objecting.answer(
        secretary, one, outcome=ObjectionOutcome.DISMISSED, effect=ObjectionEffect.STAYS,
        text="Số hộ khớp sổ.",
    )  # fmt: skip
    objecting.reject(secretary, last, reason="Trùng với phản ánh đã trả lời.")


def _checklist(make, province):
    """A campaign that checks eligibility, then judges without points: one nomination waits for the check,
    one does not meet it, of one the ballot lies before the reviewer. Another sheet is being written."""
    rules = RubricRules(RubricKind.ANY_OF)
    title = "Đợt xét không chấm điểm"
    campaign = campaign_with_check(make, unit=province, title=title, criteria=CHECKLIST, rules=rules)
    _case(make, campaign, "Tổ tiết kiệm gói bánh ngày Tết")
    behind = _case(make, campaign, "Nhóm đổi công dựng nhà sàn")
    checking.check_eligibility(behind.staff, behind.nomination, [(True, ""), (False, "Mới làm hai tháng.")])
    case = _case(make, campaign, "Hàng rào xanh đường biên", reviewers=0)
    checking.check_eligibility(case.staff, case.nomination, [(True, ""), (True, "")])
    (ballot,) = case.assign(_person("reviewer"))
    scoring.declare_no_conflict(ballot.reviewer, ballot)
    make.campaign(
        province, title="Đợt xét đủ điều kiện thì đạt", state=CampaignState.DRAFT, criteria=CHECKLIST[1:],
        rules=RubricRules(RubricKind.CHECKLIST_ALL),
    )  # fmt: skip


def _council(make, campaign):
    """Two sessions of one campaign: in one the council votes, of the other the minutes are written."""
    secretary, reviewer = _person("council_secretary"), _person("reviewer")
    others = [
        make.reviewer(campaign.unit, name=name) for name in ("Lò Văn Chung", "Vì Thị Hoa", "Cà Văn Bình")
    ]
    for title, agree, locks in (
        ("Họp bản quanh bếp lửa", 3, True),
        ("Đường hoa do chị em chăm", 2, False),
    ):
        case = _case(make, campaign, title)
        case.assign()
        case.score_all(85, 91)
        members = [*others, reviewer]
        plan = plan_of(members, [case])
        sitting = Sitting(
            convening.plan_session(secretary, campaign, plan), [case], members, secretary, others[0]
        )
        sitting.open()
        sitting.vote(agree)
        if locks:
            sitting.lock()
            minuting.save_minutes(secretary, sitting.session, text=draft_of(sitting.session))
