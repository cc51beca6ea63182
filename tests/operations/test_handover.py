"""An officer leaves: what waits for them passes to a successor in one step."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.audit.service import verify
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.core.transaction import transaction
from registry.identity.models import KeptBecause, KeptText, Role, UserSession
from registry.identity.service import accounts, keeping
from registry.identity.service.sign_in import start_session
from registry.notifications.models import Message
from registry.notifications.service import notify
from registry.operations import handover
from registry.review.models import Mark
from registry.review.service import scoring
from registry.review.states import AssignmentState, NominationState
from registry.units.rules import has_role_at

WHY = "Quyết định 12-QĐ/TU, nghỉ hưu"


@pytest.fixture
def office(make):
    """An administrator of a province, somebody who leaves a commune's office, and a successor there."""
    province = make.province()
    commune = make.unit(parent=province)
    leaver, successor = make.member(commune, name="Lò Thị Sen"), make.member(commune, name="Mùa A Dơ")
    make.lead(commune, user=leaver)
    return make.administrator(province), leaver, successor, commune


def hand_over(office, *, grants=None, closing=True):
    administrator, leaver, successor, _commune = office
    chosen = leaver.grants if grants is None else grants
    return handover.hand_over(administrator, leaver, successor, grants=chosen, reason=WHY, closing=closing)


def test_roles_begin_for_one_as_they_end_for_the_other(office):
    _administrator, leaver, successor, commune = office
    told = hand_over(office)
    # The successor was a member already: only the lead is new.
    assert told.roles == 1
    assert has_role_at(successor, commune, Role.UNIT_LEAD)
    assert not any(one.holds_on(today()) for one in leaver.grants)
    assert not leaver.is_active


def test_only_the_roles_that_were_chosen_pass(office):
    _administrator, leaver, successor, commune = office
    lead = next(one for one in leaver.grants if one.role is Role.UNIT_LEAD)
    hand_over(office, grants=[lead], closing=False)
    assert has_role_at(leaver, commune, Role.UNIT_MEMBER)
    assert has_role_at(successor, commune, Role.UNIT_LEAD)


def test_what_waits_passes_on_and_what_is_private_does_not(office):
    _administrator, leaver, successor, _commune = office
    with transaction():
        notify(leaver, "nomination.returned", "Hồ sơ trả lại", "Bổ sung biên bản", "/de-cu/HS-2026-0001")
        notify(leaver, "search.found", "Tìm kiếm có kết quả mới", "", "/tim-kiem")
        notify(leaver, "assignment.given", "Cần chấm", "", "/cham-diem/PC-2026-00001")
    for place in ("/mo-hinh/MH-2026-00001/sua/method", "/nhan-rong/NR-1/ket-qua", "/cham-diem/PC-2026-00001"):
        keeping.keep_text(leaver, place, [("text", "đang viết dở")], KeptBecause.HALF_TYPED)
    own = keeping.keep_text(
        successor, "/nhan-rong/NR-1/ket-qua", [("text", "của người kế nhiệm")], KeptBecause.HALF_TYPED
    )
    start_session(leaver, device="", hours=1)
    told = hand_over(office)
    assert told.others == 2
    messages = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [(one.kind, one.to_id) for one in messages[:3]] == [
        ("nomination.returned", successor.id), ("search.found", leaver.id), ("assignment.given", leaver.id),
    ]  # fmt: skip
    texts = {one.place: one.user_id for one in db.session.scalars(select(KeptText))}
    assert texts["/mo-hinh/MH-2026-00001/sua/method"] == successor.id
    assert texts["/cham-diem/PC-2026-00001"] == leaver.id
    assert db.session.get(KeptText, own.id).fields == [["text", "của người kế nhiệm"]]
    assert db.session.scalars(select(UserSession).where(UserSession.user_id == leaver.id)).all() == []


@pytest.fixture
def scored(make):
    """A nomination with two reviewers, the first of whom leaves half-way; the second has submitted."""
    case = make.case(state=NominationState.VERIFIED)
    case.assign()
    leaving, staying = case.assignments
    case.score(staying, 80)
    scoring.declare_no_conflict(leaving.reviewer, leaving)
    return case, leaving, staying


def test_l10_what_a_leaver_has_not_scored_goes_back_to_the_secretary(make, scored):
    case, leaving, staying = scored
    administrator, successor = make.administrator(case.campaign.unit), make.reviewer(case.campaign.unit)
    told = handover.hand_over(
        administrator, leaving.reviewer, successor, grants=leaving.reviewer.grants, reason=WHY, closing=True
    )
    assert (told.passed, told.returned) == (0, 1)
    assert (leaving.state, staying.state) == (AssignmentState.CANCELLED, AssignmentState.SUBMITTED)
    letters = db.session.scalars(select(Message).where(Message.kind == "assignment.left")).all()
    assert [one.to_id for one in letters] == [case.secretary.id]
    assert successor.name in letters[0].body
    assert verify().first_bad is None


