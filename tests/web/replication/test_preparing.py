"""The pages from the check to the confirmation, without scripts, and what is stored while somebody types."""

from datetime import date

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.identity.models import KeptText, User
from registry.replication.models import Replication
from registry.replication.states import GapWay, Readiness, ReplicationState
from tests.make.browser_client import form_of

R = ReplicationState
STEPS = "1. Họp dân. Bàn trước.\n2. Làm mẫu. Ba mươi hộ."


@pytest.fixture
def source(make):
    return make.exemplar(public=True, method=STEPS, pitfalls="Mưa dài ngày")


@pytest.fixture
def begun(make, source, client):
    """A copy in preparation; its unit's member is signed in."""
    copy = make.replication(source=source, unit=make.unit(name="Xã Mường Lai"), state=R.PREPARING)
    client.sign_in(db.session.get(User, copy.registered_by_id))
    return copy


def _step(copy, slug):
    return f"/nhan-rong/{copy.reference}/chuan-bi/{slug}"


def _as(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def test_a_plan_knows_months_where_its_unit_knows_no_days(begun, client):
    plan = _step(begun, "ke-hoach")
    page = client.get(plan).text
    assert ["thì là hết tháng" in page, "thì là từ ngày 1" in page] == [True, True]
    days = {"rows-0-due_on": "2/2028", "rows-1-due_on": "tháng 3 năm 2027", "started_on": "01/2027"}
    said = {"rows-0-what": "Nhà mẫu", "rows-1-what": "Họp dân", "people": "Tổ năm người"}

    assert client.send_form(plan, **days, **said).status_code == 303

    db.session.expire_all()
    assert begun.started_on == date(2027, 1, 1)
    assert [one.due_on for one in begun.checkpoints] == [date(2027, 3, 31), date(2028, 2, 29)]
    assert 'value="31/03/2027"' in client.get(plan).text


def test_the_plan_says_that_work_for_gaps_is_there_only_where_it_is(make, begun, client):
    said, plan = "đã có sẵn ở đây", _step(begun, "ke-hoach")
    assert said not in client.get(plan).text
    make.fill_in(begun)
    begun.checkpoints.clear()
    gap = begun.answers[0]
    gap.answer, gap.way, gap.remedy, gap.due_on = Readiness.NO, GapWay.TO_DO, "Đào hố", date(2027, 3, 1)
    db.session.commit()

    shown = client.get(plan).text

    assert said in shown
    assert "Đào hố" in shown


def test_a_change_from_before_the_copy_is_refused_beside_its_day(make, client):
    copy = make.replication(state=R.CONFIRMED, started_on=date(2026, 3, 5))
    client.sign_in(db.session.get(User, copy.registered_by_id))
    change = {"what": "Họp theo dòng họ", "cause": "forced", "keeps_core": "1", "decided_by": "Chi bộ bản"}

    refused = client.send_form(f"/nhan-rong/{copy.reference}/dieu-chinh", changed_on="4/3/2026", **change)

    assert refused.status_code == 422
    assert "Nơi nhân rộng bắt đầu làm từ ngày 05/03/2026" in refused.text
    assert "Họp theo dòng họ" in refused.text
    assert copy.adaptations == []


@pytest.mark.slow
def test_a_commune_goes_all_the_way_page_by_page(app, make, client, source):
    client.sign_in(make.member(make.unit(name="Xã Mường Lai")))
    lead = make.lead(source.lead_unit)
    answer = client.send_form(f"/mo-hinh/{source.reference}/nhan-rong/chuan-bi", reason="Xã cũng nhiều rác")
    copy = db.session.scalar(select(Replication))
    assert answer.location == _step(copy, "nhu-cau")
    while "/chuan-bi/" in answer.location:
        page, values = answer.location, {}
        fields, _action = form_of(client.get(page).text)
        for name in fields:
            row = name.rpartition("-")[0]
            if name.endswith("note"):
                values[f"{row}-answer"] = "partly" if row == "rows-0" else "yes"
            if name.endswith("remedy"):
                values |= {name: "Họp dân", f"{row}-way": "to_do", f"{row}-who": "Hội Phụ nữ"}
                values |= {f"{row}-due_on": "15/12/2026"}
            if name.endswith("-name"):
                values |= {f"{row}-treatment": "keep"}
        if page.endswith("ke-hoach"):
            values = {"people": "Tổ năm người", "budget_vnd": "45 triệu"}
        answer = client.post(page, data=fields | values)
        assert answer.status_code == 303, answer.text
    assert copy.budget_vnd == 45_000_000
    assert [one.what for one in copy.checkpoints] == ["Họp dân"] * 3
    plan = f"/nhan-rong/{copy.reference}/chuan-bi/gui"
    assert "Họp dân" in client.get(plan).text

    answer = client.send_form(plan)

    assert (copy.state, answer.location) == (R.PROPOSED, f"/nhan-rong/{copy.reference}")
    shown = _as(app, lead).get(f"/nhan-rong/{copy.reference}").text
    for words in ("Tổ năm người", "45\u00a0triệu", "Giữ nguyên", "Chờ xác nhận"):
        assert words in shown


def test_beside_each_question_stands_what_the_model_says(client, begun):
    assert "Mưa dài ngày" in client.get(_step(begun, "dieu-kien")).text


def test_a_copy_that_lacks_nothing_is_handed_in_from_its_page(make, client, begun):
    hand_in = f"/nhan-rong/{begun.reference}/chuan-bi/gui"
    assert hand_in not in client.get(f"/nhan-rong/{begun.reference}").text

    make.fill_in(begun)

    assert hand_in in client.get(f"/nhan-rong/{begun.reference}").text


def test_what_is_typed_is_stored_and_what_cannot_be_waits(client, begun):
    page = _step(begun, "ke-hoach")
    fields, _action = form_of(client.get(page).text)
    typed = fields | {"people": "Tổ năm người", "rows-0-due_on": "31/02/2026", "rows-0-what": "Họp"}

    half = client.post(f"{page}/tu-luu", data=typed)
    assert (half.status_code, half.json["left"] != []) == (200, True)
    assert (begun.people, begun.checkpoints) == ("", [])
    kept = db.session.scalar(select(KeptText))
    assert "Tổ năm người" in client.get(f"{page}?tiep={kept.id}").text

    whole = client.post(f"{page}/tu-luu", data=typed | {"rows-0-due_on": "28/02/2027"})
    assert (whole.json["left"], whole.json["version"]) == ([], str(begun.version))
    assert begun.people == "Tổ năm người"
    again = client.post(page, data=typed | {"then": "again", "people": "Tổ ba người"})
    assert (again.status_code, "Tổ ba người" in again.text) == (200, True)
    assert begun.people == "Tổ năm người"
    stale = client.post(f"{page}/tu-luu", data=typed | {"rows-0-due_on": "28/02/2027"})
    assert (stale.status_code, stale.json["state"]) == (409, "changed")


def test_two_people_at_one_step_see_both_texts(client, begun):
    page = _step(begun, "nhu-cau")
    fields, _action = form_of(client.get(page).text)
    client.send_form(page, **{"rows-0-answer": "no", "rows-0-note": "Chưa họp"})

    answer = client.post(page, data=fields | {"rows-0-answer": "yes", "rows-0-note": "Đã họp"})

    assert answer.status_code == 409
    assert "Chưa họp" in answer.text
    assert "Đã họp" in answer.text
    assert begun.answers[0].answer is Readiness.NO
    assert client.send_form(page, **{"rows-0-answer": "yes"}).status_code == 303


def test_what_cannot_be_says_so_and_stores_nothing(client, begun):
    before = begun.version
    wrong = {
        "nhu-cau": [
            {"rows-0-answer": "perhaps"}, {"rows-0-key": "nothing"}, {"rows-0-note": "x" * 4001},
        ],
        "thanh-phan": [{"rows-0-key": "9" * 26}],
        "ke-hoach": [
            {"rows-0-what": "Họp dân"}, {"rows-0-due_on": "28/02/2027"}, {"budget_vnd": "nhiều"},
            {"started_on": ""},
        ],
    }  # fmt: skip

    for slug, changes in wrong.items():
        fields, _action = form_of(client.get(_step(begun, slug)).text)
        for values in changes:
            assert client.post(_step(begun, slug), data=fields | values).status_code == 422, values
    assert begun.version == before


def test_what_is_not_there_is_not_found(app, make, client, begun):
    for path in ("chuan-bi/khong-co", "hoi/1", "moc/1", "hoi/999999999", "moc/x"):
        assert client.get(f"/nhan-rong/{begun.reference}/{path}").status_code in {403, 404}
    other = _as(app, make.lead(make.unit()))
    for path in ("chuan-bi", "chuan-bi/nhu-cau", "chuan-bi/gui", "hoi", "dieu-chinh", "duy-tri"):
        assert other.get(f"/nhan-rong/{begun.reference}/{path}").status_code == 404


def test_a_copy_under_way_asks_reports_changes_and_goes_on(app, make, client, begun):
    begun.started_on = date(2026, 11, 1)
    db.session.commit()
    make.fill_in(begun)
    begun.answers[0].answer, begun.answers[0].way = Readiness.NO, GapWay.ACCEPTED
    begun.answers[0].remedy = "Vẫn làm"
    db.session.commit()
    page, lead = f"/nhan-rong/{begun.reference}", _as(app, make.lead(begun.source.lead_unit))
    client.send_form(f"{page}/chuan-bi/gui")
    client.send_form(f"{page}/hoi", text="Hố sâu bao nhiêu?")
    lead.send_form(f"{page}/hoi/{begun.questions[0].id}", text="Một mét rưỡi")
    lead.send_form(f"{page}/tra-loi", button=("dong-y", "1"))
    client.send_form(f"{page}/moc/{begun.checkpoints[0].id}", reached="partly", told="Còn hai bản")
    change = {"what": "Họp theo dòng họ", "changed_on": "20/11/2026", "cause": "forced", "keeps_core": "1"}
    client.send_form(f"{page}/dieu-chinh", decided_by="Chi bộ bản", **change)
    client.send_form(f"{page}/ket-qua", result="Ba mươi hộ làm")
    client.send_form(f"{page}/duy-tri", note="Tháng nào cũng họp")

    shown, outside = client.get(page).text, app.test_client().get(page).text

    assert begun.state is R.SUSTAINED
    for words in ("Một mét rưỡi", "Còn hai bản", "Họp theo dòng họ", "Chi bộ bản", "Vẫn làm", "Được duy trì"):
        assert words in shown
    assert "Họp theo dòng họ" in outside
    for words in ("Một mét rưỡi", "Vẫn làm", "Tổ năm người"):
        assert words not in outside
