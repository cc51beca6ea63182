"""Earlier versions, the history, and the change of a model's life."""

from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.evidence.service.removing import remove_item
from registry.review.states import NominationState
from tests.make.browser_client import form_of


def url(exemplar, rest=""):
    return f"/mo-hinh/{exemplar.reference}{rest}"


def a_second_version(make):
    exemplar = make.exemplar(public=True)
    lead = make.lead(exemplar.lead_unit)
    editing.begin_new_version(lead, exemplar)
    editing.save_section(lead, exemplar, Section.PROBLEM, {"goals": "Mục tiêu thứ hai"})
    return exemplar, lead


def test_what_was_seen_once_is_seen_again_with_what_changed_since(client, make):
    exemplar, lead = a_second_version(make)
    client.sign_in(lead)

    first, second = (client.get(url(exemplar, f"/phien-ban/{n}")) for n in (1, 2))

    assert "Mục tiêu thứ hai" not in first.text
    assert "Bạn đang xem phiên bản 1" in first.text
    assert "1 chỗ khác phiên bản 1" in second.text
    assert "không cưỡng chế hộ nào" in second.text


def test_the_public_reads_only_what_was_published(client, make):
    exemplar, _lead = a_second_version(make)

    assert client.get(url(exemplar, "/phien-ban/1")).status_code == 200
    for number in (2, 3, 0, 10**26):
        assert client.get(url(exemplar, f"/phien-ban/{number}")).status_code == 404


def test_the_history_shows_the_unit_who_did_what_and_others_only_versions(client, make):
    exemplar, lead = a_second_version(make)
    lead.name = "Lò Thị Mai"
    db.session.commit()

    public = client.get(url(exemplar, "/lich-su")).text
    assert "Phiên bản 1" in public
    assert "Phiên bản 2" not in public
    assert "Lò Thị Mai" not in public
    client.sign_in(lead)
    own = client.get(url(exemplar, "/lich-su")).text
    assert "mục tiêu, tiêu chí" in own
    assert "Lò Thị Mai" in own.partition("<main")[2]


def test_a_new_version_is_begun_from_the_task_list(client, make):
    exemplar = make.frozen(make.exemplar())
    client.sign_in(make.member(exemplar.lead_unit))
    tasks = client.get(url(exemplar, "/sua")).text
    assert "/sua/van-de-va-muc-tieu" not in tasks

    answer = client.send_form(url(exemplar, "/sua"), form_id=url(exemplar, "/phien-ban-moi"))

    assert (answer.status_code, answer.location) == (303, url(exemplar, "/sua"))
    db.session.expire_all()
    assert exemplar.latest.number == 2
    assert "/sua/van-de-va-muc-tieu" in client.get(url(exemplar, "/sua")).text


def test_a_lead_pauses_and_ends_a_model_with_a_reason(client, make):
    exemplar = make.exemplar()
    client.sign_in(make.lead(exemplar.lead_unit))
    path = url(exemplar, "/duy-tri")

    missing = client.send_form(path, action="pause")
    assert missing.status_code == 422
    assert 'id="reason-e"' in missing.text
    odd = client.send_form(path, action="register", reason="Không có nút này")
    assert (odd.status_code, exemplar.state) == (422, "running")
    assert client.send_form(path, action="pause", reason="Mùa mưa").status_code == 303
    db.session.expire_all()
    assert exemplar.state == "paused"


def test_two_people_do_not_change_a_life_unknowingly(client, make):
    exemplar = make.exemplar()
    client.sign_in(make.lead(exemplar.lead_unit))
    path = url(exemplar, "/duy-tri")
    opened, _action = form_of(client.get(path).text)
    client.send_form(path, action="pause", reason="Mùa mưa")

    late = client.post(path, data={**opened, "action": "close", "reason": "Hết hiệu quả"})

    assert late.status_code in {409, 422}
    assert "Hết hiệu quả" in late.text
    db.session.expire_all()
    assert exemplar.state == "paused"


def test_a_draft_has_no_life_to_change_yet(client, make):
    draft = make.exemplar(state="draft")
    client.sign_in(make.lead(draft.lead_unit))

    assert "Đây là bản nháp" in client.get(url(draft, "/duy-tri")).text


def test_the_unit_reads_of_files_signatures_and_consents_without_names_of_the_council(app, client, make):
    case = make.case(state=NominationState.TO_SIGN)
    exemplar, lead, member, staff = case.exemplar, case.lead, case.member, case.staff
    for caption in ("Ảnh thứ nhất", "Ảnh thứ hai"):
        photo = make.evidence(exemplar, actor=member, caption=caption)
    remove_item(member, photo)
    case.sign()
    case.verify()
    person = add_person(member, exemplar, Details("Nguyễn Thị Hoà"))
    record_answers(member, person, {Purpose.AWARD_FILE: Answer.GIVEN}, Telling(Manner.PAPER, today()))
    client.sign_in(lead)

    done = client.get(url(exemplar, "/lich-su")).text.partition('<ol class="tl">')[2].partition("</ol>")[0]

    for told in (
        "Đã thêm minh chứng",
        "Ảnh thứ hai; Ảnh thứ nhất",
        "Hồ sơ đã được ký và gửi",
        "Nguyễn Thị Hoà",
    ):
        assert told in done, told
    assert case.nomination.reference in done
    assert staff.name not in done
    other = app.test_client()
    other.sign_in(make.member(make.unit()))
    assert "Nguyễn Thị Hoà" not in other.get(url(exemplar, "/lich-su")).text
