"""The yearly review of stock: whom it asks, what units answer, what becomes of models, what stays."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.catalogue.states import ExemplarState
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.discovery.documents import documents_of
from registry.notifications.models import Message
from registry.review.queries import recognitions_of
from registry.review.states import RecognitionState
from registry.stock import queries, standing, strengthening
from registry.stock.service import answering, holding, judging
from registry.stock.service.keeping import follow_the_days
from registry.stock.states import EntryState, StockAnswer, StockResult, StockStanding, StockState
from registry.units.service import reorganising

A, R = StockAnswer, StockResult


class Scene:
    """A province with one recognised model, its people, and the open review of this year."""

    def __init__(self, make):
        self.province = make.unit()
        self.unit = make.unit(parent=self.province)
        self.member, self.staff = make.member(self.unit), make.staff(self.province)
        self.model = make.recognised(self.province, unit=self.unit)
        self.review = make.review_of_stock(self.province, staff=self.staff)
        self.entry = self.review.entries[0]

    def answer(self, said=A.RUNNING, **values):
        values = {"told": "Duy trì 52 hộ", "why_no_files": "Máy ảnh hỏng", **values}
        return answering.answer(self.member, self.entry, said, **values)

    def judge(self, result=R.KEEP, **values):
        return judging.judge(self.staff, self.entry, result, **{"reason": "Làm đều, dân tin", **values})


@pytest.fixture
def scene(make):
    return Scene(make)


@pytest.fixture
def days_later():
    """Goes to a day from now on; the test stays there."""
    travels = []

    def go(days):
        travels.append(time_machine.travel(now() + timedelta(days=days), tick=False))
        travels[-1].start()

    yield go
    for one in reversed(travels):
        one.stop()


def messages(person, kind):
    return db.session.scalar(
        select(func.count()).select_from(Message).where(Message.to_id == person.id, Message.kind == kind)
    )


def test_a_review_asks_for_what_was_recognised_in_earlier_years_and_is_in_force(make):
    province, other = make.unit(), make.unit()
    unit = make.unit(parent=province)
    member = make.member(unit)
    asked = [make.recognised(province, unit=unit, title=title) for title in ("Hũ gạo", "Đường hoa")]
    make.recognised(province, year=today().year)
    make.recognised(other)
    ended = make.recognised(province)
    recognitions_of(ended)[0].state = RecognitionState.LAPSED
    db.session.commit()

    review = make.review_of_stock(province)

    assert {one.exemplar_id for one in review.entries} == {one.id for one in asked}
    assert messages(member, "stock.asked") == 1
    assert {one.values["reference"] for one in queries.waiting_for(member)} == {
        one.reference for one in asked
    }


def test_a_review_looks_at_what_a_merged_issuer_recognised(make):
    province = make.unit()
    old, new = make.unit(parent=province), make.unit(parent=province)
    model = make.recognised(old, unit=make.unit(parent=old))
    reorganising.merge_units(make.administrator(province), [old], into=new, on=today())
    assert [one.id for one, _found in queries.to_review(new, today().year, today())] == [model.id]


@pytest.mark.parametrize(
    ("year", "days", "field"), [(-2, 30, "year"), (1, 30, "year"), (0, 3, "due_on"), (0, 400, "due_on")]
)
def test_a_review_out_of_place_is_refused(make, year, days, field):
    province = make.unit()
    make.recognised(province)
    with pytest.raises(InvalidInput) as refusal:
        make.review_of_stock(province, year=today().year + year, days=days)
    assert refusal.value.field == field


def test_a_year_is_reviewed_once_and_not_for_nothing(make, scene):
    with pytest.raises(InvalidInput, match="đã có"):
        make.review_of_stock(scene.province, staff=scene.staff)
    with pytest.raises(InvalidInput, match="công nhận"):
        make.review_of_stock(make.unit())


def test_only_staff_of_the_unit_hold_its_review_and_nobody_judges_an_own_model(make, scene):
    stranger = make.staff(make.unit())
    with pytest.raises(PermissionDenied):
        holding.open_review(stranger, scene.province, today().year - 1, today() + timedelta(days=30))
    scene.answer()
    for person in (stranger, scene.member, make.signer(scene.province)):
        with pytest.raises(PermissionDenied):
            judging.judge(person, scene.entry, R.KEEP, reason="Tốt")
    both = make.staff(scene.province, user=scene.member)
    with pytest.raises(PermissionDenied):
        judging.judge(both, scene.entry, R.KEEP, reason="Tốt")
    with pytest.raises(PermissionDenied):
        answering.answer(make.member(make.unit()), scene.entry, A.RUNNING, told="Còn", why_no_files="Không")


def test_a_model_that_goes_on_shows_a_new_file_or_says_why_there_is_none(make, scene):
    with pytest.raises(InvalidInput) as refusal:
        scene.answer(told="", why_no_files="")
    assert [refusal.value.field, *(one.field for one in refusal.value.more)] == ["told", "why_no_files"]
    assert scene.answer().why_no_files == "Máy ảnh hỏng"
    make.evidence_of(scene.model)
    again = scene.answer(why_no_files="")
    assert (again.fresh_files, again.why_no_files) == (1, "")
    assert again.state is EntryState.ANSWERED


def test_an_answer_moves_the_model_along_where_the_person_may(make, scene):
    scene.answer(A.PAUSED, why_no_files="")
    assert scene.model.state is ExemplarState.RUNNING
    lead = make.lead(scene.unit)
    answering.answer(lead, scene.entry, A.ENDED, told="Hết người trông")
    assert scene.model.state is ExemplarState.CLOSED
    answering.answer(lead, scene.entry, A.RUNNING, told="Làm lại", why_no_files="Chưa chụp")
    assert scene.model.state is ExemplarState.RUNNING


def test_the_second_answer_on_an_old_page_is_refused_with_both_texts(scene):
    seen = scene.entry.version
    scene.answer()
    with pytest.raises(StaleVersion) as refusal:
        scene.answer(A.ENDED, told="Đã nghỉ", version=seen)
    assert refusal.value.stored["told"] == "Duy trì 52 hộ"
    assert scene.entry.answer is A.RUNNING


@pytest.mark.parametrize("result", [R.KEEP, R.REPLICATE])
def test_only_a_model_that_goes_on_is_kept_or_recommended(scene, result):
    with pytest.raises(InvalidTransition):
        scene.judge(result)
    scene.answer(A.ENDED, why_no_files="")
    with pytest.raises(InvalidInput) as refusal:
        scene.judge(result)
    assert refusal.value.field == "result"


def test_a_result_needs_its_reason_and_strengthening_a_day_ahead(scene):
    scene.answer()
    for values, field in (
        ({"reason": " "}, "reason"),
        ({"result": R.STRENGTHEN}, "strengthen_by"),
        ({"result": R.STRENGTHEN, "strengthen_by": today()}, "strengthen_by"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            scene.judge(**values)
        assert refusal.value.field == field
    later = today() + timedelta(days=90)
    assert scene.judge(R.STRENGTHEN, strengthen_by=later).strengthen_by == later
    assert scene.judge(R.KEEP, strengthen_by=later).strengthen_by is None
    assert messages(scene.member, "stock.judged") == 2


def test_dropping_lets_the_recognition_lapse_and_is_not_taken_back(scene):
    scene.answer(A.ENDED, why_no_files="")
    scene.judge(R.DROP, reason="Đã nghỉ hẳn")
    found = recognitions_of(scene.model)[0]
    assert (found.state, found.end_reason) == (RecognitionState.LAPSED, "Đã nghỉ hẳn")
    with pytest.raises(InvalidTransition):
        scene.judge(R.STRENGTHEN, strengthen_by=today() + timedelta(days=9))


def test_units_are_reminded_once_in_the_last_week_and_at_most_once_a_day(scene, days_later):
    assert holding.remind(scene.staff, scene.review) == 1
    assert holding.remind(scene.staff, scene.review) == 0
    assert messages(scene.member, "stock.due") == 1
    assert follow_the_days() == 0
    days_later(24)
    assert follow_the_days() == 1
    assert follow_the_days() == 0
    assert messages(scene.member, "stock.due") == 2


def test_silence_makes_a_model_not_confirmed_and_a_second_one_archived(make, scene, days_later):
    def verified():
        return documents_of([scene.model.reference])[0][0].sort_keys["verified"]

    before = verified()
    assert standing.stand_of(scene.model) is None
    days_later(45)
    assert follow_the_days() == 1
    assert standing.stand_of(scene.model).standing is StockStanding.UNVERIFIED
    assert (before > 0, verified()) == (True, 0)
    assert messages(scene.member, "stock.silent") == 1
    holding.close_review(scene.staff, scene.review)
    days_later(400)
    second = make.review_of_stock(scene.province, staff=scene.staff)
    assert standing.stand_of(scene.model).standing is StockStanding.UNVERIFIED
    days_later(460)
    follow_the_days()
    assert standing.stand_of(scene.model).standing is StockStanding.ARCHIVED
    answering.answer(scene.member, second.entries[0], A.RUNNING, told="Vẫn làm", why_no_files="Không có máy")
    assert standing.stand_of(scene.model).standing is StockStanding.CONFIRMED
    assert verified() == today().toordinal()


def test_a_result_without_an_answer_does_not_say_that_the_model_goes_on(scene, days_later):
    days_later(45)
    follow_the_days()
    scene.judge(R.STRENGTHEN, strengthen_by=today() + timedelta(days=60))
    assert standing.stand_of(scene.model).standing is StockStanding.UNVERIFIED


@pytest.mark.parametrize(("said", "found"), [(A.RUNNING, True), (A.ENDED, False)])
def test_search_counts_as_alive_what_its_unit_says_goes_on(scene, said, found):
    scene.answer(said)
    document = documents_of([scene.model.reference])[0][0]
    assert (document.sort_keys["verified"] == today().toordinal()) is found


def test_a_closed_review_keeps_what_it_came_to(make, scene):
    with pytest.raises(InvalidTransition):
        holding.close_review(scene.staff, scene.review)
    scene.answer()
    scene.judge(R.REPLICATE)
    holding.close_review(scene.staff, scene.review)
    kept = queries.figures_of(scene.review)
    assert kept == {"keep": 0, "replicate": 1, "strengthen": 0, "drop": 0, "silent": 0}
    scene.entry.result = R.DROP
    db.session.commit()
    assert queries.figures_of(scene.review) == kept
    for late in (lambda: scene.answer(A.ENDED), lambda: scene.judge(R.DROP)):
        with pytest.raises(InvalidTransition):
            late()
    assert scene.review.state is StockState.CLOSED


def test_what_waits_is_counted_as_it_is_listed(make, scene):
    assert queries.references_waiting(scene.member) == [scene.model.reference]
    assert queries.references_waiting(scene.staff) == []
    scene.answer()
    assert queries.references_waiting(scene.member) == []
    assert queries.references_waiting(scene.staff) == [scene.review.reference]
    assert [one.kind for one in queries.waiting_for(scene.staff)] == ["stock.judge"]
    assert queries.references_waiting(make.staff(make.unit())) == []


def test_what_is_to_be_strengthened_waits_for_its_unit_then_for_staff(make, scene, client, days_later):
    scene.answer()
    by = today() + timedelta(days=60)
    judging.judge(scene.staff, scene.entry, R.STRENGTHEN, reason="Cần thêm hộ", strengthen_by=by)
    told = strengthening.references_waiting
    assert (told(scene.member), told(scene.staff)) == ([], [])
    days_later(31)
    assert (told(scene.member), told(scene.staff)) == ([scene.model.reference], [])
    assert [one.due for one in strengthening.waiting_for(scene.member)] == [by]
    days_later(61)
    assert (told(scene.member), told(scene.staff)) == ([scene.model.reference], [scene.model.reference])
    assert told(make.member(make.unit())) == []
    client.sign_in(scene.member)
    assert "Mô hình cần củng cố" in client.get("/viec-can-lam").text
