"""The council secretary assigns reviewers and cancels assignments."""

from registry.core.db import db
from registry.review.models import Assignment
from registry.review.states import AssignmentState as A
from registry.review.states import NominationState as N


def page_of(case, suffix=""):
    return f"/de-cu/{case.nomination.reference}/phan-cong{suffix}"


def live(case):
    db.session.expire_all()
    return {one.reviewer_id for one in case.nomination.assignments if one.state is not A.CANCELLED}


def test_the_secretary_assigns_reviewers(make, client):
    case = make.case(state=N.VERIFIED)
    client.sign_in(case.secretary)

    answer = client.send_form(page_of(case), reviewers=[one.username for one in case.reviewers])

    assert (answer.status_code, answer.location) == (303, page_of(case))
    assert live(case) == {one.id for one in case.reviewers}
    page = client.get(page_of(case)).text
    assert all(one.name in page for one in case.reviewers)


def test_a_reviewer_with_a_conflict_cannot_be_ticked(make, client):
    case = make.case(state=N.VERIFIED)
    tied = make.reviewer(case.campaign.unit, user=case.member)
    client.sign_in(case.secretary)

    page = client.get(page_of(case)).text
    answer = client.send_form(page_of(case), reviewers=[tied.username])

    assert f'value="{tied.username}" disabled' in page
    assert "Không chọn được" in page
    assert answer.status_code == 403
    assert live(case) == set()


def test_the_choice_must_be_from_the_list(make, client):
    case = make.case(state=N.VERIFIED)
    client.sign_in(case.secretary)

    for names in ([], ["nobody"], ["x" * 400]):
        answer = client.send_form(page_of(case), reviewers=names)

        assert answer.status_code == 422, names
        assert 'id="reviewers-e"' in answer.text, names
    assert live(case) == set()


def test_nobody_is_assigned_before_the_check(make, client):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.secretary)

    page = client.get(page_of(case)).text

    assert "Phân công chấm sau khi hồ sơ được kiểm tra là đủ" in page
    assert 'name="reviewers"' not in page


def test_an_assignment_is_cancelled_with_a_reason(make, client):
    case = make.case(state=N.VERIFIED)
    (assignment, *_rest) = case.assign()
    client.sign_in(case.secretary)

    answer = client.send_form(page_of(case, f"/{assignment.reference}/huy"), reason="Đi công tác dài ngày")

    assert (answer.status_code, answer.location) == (303, page_of(case))
    assert db.session.get(Assignment, assignment.id).state is A.CANCELLED


def test_a_cancelling_needs_a_reason(make, client):
    case = make.case(state=N.VERIFIED)
    (assignment, *_rest) = case.assign()
    client.sign_in(case.secretary)

    answer = client.send_form(page_of(case, f"/{assignment.reference}/huy"), reason="")

    assert answer.status_code == 422
    assert db.session.get(Assignment, assignment.id).state is A.ASSIGNED


def test_a_submitted_ballot_is_not_cancelled(make, client):
    case = make.case(state=N.VERIFIED)
    (assignment, *_rest) = case.assign()
    case.score(assignment, 80)
    client.sign_in(case.secretary)

    answer = client.send_form(page_of(case, f"/{assignment.reference}/huy"), reason="Nhầm người")

    assert answer.status_code == 409
    assert "Nhầm người" in answer.text
    assert db.session.get(Assignment, assignment.id).state is A.SUBMITTED


def test_an_unknown_assignment_is_not_found(make, client):
    case = make.case(state=N.VERIFIED)
    case.assign()
    client.sign_in(case.secretary)

    for reference in ("9" * 26, "PC-2026-99999"):
        assert client.get(page_of(case, f"/{reference}/huy")).status_code == 404


def test_an_assignment_of_another_nomination_is_not_found(make, client):
    case, other = make.case(state=N.VERIFIED), make.case(state=N.VERIFIED)
    (assignment, *_rest) = other.assign()
    client.sign_in(case.secretary)

    assert client.get(page_of(case, f"/{assignment.reference}/huy")).status_code == 404


def test_only_the_secretary_assigns(app, make):
    case = make.case(state=N.VERIFIED)

    for who in ("member", "lead", "staff", "signer"):
        client = app.test_client()
        client.sign_in(getattr(case, who))
        assert client.get(page_of(case)).status_code == 403, who


def test_the_secretary_gives_a_ballot_back(make, client):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all()
    ballot = case.assignments[0]
    client.sign_in(case.secretary)
    path = page_of(case, f"/{ballot.reference}/mo-lai")
    assert path in client.get(page_of(case)).text

    assert client.send_form(path, reason=" ").status_code == 422
    answer = client.send_form(path, reason="Cộng nhầm điểm ở tiêu chí 2")

    assert (answer.status_code, answer.location) == (303, page_of(case))
    db.session.expire_all()
    assert db.session.get(Assignment, ballot.id).state is A.SCORING
    reviewer = client.application.test_client()
    reviewer.sign_in(ballot.reviewer)
    assert "Hai xã đã làm theo" in reviewer.get(f"/cham-diem/{ballot.reference}").text
