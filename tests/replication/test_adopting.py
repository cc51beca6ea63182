"""Registering that a unit copies a model."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.core.permissions import Permission, allowed
from registry.jobs.service import outbox_head
from registry.notifications.models import Message
from registry.replication.models import Replication
from registry.replication.service import adopting
from registry.replication.states import ReplicationKind, ReplicationState
from registry.units.service import reorganising

R = ReplicationState
PLAN = {
    "kind": ReplicationKind.ADAPTED,
    "started_on": date(2026, 3, 1),
    "reason": "Xã cũng có đường hẹp",
    "adaptation": "Thêm tổ hòa giải",
}


@pytest.fixture
def source(make):
    return make.exemplar(public=True)


@pytest.fixture
def unit(make):
    return make.unit(name="Xã Mường Lai")


@pytest.fixture
def member(make, unit):
    return make.member(unit)


def _count():
    return db.session.scalar(select(func.count()).select_from(Replication))


def test_a_copy_is_registered_and_waits_for_the_source(make, source, unit, member):
    leads = [make.lead(source.lead_unit), make.member(source.lead_unit)]
    before = outbox_head(["exemplars"])

    copy = adopting.register_copy(member, unit, source, **PLAN)

    assert copy.reference.startswith("NR-")
    assert (copy.state, copy.unit_name, copy.started_on) == (R.PROPOSED, "Xã Mường Lai", date(2026, 3, 1))
    assert (copy.reason, copy.adaptation) == ("Xã cũng có đường hẹp", "Thêm tổ hòa giải")
    told = db.session.scalars(select(Message)).all()
    assert {one.to_id for one in told} >= {person.id for person in leads}
    assert {one.path for one in told} == {f"/nhan-rong/{copy.reference}"}
    assert all(one.to_id != member.id for one in told)
    assert outbox_head(["exemplars"]) > before
    last = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc())).first()
    assert last == "replication.registered"


def test_messages_are_in_each_persons_language(make, source, unit, member):
    lead = make.lead(source.lead_unit)
    lead.language = "vi"
    db.session.commit()

    adopting.register_copy(member, unit, source, **PLAN)

    message = db.session.scalar(select(Message).where(Message.to_id == lead.id))
    assert message.subject.startswith("Chờ xác nhận: xã Mường Lai")


@pytest.mark.parametrize("who", ["user", "reviewer", "staff", "secretary", "signer", "administrator"])
def test_only_the_units_people_register(make, source, unit, who):
    person = make.user() if who == "user" else getattr(make, who)(unit)

    with pytest.raises(PermissionDenied):
        adopting.register_copy(person, unit, source, **PLAN)

    assert _count() == 0


def test_nobody_registers_for_another_unit(make, source, member):
    with pytest.raises(PermissionDenied):
        adopting.register_copy(member, make.unit(), source, **PLAN)

    assert _count() == 0


def test_a_draft_is_not_found(make, unit, member):
    draft = make.exemplar(state=ExemplarState.DRAFT)

    with pytest.raises(NotFound):
        adopting.register_copy(member, unit, draft, **PLAN)

    assert _count() == 0


def test_a_draft_that_one_may_see_cannot_be_copied(make, unit, member):
    draft = make.exemplar(state=ExemplarState.DRAFT)
    make.member(draft.lead_unit, user=member)

    with pytest.raises(InvalidTransition, match="in the register"):
        adopting.register_copy(member, unit, draft, **PLAN)

    assert _count() == 0


def test_ones_own_model_cannot_be_copied(make, source):
    with pytest.raises(InvalidTransition, match="own model"):
        adopting.register_copy(make.member(source.lead_unit), source.lead_unit, source, **PLAN)

    assert _count() == 0


def test_a_model_taken_over_in_a_merger_is_ones_own(make, source, unit, member):
    reorganising.merge_units(None, [source.lead_unit], into=unit, on=date(2025, 7, 1))

    with pytest.raises(InvalidTransition, match="own model"):
        adopting.register_copy(member, unit, source, **PLAN)


@pytest.mark.parametrize("state", [R.PROPOSED, R.CONFIRMED, R.REPORTED])
def test_a_model_is_copied_once_at_a_time(make, source, unit, member, state):
    known = make.replication(source=source, unit=unit, state=state)

    with pytest.raises(InvalidTransition, match=known.reference):
        adopting.register_copy(member, unit, source, **PLAN)

    assert _count() == 1


@pytest.mark.parametrize("state", [R.STOPPED, R.DECLINED])
def test_after_it_ended_it_may_be_copied_again(make, source, unit, member, state):
    make.replication(source=source, unit=unit, state=state)

    adopting.register_copy(member, unit, source, **PLAN)

    assert _count() == 2


def test_a_merged_unit_does_not_copy_what_its_part_copies_already(make, source, unit, member):
    part = make.unit()
    make.replication(source=source, unit=part)
    reorganising.merge_units(None, [part], into=unit, on=date(2026, 4, 1))

    with pytest.raises(InvalidTransition, match="already copies"):
        adopting.register_copy(member, unit, source, **PLAN)


def test_what_comes_from_ones_own_model_cannot_be_copied_back(make, source):
    middle = make.unit()
    second = make.exemplar(unit=middle, public=True)
    make.replication(source=source, unit=middle, state=R.REPORTED, copy=second)
    last = make.unit()
    third = make.exemplar(unit=last, public=True)
    make.replication(source=second, unit=last, state=R.REPORTED, copy=third)
    first_member = make.member(source.lead_unit)

    for model in (second, third):
        with pytest.raises(InvalidTransition, match="itself a copy"):
            adopting.register_copy(first_member, source.lead_unit, model, **PLAN)

    assert _count() == 2


def test_a_unit_that_ended_registers_nothing(make, source, unit, member):
    reorganising.dissolve_unit(None, unit, on=today() - timedelta(days=1))

    with pytest.raises((InvalidInput, PermissionDenied)):
        adopting.register_copy(member, unit, source, **PLAN)

    assert _count() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"started_on": today() + timedelta(days=400)}, "started_on"),
        ({"started_on": date(1980, 1, 1)}, "started_on"),
        ({"reason": "x" * 4001}, "reason"),
        ({"adaptation": "x" * 4001}, "adaptation"),
    ],
)
def test_wrong_values_store_nothing(source, unit, member, changed, field):
    with pytest.raises(InvalidInput) as refusal:
        adopting.register_copy(member, unit, source, **{**PLAN, **changed})

    assert refusal.value.field == field
    assert _count() == 0


def test_members_and_leads_of_the_copying_unit_report_on_it(make):
    copy = make.replication()
    for person in (make.member(copy.unit), make.lead(copy.unit)):
        assert allowed(person, Permission.REPLICATION_REPORT, copy)
    for person in (make.lead(copy.source.lead_unit), make.staff(make.province())):
        assert not allowed(person, Permission.REPLICATION_REPORT, copy)
