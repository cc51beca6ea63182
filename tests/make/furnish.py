"""What the demonstration has no example of just now, so that every kind of page can be looked at."""

from datetime import date

from sqlalchemy import select

from registry.app import create_app
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.queries import find_exemplar
from registry.catalogue.states import ExemplarState
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.evidence.queries import list_items
from registry.identity.queries import get_user
from registry.legacy.queries import list_rows
from registry.legacy.service import merging, papers, running, uploading
from registry.legacy.states import ListKind
from registry.review.models import Assignment
from registry.review.queries.discrepancies import find_open
from registry.review.service import announcing, asking, differing, discussing, objecting, scoring
from registry.review.service.objecting import Filing
from registry.review.states import AssignmentState, NominationState, ObjectionEffect, ObjectionOutcome
from registry.settings import load
from registry.units.models import Unit
from registry.units.queries import get_unit
from tests.make import Make
from tests.make.demonstration import ROLES
from tests.make.files import LIMITS
from tests.make.lists import workbook
from tests.review.test_further_stages import campaign_with_notice


def main():
    """Add to the installation INSTANCE names: a campaign in preparation, one without nominations, a draft
    that is complete, a ballot that was begun, lists taken over, a paper typed in, models recorded twice."""
    app = create_app(load())
    with app.app_context():
        make, province = Make(app), get_unit("minh-hoa")
        make.grouped(make.campaign(province, state=CampaignState.DRAFT, title="Đợt xét đang chuẩn bị"))
        make.campaign(province, state=CampaignState.OPEN, title="Đợt xét chưa có hồ sơ")
        member = get_user(ROLES["unit_member"])
        draft = make.exemplar(
            unit=db.session.get_one(Unit, member.grants[0].unit_id), actor=member, state=ExemplarState.DRAFT
        )
        # Somebody in it agreed, so that there is something to withdraw.
        person = add_person(member, draft, Details("Lò Văn Pọm"))
        yes = {Purpose.PUBLIC_PAGE: Answer.GIVEN}
        record_answers(member, person, yes, Telling(Manner.IN_PERSON, today()))
        reviewer = get_user(ROLES["reviewer"])
        waiting = select(Assignment).where(
            Assignment.reviewer == reviewer, Assignment.state == AssignmentState.ASSIGNED
        )
        assignment = db.session.scalars(waiting.order_by(Assignment.id)).first()
        assert assignment is not None, "the reviewer of the demonstration has nothing to score"
        scoring.declare_no_conflict(reviewer, assignment)
        _questions(make, province, reviewer)
        _notice(make, province)
        _disagreement(make, province, reviewer)
        _lists(app.extensions["registry.storage"], province)
        _paper(get_unit("mh-pn-suong-nang"))


def _questions(make, province, reviewer):
    """A nomination of the unit whose people go on the tour, about which the council was asked things."""
    campaign = make.campaign(province, title="Đợt xét có câu hỏi cho đơn vị")
    unit = get_unit("mh-pn-suong-nang")
    case = make.case(
        state=NominationState.VERIFIED, campaign=campaign, unit=unit, reviewers=0,
        title="Quỹ vần công mùa cấy",
        exemplar_state="running",
    )  # fmt: skip
    # A file without bytes behind it would be reported by whoever looks at the page.
    for item in list_items(case.nomination.exemplar_version):
        db.session.delete(item)
    db.session.commit()
    (assignment,) = case.assign(reviewer)
    scoring.declare_no_conflict(reviewer, assignment)
    for text in ("Sổ quỹ quý III lệch 6 triệu, vì sao?", "Bao nhiêu hộ tham gia buổi họp tháng Năm?"):
        question = asking.ask_unit(reviewer, assignment, text=text)
    handed_in = select(Assignment).where(Assignment.state == AssignmentState.SUBMITTED)
    for ballot in list(db.session.scalars(handed_in)):
        here = ballot.nomination.stage
        if ballot.nomination.state is NominationState.VERIFIED and here.kind is StageKind.SCORING:
            discussing.say(ballot.reviewer, ballot.nomination, text="Nên đọc lại bảng thu chi quý III.")
    asking.forward(case.secretary, question, wording=question.text, due_on=today())


