"""From the check to the question to the source unit: what is stored, what hinders, who learns of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.identity.models import User
from registry.notifications.models import Message
from registry.replication import queries
from registry.replication.models import Replication
from registry.replication.progress import Step, next_step, steps_left
from registry.replication.readiness import QUESTIONS, gaps_of, prerequisites
from registry.replication.service import asking, confirming, planning, preparing, reporting, running
from registry.replication.service.planning import Day, Marked, Remedy, Said
from registry.replication.service.reminding import remind_of_checkpoints
from registry.replication.states import (
    Cause,
    GapWay,
    Reached,
    Readiness,
    ReplicationKind,
    ReplicationState,
    Treatment,
)
from registry.replication.waiting import waiting_for

R = ReplicationState
STEPS = "1. Họp dân. Bàn trước.\n2. Làm mẫu. Ba mươi hộ.\n3. Cả xã làm. Mỗi tuần."


@pytest.fixture
def begun(make):
    source = make.exemplar(public=True, method=STEPS)
    return make.replication(source=source, unit=make.unit(name="Xã Mường Lai"), state=R.PREPARING)


@pytest.fixture
def member(make, begun):
    return db.session.get(User, begun.registered_by_id)


@pytest.fixture
def asked(make, begun):
    return make.lead(begun.source.lead_unit)


def _told(person):
    kinds = db.session.scalars(select(Message.kind).where(Message.to_id == person.id).order_by(Message.id))
    return list(kinds)


def _plan(member, begun, **changed):
    values = {
        "people": "Tổ năm người", "budget_vnd": None, "funding": "", "started_on": begun.started_on,
        "checkpoints": [Day(today() + timedelta(days=30), "Họp xong")],
    }  # fmt: skip
    return planning.save_plan(member, begun, **{**values, **changed})


def test_the_steps_of_the_model_are_the_components(begun):
    assert [one.name for one in begun.components] == ["Họp dân", "Làm mẫu", "Cả xã làm"]
    assert begun.state is R.PREPARING
    assert steps_left(begun) == [Step.NEED, Step.MEANS, Step.TERMS, Step.COMPONENTS, Step.PLAN]


def test_each_question_draws_on_what_the_model_says(make):
    version = make.exemplar(public=True, needs_people="Ba người một thôn", pitfalls="Mưa").latest

    said = {one.name: prerequisites(version, one) for one in QUESTIONS}

    assert len(QUESTIONS) == 10
    assert "Ba người một thôn" in said["staff"]
    assert said["risks"] == ["Mưa"]


def test_nobody_but_the_unit_knows_until_it_asks(make, begun, member, asked):
    for person in (asked, None, make.lead(make.unit())):
        with pytest.raises(NotFound):
            queries.get_replication(person, begun.reference)
    assert [one.endpoint for one in waiting_for(asked)] == []
    assert [one.endpoint for one in waiting_for(member)] == ["replication.show_steps"]

    question = asking.ask_source(member, begun, text="Hố rác sâu bao nhiêu?")

    assert queries.get_replication(asked, begun.reference) is begun
    assert [one.endpoint for one in waiting_for(asked)] == ["replication.reply"]
    assert _told(asked) == ["replication.asked"]
    asking.reply(asked, question, text="Một mét rưỡi")
    assert question.answer == "Một mét rưỡi"
    assert "replication.replied" in _told(member)
    with pytest.raises(InvalidTransition):
        asking.reply(asked, question, text="Hai mét")
    assert question.answer == "Một mét rưỡi"


def test_only_the_source_replies(make, begun, member):
    question = asking.ask_source(member, begun, text="Hố rác sâu bao nhiêu?")

    for person in (member, make.lead(make.unit())):
        with pytest.raises(PermissionDenied):
            asking.reply(person, question, text="Tôi biết")

    assert question.answered_at is None


def test_half_an_answer_is_stored_and_nothing_is_lost(begun, member):
    planning.save_answers(member, begun, {"need": Said(Readiness.YES, "Rác ven đường")})
    planning.save_answers(member, begun, {"will": Said(None, "Chưa họp")})

    known = {one.question: (one.answer, one.note) for one in begun.answers}

    assert known == {"need": (Readiness.YES, "Rác ven đường"), "will": (None, "Chưa họp")}
    assert next_step(begun) is Step.NEED


def test_what_is_answered_with_partly_or_no_is_a_gap_until_it_is_settled(begun, member):
    said = {one.name: Said(Readiness.YES) for one in QUESTIONS}
    planning.save_answers(member, begun, said | {"money": Said(Readiness.NO), "land": Said(Readiness.PARTLY)})
    assert [one.question for one in gaps_of(begun)] == ["money", "land"]
    assert Step.GAPS in steps_left(begun)

    half = {"money": Remedy(GapWay.TO_DO, "Xin kinh phí", "", date(2026, 12, 20))}
    planning.save_gaps(member, begun, half)
    assert Step.GAPS in steps_left(begun)
    settled = {
        "money": Remedy(GapWay.TO_DO, "Xin kinh phí", "Chủ tịch xã", date(2026, 12, 20)),
        "land": Remedy(GapWay.ACCEPTED, "Dùng nhà văn hóa"),
    }
    planning.save_gaps(member, begun, settled)

    assert Step.GAPS not in steps_left(begun)


def test_what_is_left_out_or_adapted_needs_a_reason(begun, member):
    first, second, third = (one.id for one in begun.components)
    marks = {
        first: Marked(Treatment.KEEP),
        second: Marked(Treatment.LEAVE_OUT),
        third: Marked(Treatment.ADAPT),
    }
    planning.save_components(member, begun, marks, added=["Thêm loa bản", "  "])
    assert Step.COMPONENTS in steps_left(begun)
    assert [one.name for one in begun.components][3:] == ["Thêm loa bản"]

    reasons = {
        second: Marked(Treatment.LEAVE_OUT, "Ít hộ"),
        third: Marked(Treatment.ADAPT, "Hai tuần một lần"),
    }
    planning.save_components(member, begun, reasons)

    assert Step.COMPONENTS not in steps_left(begun)


def test_nothing_is_handed_in_before_it_is_complete(make, begun, member, asked):
    with pytest.raises(InvalidTransition, match="complete"):
        preparing.propose(member, begun)
    assert (begun.state, begun.proposed_at) == (R.PREPARING, None)

    make.fill_in(begun, answer=Readiness.PARTLY)
    preparing.propose(member, begun)

    assert begun.state is R.PROPOSED
    assert queries.get_replication(asked, begun.reference) is begun
    assert [one.endpoint for one in waiting_for(asked)] == ["replication.answer"]
    confirming.confirm(asked, begun)
    with pytest.raises(InvalidTransition):
        planning.save_answers(member, begun, {"need": Said(Readiness.NO)})


def test_a_prepared_copy_is_the_units_only_one(begun, member):
    with pytest.raises(InvalidTransition, match=begun.reference):
        preparing.prepare_copy(
            member, begun.unit, begun.source, kind=ReplicationKind.ADOPTED, reason="Lần nữa"
        )

    assert db.session.scalar(select(func.count()).select_from(Replication)) == 1


def test_wrong_values_store_nothing(begun, member):
    before, name = begun.version, "x" * 4001
    wrong = {
        "rows": [
            lambda: planning.save_answers(member, begun, {"nothing": Said(Readiness.YES)}),
            lambda: planning.save_answers(member, begun, {"need": Said(Readiness.YES, name)}),
            lambda: planning.save_gaps(member, begun, {"need": Remedy(GapWay.ACCEPTED, "Vì thế")}),
            lambda: planning.save_components(member, begun, {-1: Marked(Treatment.KEEP)}),
        ],
        "added": [lambda: planning.save_components(member, begun, {}, added=["Thêm"] * 60)],
        "started_on": [lambda: _plan(member, begun, started_on=date(1950, 1, 1))],
        "checkpoints": [
            lambda: _plan(member, begun, checkpoints=[Day(today(), " ")]),
            lambda: _plan(member, begun, checkpoints=[Day(today(), "Họp")] * 21),
        ],
    }
    for field, commands in wrong.items():
        for command in commands:
            with pytest.raises(InvalidInput) as refusal:
                command()
            assert refusal.value.field == field
            assert (begun.version, begun.answers, begun.checkpoints) == (before, [], [])
            assert len(begun.components) == 3


def test_others_do_not_prepare_it(make, begun, asked):
    for person in (asked, make.lead(make.unit()), make.administrator(begun.unit)):
        with pytest.raises(PermissionDenied):
            planning.save_answers(person, begun, {"need": Said(Readiness.YES)})

    assert begun.answers == []


def test_two_people_do_not_overwrite_each_other(begun, member):
    seen = begun.version
    planning.save_answers(member, begun, {"need": Said(Readiness.YES)}, version=seen)

    with pytest.raises(StaleVersion):
        planning.save_answers(member, begun, {"need": Said(Readiness.NO)}, version=seen)

    assert begun.answers[0].answer is Readiness.YES


@pytest.fixture
def under_way(make, begun, member, asked):
    make.fill_in(begun)
    preparing.propose(member, begun)
    return confirming.confirm(asked, begun)


def test_a_checkpoint_is_reminded_of_before_and_after_and_then_reported(under_way, member, asked):
    _plan(
        member, under_way, checkpoints=[Day(today() + timedelta(days=2), "Họp xong"), Day(today(), "Đo đất")]
    )
    first, second = under_way.checkpoints
    second.due_on = today() - timedelta(days=2)
    db.session.commit()

    assert remind_of_checkpoints() == 2
    assert remind_of_checkpoints() == 0
    assert sorted(kind for kind in _told(member) if kind in {"replication.due", "replication.late"}) == [
        "replication.due", "replication.late",
    ]  # fmt: skip
    assert sum(one.endpoint == "replication.report_checkpoint" for one in waiting_for(member)) == 2

    with pytest.raises(InvalidInput):
        running.report_checkpoint(member, under_way, first, reached=Reached.MISSED, told="")
    running.report_checkpoint(member, under_way, first, reached=Reached.MISSED, told="Mưa lũ, lùi một tuần")

    assert (first.reached, first.reported_on) == (Reached.MISSED, today())
    assert _told(asked)[-1] == "replication.checked"
    _plan(member, under_way, checkpoints=[])
    assert [one.what for one in under_way.checkpoints] == [first.what]


def test_a_change_on_the_way_says_what_when_why_and_by_whom(under_way, member, asked):
    component = under_way.components[0]
    change = running.Change(
        changed_on=today(), what="Họp theo dòng họ", cause=Cause.FORCED, decided_by="Chi bộ bản",
        keeps_core=True, reason="Đường xa", component=component.id,
    )  # fmt: skip

    entry = running.log_change(member, under_way, change)

    assert (entry.component, entry.cause, entry.keeps_core) == (component, Cause.FORCED, True)
    assert _told(asked)[-1] == "replication.adjusted"
    assert "Họp theo dòng họ" in queries.texts_around(under_way.source)
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert last.action == "replication.adjusted"
    assert "dòng họ" not in last.detail


def test_a_change_that_says_too_little_is_not_noted(under_way, member):
    values = {
        "changed_on": today(), "what": "Bỏ một bước", "cause": Cause.PLANNED, "decided_by": "Chi bộ",
        "keeps_core": True,
    }  # fmt: skip
    before = under_way.started_on - timedelta(days=1)
    wrong = [
        ("what", " "), ("decided_by", ""), ("component", 0), ("changed_on", date(2030, 1, 1)),
        ("changed_on", before),
    ]  # fmt: skip

    for field, value in wrong:
        with pytest.raises(InvalidInput) as refusal:
            running.log_change(member, under_way, running.Change(**{**values, field: value}))
        assert refusal.value.field == field

    assert under_way.adaptations == []
    values["changed_on"] = under_way.started_on
    running.log_change(member, under_way, running.Change(**values))
    assert len(under_way.adaptations) == 1


def test_that_it_goes_on_may_be_said_again(under_way, member):
    reporting.report_result(member, under_way, adaptation="", result="Xong")
    running.sustain(member, under_way, note="Họp đều")
    running.sustain(member, under_way, note="Năm thứ hai vẫn đều")

    assert (under_way.state, under_way.sustained_on) == (R.SUSTAINED, today())
    assert under_way.sustain_note == "Năm thứ hai vẫn đều"
