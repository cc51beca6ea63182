"""Confirming, declining, reporting, stopping: who may, when, and what comes of it."""

from datetime import date

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.notifications.models import Message
from registry.replication.service import confirming, reporting, running
from registry.replication.states import ReplicationState
from registry.units.service import reorganising

R = ReplicationState


def _source_lead(make, replication):
    return make.lead(replication.source.lead_unit)


def _copying(make, replication):
    return make.member(replication.unit)


DO = {
    "confirm": lambda person, one: confirming.confirm(person, one, "Đồng ý"),
    "decline": lambda person, one: confirming.decline(person, one, "Cách làm khác"),
    "report": lambda person, one: reporting.report_result(
        person, one, adaptation="Bỏ một bước", result="Xong 2 km"
    ),
    "sustain": lambda person, one: running.sustain(person, one, note="Vẫn họp đều"),
    "stop": lambda person, one: reporting.stop(person, one, reason="Hết kinh phí"),
}
TARGET = {
    "confirm": R.CONFIRMED, "decline": R.DECLINED, "report": R.REPORTED, "sustain": R.SUSTAINED,
    "stop": R.STOPPED,
}  # fmt: skip
MAY = {
    R.PREPARING: {"stop"},
    R.PROPOSED: {"confirm", "decline", "stop"},
    R.CONFIRMED: {"report", "stop"},
    R.REPORTED: {"report", "sustain", "stop"},
    R.SUSTAINED: {"report", "sustain", "stop"},
    R.STOPPED: set(),
    R.DECLINED: set(),
}


def _right_person(make, replication, action):
    return (_source_lead if action in {"confirm", "decline"} else _copying)(make, replication)


@pytest.mark.parametrize("action", DO)
@pytest.mark.parametrize("state", list(R))
def test_every_step_in_every_state(make, state, action):
    replication = make.replication(state=state)
    person = _right_person(make, replication, action)

    if action in MAY[state]:
        DO[action](person, replication)
        assert replication.state is TARGET[action]
    else:
        with pytest.raises(InvalidTransition):
            DO[action](person, replication)
        assert replication.state is state


@pytest.mark.parametrize("action", DO)
def test_every_step_by_everybody_else_is_refused(make, action):
    states = {"report": R.CONFIRMED, "sustain": R.REPORTED}
    replication = make.replication(state=states.get(action, R.PROPOSED))
    wrong_side = replication.unit if action in {"confirm", "decline"} else replication.source.lead_unit
    people = [
        make.user(), make.lead(make.unit()), make.lead(wrong_side), make.member(wrong_side),
        make.staff(replication.source.lead_unit), make.secretary(replication.unit),
        make.administrator(replication.unit),
    ]  # fmt: skip

    for person in people:
        with pytest.raises(PermissionDenied):
            DO[action](person, replication)

    assert replication.state is states.get(action, R.PROPOSED)


def test_a_confirmation_tells_the_unit(make):
    replication = make.replication()
    lead = _source_lead(make, replication)

    confirming.confirm(lead, replication, "Sẽ cử người sang giúp")

    assert (replication.confirmed_by_id, replication.answer) == (lead.id, "Sẽ cử người sang giúp")
    told = db.session.scalars(select(Message).where(Message.kind == "replication.answered")).all()
    assert [one.to_id for one in told] == [replication.registered_by_id]
    assert "Sẽ cử người" in told[0].body


def test_not_confirming_needs_a_reason(make):
    replication = make.replication()

    with pytest.raises(InvalidInput) as refusal:
        confirming.decline(_source_lead(make, replication), replication, "  ")

    assert refusal.value.field == "answer"
    assert replication.state is R.PROPOSED


def test_nobody_confirms_what_they_registered(make):
    replication = make.replication()
    both = _copying(make, replication)
    make.lead(replication.source.lead_unit, user=both)
    replication.registered_by_id = both.id
    db.session.commit()

    with pytest.raises(PermissionDenied):
        confirming.confirm(both, replication)

    assert replication.state is R.PROPOSED


def test_a_copy_of_an_imported_model_is_confirmed_by_the_staff(make):
    province = make.province()
    source = make.exemplar(unit=make.unit(parent=province), public=True)
    source.is_imported = True
    db.session.commit()
    replication = make.replication(source=source)

    with pytest.raises(PermissionDenied):
        confirming.confirm(make.staff(make.province()), replication)
    confirming.confirm(make.staff(province), replication)

    assert replication.state is R.CONFIRMED


def test_an_imported_model_without_a_unit_is_answered_for_in_its_province(make):
    province = make.province()
    source = make.exemplar(public=True)
    replication = make.replication(source=source)
    source.is_imported, source.lead_unit, source.province = True, None, province
    db.session.commit()

    confirming.confirm(make.staff(province), replication)

    assert replication.state is R.CONFIRMED


