"""Calling a session: who is proposed, what stays on its agenda, what a council that scores blind reads."""

import re
from html import unescape

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.core.db import db
from registry.review.minutes import draft_of
from registry.review.service import assigning, convening, minuting, voting
from registry.review.states import Outcome, SessionState, VoteChoice
from tests.make.browser_client import form_of
from tests.make.sessions import plan_of, sitting


def path_of(council, suffix=""):
    return f"/phien-hop/{council.session.reference}{suffix}"


def ticked(page, name):
    found = (tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag and "checked" in tag)
    return [re.search(r'value="([^"]*)"', tag)[1] for tag in found]


def test_whoever_scores_blind_reads_of_no_unit_in_the_session_either(make, client):
    council = sitting(make, members=3)
    find_stage(council.case.campaign, StageKind.SCORING).blind_submitter = True
    db.session.commit()
    blind, nomination = council.case.reviewers[0], council.case.nomination
    members = [*council.members, blind]
    convening.change_session(council.secretary, council.session, plan_of(members, council.cases, chair=blind))
    council.members = members
    council.open()
    vote = path_of(council, f"/bieu-quyet/{nomination.reference}")
    client.sign_in(blind)
    for path in (path_of(council), path_of(council, "?che-do=trinh-chieu"), vote):
        page = client.get(path)
        assert page.status_code == 200
        assert nomination.unit_name not in unescape(page.text), path
    council.vote(4)
    council.lock()
    minuting.save_minutes(council.secretary, council.session, text=draft_of(council.session))
    assert nomination.unit_name in council.session.minutes
    printed = client.get(path_of(council, "/bien-ban/in"))
    assert printed.status_code == 200
    assert nomination.unit_name not in unescape(printed.text)
    assert client.get(path_of(council, "/bien-ban")).status_code == 403
    council.case.decide()
    assert nomination.unit_name in unescape(client.get(path_of(council)).text)


def test_a_chair_is_led_only_where_a_chair_may_go(make, client):
    council = sitting(make, members=3)
    client.sign_in(council.chair)
    page = client.get(path_of(council)).text
    assert path_of(council, "/diem-danh") in page
    assert path_of(council, "/sua") not in page
    assert "Chưa điểm danh" in page


def test_what_an_editor_may_not_see_stays_on_the_agenda(make, client):
    council = sitting(make, members=3, cases=2)
    scoring = make.secretary(council.case.campaign.unit, user=make.reviewer(council.case.campaign.unit))
    assigning.assign_reviewers(council.secretary, council.case.nomination, [scoring])
    client.sign_in(scoring)
    page = client.get(path_of(council, "/sua")).text
    assert f'value="{council.case.nomination.reference}"' not in page
    assert client.send_form(path_of(council, "/sua"), place="Phòng 3").status_code == 303
    db.session.expire_all()
    assert council.session.place == "Phòng 3"
    assert {item.nomination for item in council.session.items} == {c.nomination for c in council.cases}


def test_the_last_council_and_what_nobody_votes_on_yet_are_proposed(make, client):
    council = sitting(make, members=3, cases=2)
    only_first = plan_of(council.members, council.cases[:1])
    convening.change_session(council.secretary, council.session, only_first)
    client.sign_in(council.secretary)
    path = f"/dot-xet/{council.case.campaign.reference}/phien-hop/moi"
    page = client.get(path).text
    assert set(ticked(page, "members")) == {one.username for one in council.members}
    assert ticked(page, "nominations") == [council.cases[1].nomination.reference]
    assert f"Đang trong chương trình phiên họp {council.session.reference}" in page
    assert ticked(client.get(f"{path}?chon=bo-chon").text, "members") == []
    everybody = ticked(client.get(f"{path}?chon=tat-ca").text, "members")
    assert {one.username for one in council.case.reviewers} <= set(everybody)
    names = [one.username for one in council.members]
    doubled = client.send_form(path, place="P", members=[names[0]] * 3, chair=names[0])
    assert doubled.status_code == 422


def test_what_was_decided_meanwhile_leaves_the_agenda_and_holds_nothing_up(make, client):
    council = sitting(make, members=3, cases=2)
    council.case.decide(outcome=Outcome.NOT_CHOSEN, number="", reason="Số liệu chưa đủ căn cứ")
    client.sign_in(council.secretary)
    assert "Không còn bỏ phiếu" in client.get(path_of(council)).text
    council.open()
    assert [item.nomination for item in council.session.items] == [council.cases[1].nomination]


