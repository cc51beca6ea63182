"""The pages of the council: a session from its call to its minutes, and who reads what of a vote."""

from datetime import timedelta

import pytest

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.review import polls
from registry.review.council import CouncilSession
from registry.review.service import convening
from registry.review.states import Attendance, Outcome, SessionState, Side, VoteManner
from registry.web.review import standings
from tests.make.browser_client import form_of
from tests.make.council import scored_council
from tests.make.sessions import sitting


@pytest.fixture
def council(make):
    return sitting(make, members=4)


def path_of(council, suffix=""):
    return f"/phien-hop/{council.session.reference}{suffix}"


def vote_path(council):
    return path_of(council, f"/bieu-quyet/{council.case.nomination.reference}")


def test_the_secretary_calls_a_session(council, client):
    client.sign_in(council.secretary)
    path = f"/dot-xet/{council.case.campaign.reference}/phien-hop/moi"
    names = [one.username for one in council.members]
    fields = {
        "held_on": f"{today():%d/%m/%Y}", "place": "Phòng họp tầng 2", "manner": "secret",
        "members": names, "chair": names[1], "nominations": [council.case.nomination.reference],
    }  # fmt: skip
    wrong = client.send_form(path, **{**fields, "chair": council.secretary.username, "place": ""})
    assert wrong.status_code == 422
    assert db.session.query(CouncilSession).count() == 1
    answer = client.send_form(path, **fields)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "0/4" in page
    assert "chưa đủ điều kiện bỏ phiếu" in page


def test_a_session_goes_from_attendance_to_frozen_minutes(council, client):
    client.sign_in(council.secretary)
    names = [one.username for one in council.members]
    client.send_form(path_of(council, "/diem-danh"), **{f"seat_{name}": "present" for name in names})
    assert client.send_form(path_of(council), path_of(council, "/mo-bo-phieu")).status_code == 303
    for place, member in enumerate(council.members):
        browser = client.application.test_client()
        browser.sign_in(member)
        choice = "agree" if place else "disagree"
        asked = browser.send_form(vote_path(council), choice=choice)
        assert (asked.status_code, council.item.cast) == (200, place)
        assert "Chưa có gì được tính" in asked.text
        assert (
            browser.send_form(vote_path(council), button=("step", "confirm"), choice=choice).status_code
            == 303
        )
    assert client.send_form(path_of(council), path_of(council, "/khoa")).status_code == 303
    page = client.get(path_of(council)).text
    assert "Thông qua" in page
    minutes = path_of(council, "/bien-ban")
    draft = form_of(client.get(minutes).text)[0]["minutes"]
    assert council.members[0].name in draft
    assert client.send_form(minutes, minutes=draft, act="close").status_code == 303
    db.session.expire_all()
    assert council.session.state is SessionState.CLOSED
    assert council.session.minutes_digest in client.get(path_of(council, "/bien-ban/in")).text


def test_what_is_missing_before_the_vote_is_one_list_and_the_button_comes_when_it_is_empty(council, client):
    client.sign_in(council.secretary)
    opening = path_of(council, "/mo-bo-phieu")
    others = council.members[1:]

    def missing():
        page = client.get(path_of(council)).text
        assert ("mo-bo-phieu" in page) is ("Trước khi bắt đầu bỏ phiếu" not in page)
        return page

    page = missing()
    assert "còn 4 ủy viên chưa được điểm danh" in page
    assert f'href="{path_of(council, "/diem-danh")}"' in page
    fields, _action = form_of(client.get(path_of(council, "/diem-danh")).text)
    sent = {key: fields[key] for key in ("csrf_token", "once", "version")}
    refused = client.post(opening, data=sent)
    assert refused.status_code == 409
    assert council.session.state is SessionState.PLANNED
    assert client.send_form(path_of(council, "/diem-danh")).status_code == 422, "nobody is noted by default"
    came = {one.username: Attendance.PRESENT for one in others[:1]}
    away = {one.username: Attendance.EXCUSED for one in (council.chair, *others[1:])}
    convening.mark_attendance(council.secretary, council.session, came | away)
    page = missing()
    assert "Chủ tọa" in page
    assert "có mặt 1 trên 4" in page
    council.attend()
    missing()
    assert client.send_form(path_of(council), opening).status_code == 303