def _disagreement(make, province, reviewer):
    """Ballots that disagree: of one model they are read again, for the other another reader is wanted."""
    campaign = make.campaign(province, title="Đợt xét có phiếu lệch nhau")
    campaign.asks_again, campaign.criterion_alarm, campaign.line_alarm = True, 40, True
    db.session.commit()
    for title in ("Tổ vần công sửa đường ngõ", "Nhóm chị em giữ sạch suối"):
        unit = make.unit(parent=province)
        model = make.exemplar(unit=unit, state=ExemplarState.DRAFT, title=title)
        make.evidence(model)
        case = make.case(
            campaign=campaign, unit=unit, exemplar_of=model, state=NominationState.VERIFIED, reviewers=1
        )
        case.assign(reviewer, *case.reviewers)
        case.score_all(92, 66)
    differing.stop_waiting(case.secretary, find_open(case.nomination), reason="Đã quá hạn đọc lại.")


def _notice(make, province):
    """A campaign whose public notice runs, with one objection answered and one to be examined."""
    campaign = campaign_with_notice(make, unit=province)
    unit, secretary = make.unit(parent=province), get_user(ROLES["council_secretary"])
    model = make.exemplar(unit=unit, state=ExemplarState.DRAFT)
    make.evidence(model)
    case = make.case(campaign=campaign, unit=unit, exemplar_of=model, state=NominationState.VERIFIED)
    case.assign()
    case.score_all(85, 91)
    discussing.say(secretary, case.nomination, text="Xin ý kiến các thành viên trước khi niêm yết.")
    announcing.put_on_notice(case.secretary, campaign)
    text = "Số hộ tham gia trong báo cáo cao hơn số hộ của cả thôn."
    one, other = (
        objecting.file_objection(case.nomination, Filing(text, True), address=address)[0]
        for address in ("203.0.113.1", "203.0.113.2")
    )
    for objection in (one, other):
        objecting.take_up(secretary, objection)
    objecting.admit(secretary, one, gist="Phản ánh về số hộ tham gia.")
    objecting.answer(
        secretary,
        one,
        outcome=ObjectionOutcome.DISMISSED,
        effect=ObjectionEffect.STAYS,
        text="Số hộ khớp sổ.",
    )


def _lists(storage, province):
    staff, admin = get_user(ROLES["registry_staff"]), get_user(ROLES["administrator"])
    doubled = [[n, "Chợ phiên sạch", "xã Đèo Mơ", 2020, "Kinh tế", "Sạch"] for n in (1, 2, 3, 4)]
    content = workbook(doubled, more=("Ghi chú",))
    run = _taken(storage, staff, province, ListKind.MODELS, content)
    one, other = (find_exemplar(row.subject) for row in list_rows(run, None).items[:2])
    merging.merge_exemplars(staff, one, other, merging.Choices(frozenset(), {}, "Cùng một chợ"))
    people = [["Lò Thị Thử", "mh-deo-mo", "Cán bộ đơn vị", ""]]
    headings = ["Họ và tên", "Đơn vị", "Vai trò", "Email"]
    _taken(storage, admin, province, ListKind.ACCOUNTS, workbook(people, headings=headings))
    received = uploading.receive_list(storage, content, "hai-trang.xlsx")
    uploading.start_run(staff, province, ListKind.MODELS, received)


def _taken(storage, actor, unit, kind, content):
    run = uploading.start_run(actor, unit, kind, uploading.receive_list(storage, content, "so-cu.xlsx"))
    uploading.check_list(actor, run, uploading.Choice(run.header, dict(run.columns)))
    running.work_on(storage, run)
    running.import_list(actor, run)
    running.work_on(storage, run)
    return run


def _paper(unit):
    paper = papers.Paper(date(2026, 3, 2), "Chủ tịch Hội")
    papers.enter_paper(
        get_user(ROLES["registry_staff"]), unit, title="Nhóm dệt tối thứ Tư", field="economy", paper=paper,
        limits=LIMITS,
    )  # fmt: skip


if __name__ == "__main__":
    main()