def test_l10_submitted_ballots_of_a_leaver_stay_and_count(make, scored):
    case, _leaving, staying = scored
    administrator, successor = make.administrator(case.campaign.unit), make.reviewer(case.campaign.unit)
    marks = len(db.session.scalars(select(Mark).where(Mark.assignment_id == staying.id)).all())
    handover.hand_over(
        administrator, staying.reviewer, successor, grants=staying.reviewer.grants, reason=WHY, closing=True
    )
    assert staying.state is AssignmentState.SUBMITTED
    assert staying.reviewer.name
    assert len(db.session.scalars(select(Mark).where(Mark.assignment_id == staying.id)).all()) == marks > 0


def test_who_may_assign_passes_ballots_on_directly(make, scored):
    case, leaving, _staying = scored
    council = case.campaign.unit
    both = make.administrator(council, user=make.secretary(council))
    successor = make.reviewer(council)
    told = handover.hand_over(both, leaving.reviewer, successor, grants=[], reason=WHY, closing=True)
    assert (told.passed, told.returned) == (1, 0)
    assert [one.state for one in case.nomination.assignments if one.reviewer_id == successor.id] == [
        "assigned"
    ]


def test_b01_nothing_passes_to_a_successor_who_is_tied_to_it(make, scored):
    case, leaving, _staying = scored
    council = case.campaign.unit
    both = make.administrator(council, user=make.secretary(council))
    tied = make.member(case.unit, user=make.reviewer(council))
    grants = leaving.reviewer.grants
    told = handover.hand_over(both, leaving.reviewer, tied, grants=grants, reason=WHY, closing=True)
    assert (told.passed, told.returned) == (0, 1)
    assert all(one.reviewer_id != tied.id for one in case.nomination.assignments)
    # Nor a message that tells what the leaver was to score.
    read = db.session.scalars(select(Message).where(Message.to_id == tied.id)).all()
    assert [one.kind for one in read if one.kind.startswith(("assignment.", "remark.", "council."))] == []
    assert not any(case.nomination.reference in f"{one.path}{one.body}" for one in read)


def test_a03_nobody_hands_over_roles_outside_their_scope(make, office):
    _administrator, leaver, successor, commune = office
    elsewhere = make.unit()
    make.signer(elsewhere, user=leaver)
    low = make.administrator(commune)
    with pytest.raises(PermissionDenied):
        handover.hand_over(low, leaver, successor, grants=leaver.grants, reason=WHY, closing=True)
    assert leaver.is_active
    assert all(one.holds_on(today()) for one in leaver.grants)


def test_a03_who_does_not_administer_somebody_takes_nothing_of_theirs(make, office):
    _administrator, leaver, successor, commune = office
    for actor in (make.administrator(make.unit()), make.lead(commune), make.staff(make.province())):
        with pytest.raises(PermissionDenied):
            handover.hand_over(actor, leaver, successor, grants=[], reason=WHY, closing=False)


@pytest.mark.parametrize("who", ["themselves", "closed", "the administrator"])
def test_successor_who_cannot_be_one_is_refused_and_nothing_passes(make, office, who):
    administrator, leaver, successor, _commune = office
    match who:
        case "themselves":
            successor = leaver
        case "closed":
            accounts.set_active(administrator, successor, active=False)
        case "the administrator":
            successor = administrator
    with pytest.raises(InvalidInput) as refusal:
        handover.hand_over(administrator, leaver, successor, grants=leaver.grants, reason=WHY, closing=True)
    assert refusal.value.field == "successor"
    assert leaver.is_active
    assert not db.session.scalar(select(AuditEvent).where(AuditEvent.action == "user.handed_over"))


def test_page_tells_what_waits_and_hands_it_over(client, office):
    administrator, leaver, successor, commune = office
    with transaction():
        notify(leaver, "nomination.returned", "Hồ sơ trả lại", "Bổ sung biên bản")
    client.sign_in(administrator)
    path = f"/quan-tri/nguoi-dung/{leaver.username}/ban-giao"
    assert f'href="{path}"' in client.get(f"/quan-tri/nguoi-dung/{leaver.username}").text
    page = client.get(path).text
    assert f"Lãnh đạo đơn vị, {commune.name}" in page
    answer = client.send_form(path, successor="khong.co.ai", reason=WHY)
    assert answer.status_code == 422
    assert "Không có ai" in answer.text
    assert f'value="{WHY}"' in answer.text
    answer = client.send_form(path, successor=successor.username, reason=WHY)
    assert answer.status_code == 303, answer.text
    assert "Đã bàn giao cho Mùa A Dơ: 1 vai trò" in client.get(answer.location).text
    assert not leaver.is_active
    assert "Đã bàn giao công việc" in client.get(f"/quan-tri/nhat-ky/nguoi-dung/{leaver.username}").text
