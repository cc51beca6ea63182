"""A reviewer's pages: the queue, the declaration, the ballot with every wrong input, its submission."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from registry.core.clock import today
from registry.core.db import db
from registry.evidence import queries as evidence
from registry.review import queries, reading
from registry.review.states import AssignmentState as A
from tests.make.browser_client import form_of
from tests.web.review.desk import Desk


@pytest.fixture
def desk(make, client):
    """A reviewer at the ballot of a nomination of two criteria, 60 and 40 points."""
    return Desk(make, client)


FULL = {
    "level_1": "3", "points_1": "55", "comment_1": "Có nguồn độc lập",
    "level_2": "2", "points_2": "30", "comment_2": "",
}  # fmt: skip


def test_the_queue_shows_progress_and_what_comes_next(desk):
    page = desk.client.get("/cham-diem").text

    assert "Đã nộp 0 trên 1 phiếu" in page
    assert desk.path in page
    assert desk.case.exemplar.latest.title in page


def test_before_the_declaration_only_title_and_unit_show(make, client):
    desk = Desk(make, client, declared=False)

    answer = client.get(desk.path)
    page = client.get(desk.path + "/xung-dot").text

    assert (answer.status_code, answer.location) == (302, desk.path + "/xung-dot")
    assert desk.case.exemplar.latest.title in page
    assert desk.case.nomination.unit_name in page
    for hidden in ("Công khai từng mét đất", "Họp thôn", "412"):
        assert hidden not in page
        assert hidden not in client.get("/cham-diem").text
    for address in (
        f"/de-cu/{desk.case.nomination.reference}",
        f"/de-cu/{desk.case.nomination.reference}/ho-so",
    ):
        assert client.get(address).status_code == 302


def test_no_conflict_opens_the_dossier(make, client):
    desk = Desk(make, client, declared=False)

    answer = client.send_form(desk.path + "/xung-dot", answer="none")

    assert (answer.status_code, answer.location) == (303, desk.path)
    assert desk.state() is A.SCORING
    assert "Công khai từng mét đất" in client.get(desk.path).text


def test_a_conflict_takes_the_nomination_away(make, client):
    desk = Desk(make, client, declared=False)

    answer = client.send_form(
        desk.path + "/xung-dot", answer="conflict", kind="family", reason="Em ruột là trưởng thôn"
    )

    assert answer.location == "/cham-diem"
    assert desk.state() is A.DECLARED_CONFLICT
    assert "sẽ được giao cho người chấm khác" in client.get("/cham-diem").text
    assert client.get(desk.path).status_code == 404


def test_a_declaration_must_be_whole(make, client):
    desk = Desk(make, client, declared=False)
    wrong = {"answer": [(None, ""), ("maybe", "")], "reason": [("conflict", ""), ("conflict", "x" * 2001)]}

    for field, answers in wrong.items():
        for answer, reason in answers:
            page = client.send_form(desk.path + "/xung-dot", answer=answer, kind="family", reason=reason)
            assert page.status_code == 422, (answer, reason)
            assert f'id="{field}-e"' in page.text
    page = client.send_form(desk.path + "/xung-dot", answer="conflict", reason="Em ruột là trưởng thôn")
    assert (page.status_code, 'id="kind-e"' in page.text) == (422, True)
    assert desk.state() is A.ASSIGNED


def test_a_draft_is_saved_and_the_next_criterion_opens(desk):
    answer = desk.send(points_1="55,5", comment_1="Có nguồn độc lập", then=str(desk.second.position))

    assert answer.status_code == 303
    assert answer.location.startswith(desk.path)
    assert desk.points() == [Decimal("55.5"), None]
    page = desk.client.get(answer.location).text
    assert 'value="55,5"' in page
    assert "55,5<small> /60 đã chấm" in page


def test_the_total_is_out_of_what_is_scored_so_far(desk):
    desk.send(points_1="30")

    assert "30<small> /60 đã chấm" in desk.client.get(desk.path).text


WRONG_POINTS = (
    "NaN", "Infinity", "-0", "-1", "1e308", "1e1", "١٠", "１０", "61", "60,01", "10 điểm", "9,555", "1.000",
    "5" * 60, "\x00",
)  # fmt: skip


def test_points_that_cannot_be_are_refused_beside_the_field(desk):
    for points in WRONG_POINTS:
        answer = desk.send(points_1=points, comment_1="Nhận xét dài đã gõ", then="stay")

        assert answer.status_code == 422, points
        assert f'id="{desk.field("points_1")}-e"' in answer.text, points
        assert "Nhận xét dài đã gõ" in answer.text, points
    assert desk.points() == [None, None]


def test_points_outside_the_chosen_level_are_refused(desk):
    answer = desk.send(level_1="1", points_1="55")

    assert answer.status_code == 422
    assert "sửa điểm hoặc chọn mức đó" in answer.text
    assert 'value="55"' in answer.text
    assert desk.points() == [None, None]


def test_a_level_without_points_is_refused_beside_the_points(desk):
    answer = desk.send(level_1="2")

    assert answer.status_code == 422
    assert f'id="{desk.field("points_1")}-e"' in answer.text
    assert desk.points() == [None, None]


def test_each_other_field_is_refused_too(desk):
    long = "x" * 4001
    for field, value in (("level_1", "9"), ("level_1", "x"), ("comment_1", long), ("overall_comment", long)):
        answer = desk.send(points_2="30", **{field: value})

        assert answer.status_code == 422, field
    assert desk.points() == [None, Decimal(30)]


def test_a_ballot_is_submitted_after_a_look_at_all_marks(desk):
    answer = desk.send(**FULL, then="submit")
    assert answer.location == desk.path + "/nop"
    page = desk.client.get(answer.location).text
    assert "85" in page
    assert "Có nguồn độc lập" in page

    done = desk.client.send_form(desk.path + "/nop", form_id="nop")

    assert (done.status_code, done.location) == (303, desk.path)
    assert desk.state() is A.SUBMITTED
    assert "Phiếu không sửa được nữa" in desk.client.get(desk.path).text


def test_an_unfinished_ballot_is_not_submitted(desk):
    desk.send(level_1="4", points_1="55", comment_1="")

    page = desk.client.get(desk.path + "/nop").text
    answer = desk.client.send_form(desk.path + "/nop", form_id="nop")

    assert "Còn 2 việc cần làm xong trước khi nộp" in page
    assert answer.status_code == 422
    assert desk.state() is A.SCORING


def test_a_ballot_submitted_twice_is_one_ballot(desk):
    desk.send(**FULL)
    fields, _action = form_of(desk.client.get(desk.path + "/nop").text, "nop")

    first = desk.client.post(desk.path + "/nop", data=fields)
    second = desk.client.post(desk.path + "/nop", data=fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert desk.points() == [Decimal(55), Decimal(30)]


def test_a_form_kept_open_after_the_lock_gives_the_text_back(desk):
    desk.send(**FULL)
    kept = desk.fields()
    desk.client.send_form(desk.path + "/nop", form_id="nop")

    answer = desk.client.post(
        desk.path,
        data={**kept, **desk.named({"points_1": "20", "level_1": "1", "comment_1": "Gõ sau khi khóa"})},
    )

    assert answer.status_code == 409
    assert "Gõ sau khi khóa" in answer.text
    assert "Có nguồn độc lập" in answer.text
    assert desk.points() == [Decimal(55), Decimal(30)]


def test_a_form_kept_open_after_a_cancelling_gives_the_text_back(desk):
    kept = desk.fields()
    page = f"/de-cu/{desk.case.nomination.reference}/phan-cong/{desk.assignment.reference}/huy"
    desk.as_(desk.case.secretary).send_form(page, reason="Đổi người chấm")

    answer = desk.client.post(desk.path, data={**kept, **desk.named({"comment_1": "Chữ đã gõ"})})

    assert answer.status_code == 409
    assert "Chữ đã gõ" in answer.text
    assert "Công khai từng mét đất" not in answer.text


def test_a_stale_ballot_shows_both_texts_and_can_then_be_saved(desk):
    kept = desk.fields()
    desk.send(points_1="50", comment_1="Lưu ở máy khác")

    answer = desk.client.post(
        desk.path, data={**kept, **desk.named({"points_1": "40", "comment_1": "Gõ ở máy này"})}
    )

    assert answer.status_code == 409
    assert "Gõ ở máy này" in answer.text
    assert "Lưu ở máy khác" in answer.text
    assert desk.points() == [Decimal(50), None]
    again = desk.client.post(desk.path, data=form_of(answer.text, "phieu")[0])
    assert again.status_code == 303
    assert desk.points() == [Decimal(40), None]


def test_points_written_another_way_are_no_difference(desk):
    desk.send(points_1="50,5", comment_1="Lưu ở máy khác")
    kept = {**desk.fields(), "version": "0"}
    answer = desk.client.post(
        desk.path, data={**kept, **desk.named({"points_1": "50.50", "comment_1": "Gõ ở máy này"})}
    )
    assert answer.status_code == 409
    assert "Gõ ở máy này" in answer.text
    assert ": điểm" not in answer.text


def test_autosave_keeps_what_is_sound_and_says_the_rest(desk):
    answer = desk.send(desk.path + "/tu-luu", points_1="50", level_2="2", comment_2="Đang gõ dở")

    assert answer.status_code == 200
    assert answer.json["text"].startswith("Đã lưu lúc ")
    assert answer.json["wrong"] == 1
    assert desk.points() == [Decimal(50), None]
    assert "Đang gõ dở" in desk.client.get(desk.path).text


def test_autosave_of_nothing_new_changes_nothing(desk):
    before = desk.fields()["version"]

    answer = desk.send(desk.path + "/tu-luu")

    assert answer.json["version"] == int(before)
    assert desk.fields()["version"] == before


def test_autosave_of_a_stale_form_says_so(desk):
    kept = desk.fields()
    desk.send(points_1="50")

    answer = desk.client.post(desk.path + "/tu-luu", data={**kept, **desk.named({"points_1": "40"})})

    assert answer.status_code == 409
    assert answer.json["text"].startswith("Chưa lưu")
    assert desk.points() == [Decimal(50), None]


def test_autosave_after_the_submission_is_refused(desk):
    desk.send(**FULL)
    kept = desk.fields()
    desk.client.send_form(desk.path + "/nop", form_id="nop")

    answer = desk.client.post(
        desk.path + "/tu-luu", data={**kept, **desk.named({"points_1": "10", "level_1": "1"})}
    )

    assert answer.status_code == 409
    assert desk.points() == [Decimal(55), Decimal(30)]


def test_another_reviewer_finds_no_ballot(desk):
    other = desk.as_(desk.case.reviewers[1])

    for suffix in ("", "/xung-dot", "/nop"):
        assert other.get(desk.path + suffix).status_code == 404
        assert other.get(f"/cham-diem/{'9' * 26}{suffix}").status_code == 404


def test_a_member_may_not_open_the_queue(desk):
    member = desk.as_(desk.case.member)

    assert member.get("/cham-diem").status_code == 403
    assert member.get(desk.path).status_code == 403


def test_others_are_hidden_until_the_own_ballot_is_submitted(desk):
    other = desk.case.assignments[1]
    desk.case.score(other, Decimal("77.5"), "Nhận xét của người kia")

    before = desk.client.get(desk.path).text
    desk.send(**FULL)
    desk.client.send_form(desk.path + "/nop", form_id="nop")
    after = desk.client.get(desk.path).text

    assert "77,5" not in before
    assert "Nhận xét của người kia" not in before
    assert "77,5" in after
    for page in (before, after):
        assert other.reviewer.name not in page


def test_one_wrong_criterion_does_not_lose_the_others(desk):
    answer = desk.send(points_1="abc", comment_1="Nhận xét một", points_2="30", level_2="2")

    assert answer.status_code == 422
    assert f'id="{desk.field("points_1")}-e"' in answer.text
    assert 'value="abc"' in answer.text
    assert "Chưa lưu: còn 1 tiêu chí cần sửa" in answer.text
    assert "save--late" in answer.text
    assert "data-wrong" in answer.text
    assert desk.points() == [None, Decimal(30)]
    mended = {**form_of(answer.text, "phieu")[0], **desk.named({"points_1": "50"})}
    assert desk.client.post(desk.path, data=mended).status_code == 303
    assert desk.points() == [Decimal(50), Decimal(30)]


def test_an_empty_ballot_has_no_total_and_is_not_saved(desk):
    page = desk.client.get(desk.path).text

    assert "<output>–<small></small></output>" in page
    assert "save--none" in page


def test_the_need_of_a_comment_is_said_at_once(desk):
    desk.send(points_1="60", points_2="20")

    page = desk.client.get(desk.path).text

    assert page.count("data-needs hidden") == 1
    assert page.count("data-needs") == 2


def test_a_reviewer_whose_role_has_ended_finds_no_ballot(make, desk):
    case, council = desk.case, desk.case.campaign.unit
    (item,) = evidence.list_items(case.nomination.exemplar_version)
    make.reviewer(make.province(), user=desk.reviewer)
    assert desk.client.get(desk.path).status_code == 200
    assert reading.may_judge(desk.reviewer, item)

    for grant in desk.reviewer.grants:
        if grant.unit_id == council.id:
            grant.valid_to = today() - timedelta(days=1)
    db.session.commit()

    assert desk.client.get(desk.path).status_code == 404
    assert case.exemplar.latest.title not in desk.client.get("/cham-diem").text
    assert not reading.may_judge(desk.reviewer, item)
    assert queries.list_nominations(desk.reviewer, case.campaign).items == []
    assert reading.models_to_judge(desk.reviewer) is None


def test_a_number_beyond_the_sheet_names_its_most_and_one_within_it_the_level(desk):
    for points, said, unsaid in (("99", "đến 60", "21–40"), ("50", "21–40", "đến 60")):
        page = desk.send(level_1="2", points_1=points).text
        told = page.split(f'id="{desk.field("points_1")}-e"')[1].split('class="stepper"')[0]
        assert said in told
        assert unsaid not in told


def test_points_beyond_the_sheet_tick_no_level(desk):
    assert not re.search(r'value="[1-4]"[^>]* checked', desk.send(points_1="99").text)
    assert re.search(r'value="3"[^>]* checked', desk.send(points_1="55", points_2="x").text)


def test_the_bar_says_what_it_counts_and_the_last_has_no_next(desk):
    page = desk.client.get(desk.path).text
    assert "đã nộp 0/1" in page
    assert "Hồ sơ sau" not in page