def test_before_the_lock_whoever_runs_the_session_reads_how_many_voted_and_nobody_reads_how(council, client):
    council.open()
    council.vote(2, 1)
    for person, reads in ((council.chair, True), (council.secretary, True), (council.members[3], False)):
        browser = client.application.test_client()
        browser.sign_in(person)
        page = browser.get(path_of(council)).text
        assert ("3/4 đã bỏ phiếu" in page) is reads
        assert "Đồng ý: 2" not in page


def test_a_roll_call_may_begin_with_everybody_there(council, client):
    client.sign_in(council.secretary)
    client.send_form(path_of(council) + "/diem-danh?tat-ca=co-mat")
    assert "có mặt 4/4" in client.get(path_of(council)).text


def test_of_a_secret_vote_the_chair_reads_only_how_many_voted(make, client):
    council = sitting(make, members=4, manner=VoteManner.SECRET)
    council.open()
    council.vote(2, 1)
    client.sign_in(council.chair)
    page = client.get(path_of(council)).text
    assert "3/4 đã bỏ phiếu" in page
    assert "Đồng ý: 2" not in page


def test_a_vote_after_the_lock_is_answered_with_409_and_the_text(council, client):
    council.open()
    browser = client.application.test_client()
    browser.sign_in(council.members[3])
    fields = form_of(browser.get(vote_path(council)).text)[0]
    council.vote(3)
    council.lock()
    answer = browser.post(
        vote_path(council), data={**fields, "choice": "other", "reason": "Cần số liệu", "step": "confirm"}
    )
    assert answer.status_code == 409
    assert "Cần số liệu" in answer.text
    db.session.expire_all()
    assert council.item.cast == 3


def test_strangers_know_of_no_session(council, client):
    for person in (council.case.lead, council.case.staff, council.case.reviewers[0]):
        browser = client.application.test_client()
        browser.sign_in(person)
        assert browser.get(path_of(council)).status_code in {403, 404}
    client.sign_in(council.case.signer)
    assert client.get(path_of(council)).status_code == 200


def test_on_the_wall_nobody_is_named(council, client):
    council.open()
    client.sign_in(council.secretary)
    wall = client.get(path_of(council, "?che-do=trinh-chieu")).text
    main = wall[wall.index("<main") : wall.index("</main>")]
    assert [one.name for one in council.members if f">{one.name}" in main] == []


def test_a_move_across_the_line_is_marked_in_the_ranking(council, client):
    client.sign_in(council.secretary)
    path = f"/de-cu/{council.case.nomination.reference}/chuyen-vach"
    assert client.send_form(path, side="below", reason="").status_code == 422
    assert client.send_form(path, side="below", reason="Số liệu chưa rõ").status_code == 303
    ranking = client.get(f"/dot-xet/{council.case.campaign.reference}/xep-hang").text
    assert "Hội đồng: Dưới vạch (Số liệu chưa rõ)" in ranking
    assert polls.side_of(council.case.nomination) is Side.BELOW


def test_two_to_four_stand_side_by_side(make, client):
    council = sitting(make, cases=2, members=3)
    client.sign_in(council.secretary)
    path = f"/dot-xet/{council.case.campaign.reference}/so-sanh"
    codes = [case.nomination.reference for case in council.cases]
    assert "<table" in client.get(path, query_string={"ma": codes}).text
    assert "Hãy chọn từ hai đến bốn hồ sơ" in client.get(path, query_string={"ma": codes[:1]}).text


def test_what_is_compared_may_stand_on_different_pages_of_the_ranking(make, client, monkeypatch):
    monkeypatch.setattr(standings, "ROWS", 2)
    (case, *others) = scored_council(make)
    client.sign_in(case.secretary)
    codes = [one.nomination.reference for one in (case, *others)]

    page = client.get(f"/dot-xet/{case.campaign.reference}/so-sanh", query_string={"ma": codes[:4]})

    table = page.text.partition('<table class="tbl compare">')[2].partition("</table>")[0]
    assert table.count('<th scope="col">') == 4
    assert all(f'value="{code}"' in page.text for code in codes[:4]), "what is not on this page stays chosen"


