"""Granting and ending roles: dated, scoped, never twice."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.audit.models import AuditEvent, AuditPersonal
from registry.audit.queries import list_history
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.identity.models import Role, RoleGrant
from registry.identity.service import roles
from registry.units.rules import has_role_at, scope_of


def count_grants():
    return db.session.scalar(select(func.count()).select_from(RoleGrant))


def test_role_holds_between_its_days_both_included(make):
    unit, person = make.unit(), make.user()
    roles.grant_role(
        None,
        person,
        role=Role.SIGNER,
        unit_id=unit.id,
        valid_from=date(2026, 3, 1),
        valid_to=date(2026, 3, 31),
    )
    held = []
    for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
        with time_machine.travel(f"{day}T05:00:00+00:00", tick=False):
            held.append(has_role_at(person, unit, Role.SIGNER))
    assert held == [False, True, True, False]


def test_last_day_before_the_first_is_refused(make):
    unit, person = make.unit(), make.user()
    with pytest.raises(InvalidInput):
        roles.grant_role(
            None,
            person,
            role=Role.SIGNER,
            unit_id=unit.id,
            valid_from=date(2026, 3, 2),
            valid_to=date(2026, 3, 1),
        )
    assert count_grants() == 0


def test_same_role_twice_in_the_same_days_is_refused(make):
    unit = make.unit()
    person = make.lead(unit)
    with pytest.raises(InvalidInput):
        roles.grant_role(None, person, role=Role.UNIT_LEAD, unit_id=unit.id)
    assert count_grants() == 1


def test_administrator_grants_within_the_own_scope_only(make):
    province = make.province()
    here, there = make.unit(parent=province), make.unit(parent=province)
    admin, person = make.administrator(here), make.member(here)
    roles.grant_role(admin, person, role=Role.UNIT_LEAD, unit_id=here.id)
    for unit in (there, province):
        with pytest.raises(PermissionDenied):
            roles.grant_role(admin, person, role=Role.ADMINISTRATOR, unit_id=unit.id)
    assert {grant.unit_id for grant in person.grants} == {here.id}


def test_lead_cannot_grant_roles(make):
    unit = make.unit()
    lead = make.lead(unit)
    with pytest.raises(PermissionDenied):
        roles.grant_role(lead, lead, role=Role.SIGNER, unit_id=unit.id)
    assert count_grants() == 1


def test_ending_at_once_takes_the_right_away_today(make):
    unit = make.unit()
    admin, lead = make.administrator(unit), make.lead(unit)
    roles.end_role(admin, lead.grants[0], reason="Chuyển công tác")
    assert not has_role_at(lead, unit, Role.UNIT_LEAD)


def test_ending_refuses_a_day_before_the_first_and_after_the_last(make):
    unit = make.unit()
    admin, lead = make.administrator(unit), make.lead(unit, until=today() + timedelta(days=30))
    before = lead.grants[0].valid_to
    for last_day in (date(2019, 1, 1), today() + timedelta(days=60)):
        with pytest.raises(InvalidInput):
            roles.end_role(admin, lead.grants[0], last_day=last_day)
    assert lead.grants[0].valid_to == before


def test_scope_of_a_role_is_the_unit_and_everything_below_in_both_trees(make):
    province = make.province()
    committee = make.unit(parent=province)
    agency, commune = make.unit(party_parent=committee), make.unit(parent=province)
    staff = make.staff(committee)
    assert scope_of(staff, Role.REGISTRY_STAFF) == {committee.id, agency.id}
    assert scope_of(make.staff(province), Role.REGISTRY_STAFF) == {
        province.id, committee.id, agency.id, commune.id
    }  # fmt: skip


def test_closed_account_has_no_role(make):
    unit = make.unit()
    lead = make.lead(unit)
    lead.is_active = False
    assert not has_role_at(lead, unit, Role.UNIT_LEAD)
    assert scope_of(lead, Role.UNIT_LEAD) == set()


def test_role_that_is_over_cannot_be_ended_again_and_so_prolonged(make):
    unit = make.unit()
    admin, former = make.administrator(unit), make.lead(unit, until=date(2024, 12, 31))
    for actor in (admin, None):
        with pytest.raises(InvalidTransition):
            roles.end_role(actor, former.grants[0])
    assert former.grants[0].valid_to == date(2024, 12, 31)


def test_role_that_changed_meanwhile_is_not_ended(make):
    unit = make.unit()
    admin, lead = make.administrator(unit), make.lead(unit)
    grant, seen = lead.grants[0], lead.grants[0].version
    roles.end_role(admin, grant, last_day=today() + timedelta(days=30), version=seen)
    with pytest.raises(StaleVersion):
        roles.end_role(admin, grant, version=seen)
    assert grant.valid_to == today() + timedelta(days=30)


def test_administrator_gives_no_role_to_himself(make):
    unit = make.unit()
    admin = make.administrator(unit)
    with pytest.raises(PermissionDenied):
        roles.grant_role(admin, admin, role=Role.SIGNER, unit_id=unit.id)
    assert count_grants() == 1


def test_log_names_no_person_and_keeps_reasons_apart(make):
    unit = make.unit()
    person = make.user(username="lan.nguyen", name="Nguyễn Thị Lan")
    grant = roles.grant_role(None, person, role=Role.SIGNER, unit_id=unit.id, reason="Thay bà Lan nghỉ ốm")
    roles.end_role(None, grant, reason="Bà Lan nghỉ ốm")
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action.like("role.%"))).all()
    assert {event.subject_ref for event in events} == {person.reference}
    written = " ".join(
        f"{event.subject_ref} {event.detail}" for event in db.session.scalars(select(AuditEvent))
    )
    for word in ("lan.nguyen", "Lan", "ốm"):
        assert word not in written
    assert [event.action for event in list_history("user", person.reference)][-2:] == [
        "role.granted",
        "role.ended",
    ]
    assert len(set(db.session.scalars(select(AuditPersonal.value)))) >= 2