def test_a_lock_over_missing_votes_is_asked_about_first_and_the_minutes_tell(make, client):
    council = sitting(make, members=3)
    council.open()
    council.vote(2)
    silent = council.members[2].name
    client.sign_in(council.secretary)
    lock = path_of(council, "/khoa")
    assert f'action="{lock}"' not in client.get(path_of(council)).text
    fields, _action = form_of(client.get(path_of(council)).text)
    refused = client.post(lock, data={**fields, "version": str(council.session.version)})
    assert refused.status_code == 409
    assert "chưa bỏ phiếu" in refused.text
    db.session.expire_all()
    assert council.session.state is SessionState.VOTING
    asked = client.get(path_of(council, "?buoc=khoa")).text
    assert f"1 ủy viên chưa bỏ phiếu</b> ({silent})" in asked
    fields, _action = form_of(asked, lock)
    assert client.post(lock, data=fields).status_code == 303
    db.session.expire_all()
    assert council.session.state is SessionState.LOCKED
    draft = draft_of(council.session)
    assert f"Không bỏ phiếu: {silent}." in draft
    assert "Kết luận: Không thông qua" in draft
    assert "khóa kết quả lúc" in draft


def test_a_confirmation_counts_only_for_the_list_that_was_read(make, client):
    council = sitting(make, members=3)
    council.open()
    council.vote(1)
    client.sign_in(council.secretary)
    lock = path_of(council, "/khoa")
    fields, _action = form_of(client.get(path_of(council, "?buoc=khoa")).text, lock)
    voting.cast_vote(council.members[1], council.item, choice=VoteChoice.AGREE)
    again = client.post(lock, data=fields)
    assert again.status_code == 409
    assert f"1 ủy viên chưa bỏ phiếu</b> ({council.members[2].name})" in again.text
    db.session.expire_all()
    assert council.session.state is SessionState.VOTING
    fields, _action = form_of(again.text, lock)
    assert client.post(lock, data=fields).status_code == 303


def test_a_session_is_cancelled_with_a_reason_that_stands_on_its_page(make, client):
    council = sitting(make, members=3)
    client.sign_in(council.secretary)
    cancel = path_of(council, "/huy")
    assert cancel in client.get(path_of(council)).text
    assert client.send_form(cancel, reason="").status_code == 422
    assert client.send_form(cancel, reason="Hoãn do bão").status_code == 303
    page = client.get(path_of(council)).text
    assert "Hoãn do bão" in page
    assert "mo-bo-phieu" not in page
    chair = client.application.test_client()
    chair.sign_in(council.chair)
    assert chair.get(cancel).status_code == 403


def test_a_member_is_led_to_the_dossier_they_vote_on(make, client):
    council = sitting(make, members=3)
    council.open()
    client.sign_in(council.members[1])
    page = client.get(path_of(council, f"/bieu-quyet/{council.case.nomination.reference}")).text
    dossier = path_of(council, f"/ho-so/{council.case.nomination.reference}")
    assert f'href="{dossier}"' in page
    assert client.get(dossier).status_code == 200


def test_minutes_bear_the_head_of_a_paper_and_say_that_they_are_a_draft(make, client):
    council = sitting(make, members=3)
    council.open()
    council.vote(3)
    council.lock()
    minuting.save_minutes(council.secretary, council.session, text=draft_of(council.session))
    client.sign_in(council.secretary)
    draft = client.get(path_of(council, "/bien-ban/in")).text
    assert "BẢN THẢO" in draft
    assert "trình ký" not in draft[draft.index("<main") :]
    assert council.case.campaign.unit.name in unescape(draft)
    minuting.close_session(council.secretary, council.session, text=council.session.minutes)
    frozen = client.get(path_of(council, "/bien-ban/in")).text
    assert "BẢN THẢO" not in frozen
    assert "trình ký" in frozen


def test_the_signer_is_told_that_the_council_is_still_to_vote(make, client):
    council = sitting(make, members=3)
    client.sign_in(council.case.signer)
    page = client.get(f"/de-cu/{council.case.nomination.reference}/quyet-dinh").text
    assert f"chương trình phiên họp {council.session.reference}" in page


def test_whoever_voted_openly_reads_what(make, client):
    council = sitting(make, members=3)
    council.open()
    council.vote(2)
    client.sign_in(council.members[1])
    assert "Bạn đã bỏ phiếu: Đồng ý" in client.get(path_of(council)).text