def test_the_unit_reads_before_the_decision_nothing_of_how_the_council_voted(make, council, client):
    tied = make.secretary(council.case.nomination.campaign.unit, user=make.member(council.case.unit))
    council.open()
    council.vote(1, 3)
    council.lock()
    page = f"/de-cu/{council.case.nomination.reference}"
    for person, reads in (
        (council.case.member, False),
        (council.case.lead, False),
        (tied, False),
        (council.secretary, True),
    ):
        browser = client.application.test_client()
        browser.sign_in(person)
        assert ("không được hội đồng thông qua" in browser.get(page).text) is reads


def test_who_is_there_reads_the_signed_version_of_what_is_voted_on(council, client):
    path = path_of(council, f"/ho-so/{council.case.nomination.reference}")
    there, away = council.members[0], council.members[3]
    client.sign_in(there)
    assert client.get(path).status_code == 404
    council.open(3)
    assert f'href="{path}"' in client.get(vote_path(council)).text
    page = client.get(path)
    assert (page.status_code, 'id="minh-chung"' in page.text) == (200, True)
    browser = client.application.test_client()
    browser.sign_in(away)
    assert browser.get(path).status_code == 404
    assert path not in browser.get(vote_path(council)).text
    council.case.nomination.authors = [there.id]
    db.session.commit()
    assert client.get(path).status_code == 404


def test_the_dossier_closes_with_the_results(council, client):
    path = path_of(council, f"/ho-so/{council.case.nomination.reference}")
    council.open()
    council.vote(4)
    client.sign_in(council.members[0])
    assert client.get(path).status_code == 200
    council.lock()
    assert client.get(path).status_code == 404


def test_the_ranking_and_the_decision_tell_what_the_council_voted(council, client):
    council.open()
    council.vote(1, 3)
    council.lock()
    client.sign_in(council.secretary)
    page = client.get(f"/dot-xet/{council.case.campaign.reference}/xep-hang").text
    assert "Hội đồng: 1/4, không thông qua" in page
    assert "Không gợi ý công nhận: không được thông qua" in page
    signer = client.application.test_client()
    signer.sign_in(council.case.signer)
    page = signer.get(f"/de-cu/{council.case.nomination.reference}/quyet-dinh").text
    assert "Theo biểu quyết của Hội đồng: <b>không công nhận</b>" in page
    council.case.decide(Outcome.NOT_CHOSEN, reason="Hội đồng không thông qua.")
    page = client.get(f"/de-cu/{council.case.nomination.reference}/ket-qua").text
    assert "Khác mức điểm; căn cứ biểu quyết và lý do" in page
    assert "Điểm trung bình các phiếu" not in page


def test_what_the_council_passed_is_decided_by_its_vote_and_not_by_the_mean(council, client):
    council.open()
    council.vote(4)
    council.lock()
    client.sign_in(council.case.signer)
    page = client.get(f"/de-cu/{council.case.nomination.reference}/quyet-dinh").text
    assert "Theo biểu quyết của Hội đồng: <b>công nhận</b>" in page
    council.case.decide()
    page = client.get(f"/de-cu/{council.case.nomination.reference}/ket-qua").text
    assert "Biểu quyết của Hội đồng; số đã chọn: Điểm trung bình các phiếu" in page


def test_the_signer_is_told_of_open_minutes_and_whoever_unlocks_of_what_is_decided(council, client):
    council.open()
    council.vote(4)
    council.lock()
    client.sign_in(council.case.signer)
    code = council.session.reference
    assert (
        f"Biên bản phiên {code} chưa chốt"
        in client.get(f"/de-cu/{council.case.nomination.reference}/quyet-dinh").text
    )
    client = client.application.test_client()
    client.sign_in(council.secretary)
    assert "Đã có quyết định" not in client.get(path_of(council, "/mo-khoa")).text
    council.case.decide(Outcome.NOT_CHOSEN)
    page = client.get(path_of(council, "/mo-khoa")).text
    assert f"Đã có quyết định, dù biểu quyết lại thế nào: {council.case.nomination.reference}" in page


def test_the_reason_is_marked_as_needed_before_the_days_of_the_decision(council, client):
    path = f"/de-cu/{council.case.nomination.reference}/quyet-dinh"
    client.sign_in(council.case.signer)
    assert "Bắt buộc:" not in client.get(path).text
    find_stage(council.case.campaign, StageKind.DECISION).starts_on = today() + timedelta(days=1)
    db.session.commit()
    assert "Bắt buộc: thời gian quyết định" in client.get(path).text
