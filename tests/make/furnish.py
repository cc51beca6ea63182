"""What the demonstration has no example of just now, so that every kind of page can be looked at."""

from datetime import date

from sqlalchemy import select

from registry.app import create_app
from registry.campaigns.states import CampaignState
from registry.catalogue.queries import find_exemplar
from registry.catalogue.states import ExemplarState
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.identity.queries import get_user
from registry.legacy.queries import list_rows
from registry.legacy.service import merging, papers, running, uploading
from registry.legacy.states import ListKind
from registry.reports.builder import Question
from registry.reports.figures.counting import By
from registry.reports.service.keeping import save_table
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.states import AssignmentState
from registry.settings import load
from registry.units.models import Unit
from registry.units.queries import get_unit
from tests.make import Make
from tests.make.demonstration import ROLES
from tests.make.files import LIMITS
from tests.make.furnish_reviews import add_reviews
from tests.make.lists import workbook


def main():
    """Add to the installation INSTANCE names: a campaign in preparation, one without nominations, a draft
    that is complete, a ballot that was begun, lists taken over, a paper typed in, models recorded twice."""
    app = create_app(load())
    with app.app_context():
        make, province = Make(app), get_unit("minh-hoa")
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
        add_reviews(make, province)
        make.grouped(make.campaign(province, state=CampaignState.DRAFT, title="Đợt xét đang chuẩn bị"))
        _lists(app.extensions["registry.storage"], province)
        _tables(province)
        _paper(get_unit("mh-pn-suong-nang"))


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


def _tables(province):
    """A table of figures that the lead of a unit keeps, and one that is the province's."""
    lead, staff = get_user(ROLES["unit_lead"]), get_user(ROLES["registry_staff"])
    years = Question(By.YEAR, ("recognised",), By.FIELD, since="2022")
    save_table(lead, years, name="Công nhận theo năm và lĩnh vực", unit=None)
    below = Question(By.BELOW, ("running", "registered", "recognised", "replicated"))
    save_table(staff, below, name="Tình hình các xã, phường trong năm", unit=province)


if __name__ == "__main__":
    main()
