"""After the own ballot: the discussion, and marks that are changed with the old one kept."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.campaigns.states import OthersScores, StageKind
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.notifications import queries as messages
from registry.review import queries
from registry.review.panel import MarkChange, Remark
from registry.review.service import discussing, scoring
from registry.review.states import NominationState as N

TEXT = "Bảng thu chi quý III cộng lại được 208 triệu"


@pytest.fixture
def case(make):
    found = make.case(state=N.VERIFIED, reviewers=3)
    found.assign()
    for assignment, total in zip(found.assignments[:2], (80, 60), strict=True):
        found.score(assignment, total)
    return found


def told(person):
    return [one.kind for one in messages.list_unread(person, 50)].count("remark.made")


def test_whoever_handed_in_a_ballot_and_the_council_take_part_under_numbers(case):
    one, other, third = (assignment.reviewer for assignment in case.assignments)
    discussing.say(one, case.nomination, text=TEXT)
    discussing.say(one, case.nomination, text="Ý thứ hai")
    discussing.say(case.secretary, case.nomination, text="Xin ý kiến tiếp")

    for person in (other, case.signer):
        said = queries.list_remarks(person, case.nomination)
        assert said[0].remark.text == TEXT
        assert said[0].who in {"UV1", "UV2", "UV3"}
        assert one.name not in {row.who for row in said}
    # Told once, however much is said before it is read.
    assert [told(person) for person in (one, other, third, case.secretary)] == [1, 1, 0, 1]
    for stranger in (third, case.lead, case.member):
        with pytest.raises(NotFound):
            queries.list_remarks(stranger, case.nomination)
        with pytest.raises(NotFound):
            discussing.say(stranger, case.nomination, text=TEXT)
    assert len(db.session.scalars(select(Remark)).all()) == 3


def test_nothing_is_discussed_where_others_scores_are_never_read(case):
    stage = next(one for one in case.campaign.stages if one.kind is StageKind.SCORING)
    stage.others_scores = OthersScores.NEVER
    db.session.commit()
    with pytest.raises(NotFound):
        discussing.say(case.assignments[0].reviewer, case.nomination, text=TEXT)
    assert db.session.scalars(select(Remark)).all() == []
    assert told(case.assignments[1].reviewer) == told(case.secretary) == 0


def test_the_secretary_hides_a_remark_which_is_kept(case):
    one = case.assignments[0].reviewer
    remark = discussing.say(one, case.nomination, text=TEXT)
    with pytest.raises(PermissionDenied):
        discussing.hide(one, remark, reason="Lộ tên")
    discussing.hide(case.secretary, remark, reason="Lộ tên")
    with pytest.raises(InvalidTransition):
        discussing.hide(case.secretary, remark, reason="Lần nữa")
    assert (remark.text, remark.hidden_reason) == (TEXT, "Lộ tên")


@pytest.mark.parametrize("discussed", [True, False])
def test_a_changed_mark_keeps_the_old_one_its_reason_and_the_occasion(case, discussed):
    own, other = case.assignments[:2]
    first = case.campaign.rubric.criteria[0]
    if discussed:
        discussing.say(other.reviewer, case.nomination, text=TEXT)

    discussing.change_mark(
        own.reviewer, own, first.id, points=Decimal(50), comment="Chưa khớp", reason="Đọc lại bảng thu chi"
    )

    (changed,) = queries.list_changes(case.secretary, case.nomination)
    change = changed.change
    assert (change.points_before, change.points_after, change.comment_before) == (
        60, 50, "Số liệu khớp minh chứng",
    )  # fmt: skip
    assert (change.reason, change.after_discussion) == ("Đọc lại bảng thu chi", discussed)
    assert queries.total_of(own) == 70


def test_a_mark_is_changed_by_its_reviewer_only_while_scoring_lasts(case):
    own, other, third = case.assignments
    first = case.campaign.rubric.criteria[0]

    def change(person=own.reviewer, ballot=own, **values):
        values = {"points": Decimal(50), "comment": "Chưa khớp", "reason": "Đọc lại", **values}
        return discussing.change_mark(person, ballot, first.id, **values)

    scoring.declare_no_conflict(third.reviewer, third)
    for wrong, refusal in (
        (lambda: change(other.reviewer), PermissionDenied),
        (lambda: change(third.reviewer, third), InvalidTransition),
        (lambda: change(points=Decimal(61)), InvalidInput),
        (lambda: change(points=None), InvalidInput),
        (lambda: change(points=Decimal(60), comment="Số liệu khớp minh chứng"), InvalidInput),
        (lambda: change(points=Decimal(5), comment=""), InvalidInput),
        (lambda: change(reason=" "), InvalidInput),
        (lambda: change(version=99), StaleVersion),
    ):
        with pytest.raises(refusal):
            wrong()
    case.decide()
    with pytest.raises(InvalidTransition):
        change()
    assert db.session.scalars(select(MarkChange)).all() == []
    assert queries.total_of(own) == 80


def test_the_pages_lead_through_it(case, client):
    own = case.assignments[0]
    path, talk = f"/cham-diem/{own.reference}", f"/de-cu/{case.nomination.reference}/thao-luan"

    def as_(person):
        browser = client.application.test_client()
        browser.sign_in(person)
        return browser

    reviewer, secretary = as_(own.reviewer), as_(case.secretary)
    page = reviewer.get(path).text
    assert talk in page
    assert f"{path}/sua/1" in page
    assert reviewer.send_form(talk, text="").status_code == 422
    assert reviewer.send_form(talk, text=TEXT).status_code == 303
    assert reviewer.send_form(f"{path}/sua/1", points="99", reason="Sai").status_code == 422
    answer = reviewer.send_form(f"{path}/sua/1", points="50", reason="Đọc lại bảng thu chi")
    assert answer.location == path
    page = secretary.get(talk).text
    for text in (TEXT, "Đọc lại bảng thu chi", "trước khi thảo luận"):
        assert text in page
    assert own.reviewer.name not in page
    (said,) = queries.list_remarks(case.secretary, case.nomination)
    assert secretary.send_form(f"{talk}/{said.remark.reference}/an", reason="Lộ tên").status_code == 303
    assert TEXT not in reviewer.get(talk).text
    for stranger in (case.assignments[2].reviewer, case.lead):
        assert as_(stranger).get(talk).status_code == 404