def test_the_successor_of_a_merged_unit_confirms(make):
    replication = make.replication()
    heir = make.unit()
    reorganising.merge_units(None, [replication.source.lead_unit], into=heir, on=date(2026, 4, 1))

    confirming.confirm(make.lead(heir), replication)

    assert replication.state is R.CONFIRMED


def test_the_successor_of_the_copying_unit_reports(make):
    replication = make.replication(state=R.CONFIRMED)
    heir = make.unit()
    reorganising.merge_units(None, [replication.unit], into=heir, on=date(2026, 4, 1))

    DO["report"](make.member(heir), replication)

    assert replication.state is R.REPORTED


def test_a_later_report_replaces_the_one_before_and_both_are_in_the_log(make):
    replication = make.replication(state=R.REPORTED, result="Lần một")

    reporting.report_result(_copying(make, replication), replication, adaptation="", result="Lần hai")

    assert (replication.result, replication.adaptation, replication.reported_on) == ("Lần hai", "", today())
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "replication.reported")).all()
    assert len(events) == 2
    assert "Lần hai" not in events[1].detail


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result": " "}, "result"),
        ({"result": "x" * 4001}, "result"),
        ({"adaptation": "x" * 4001}, "adaptation"),
    ],
)
def test_a_wrong_report_stores_nothing(make, values, field):
    replication = make.replication(state=R.CONFIRMED)

    with pytest.raises(InvalidInput) as refusal:
        reporting.report_result(
            _copying(make, replication), replication, **{"adaptation": "", "result": "Xong", **values}
        )

    assert refusal.value.field == field
    assert (replication.state, replication.result) == (R.CONFIRMED, "")


def _report_with(make, replication, copy):
    person = _copying(make, replication)
    return reporting.report_result(person, replication, adaptation="", result="Xong", copy=copy)


def test_a_report_names_the_units_own_model(make):
    replication = make.replication(state=R.CONFIRMED)
    own = make.exemplar(unit=replication.unit)

    assert _report_with(make, replication, own).copy is own


def test_another_units_model_is_not_ones_own(make):
    replication = make.replication(state=R.CONFIRMED)

    for foreign in (make.exemplar(public=True), replication.source):
        with pytest.raises(InvalidInput) as refusal:
            _report_with(make, replication, foreign)
        assert refusal.value.field == "copy"

    assert replication.copy is None


def test_a_model_is_the_copy_of_one_other_only(make):
    unit = make.unit()
    own = make.exemplar(unit=unit, public=True)
    first = make.replication(unit=unit, state=R.REPORTED, copy=own)
    second = make.replication(unit=unit, state=R.CONFIRMED)

    with pytest.raises(InvalidInput, match=first.reference):
        _report_with(make, second, own)


def test_two_models_cannot_be_copies_of_each_other(make):
    first, second = make.exemplar(public=True), make.exemplar(public=True)
    forth = make.replication(source=first, unit=second.lead_unit, state=R.CONFIRMED)
    back = make.replication(source=second, unit=first.lead_unit, state=R.CONFIRMED)
    _report_with(make, forth, second)

    with pytest.raises(InvalidInput, match="comes from this one"):
        _report_with(make, back, first)

    assert back.copy is None


def test_stopping_needs_a_reason(make):
    replication = make.replication(state=R.CONFIRMED)

    with pytest.raises(InvalidInput):
        reporting.stop(_copying(make, replication), replication, reason="")

    assert replication.state is R.CONFIRMED


def test_what_was_stopped_keeps_its_reason_and_day(make):
    replication = make.replication(state=R.STOPPED)

    assert (replication.stop_reason, replication.stopped_on) == ("Hết kinh phí", today())


@pytest.mark.parametrize("action", ["confirm", "report", "stop"])
def test_what_changed_meanwhile_is_not_overwritten(make, action):
    replication = make.replication(state=R.PROPOSED if action == "confirm" else R.REPORTED)
    person = _right_person(make, replication, action)
    seen = replication.version
    replication.adaptation = "Người khác sửa"
    db.session.commit()
    commands = {
        "confirm": lambda: confirming.confirm(person, replication, version=seen),
        "report": lambda: reporting.report_result(
            person, replication, adaptation="", result="Tôi", version=seen
        ),
        "stop": lambda: reporting.stop(person, replication, reason="Thôi", version=seen),
    }

    with pytest.raises(StaleVersion) as conflict:
        commands[action]()

    assert conflict.value.stored["adaptation"] == "Người khác sửa"
