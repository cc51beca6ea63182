"""A slip in the name of a unit is mended without anything having happened to the unit."""

from datetime import date

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.units import queries
from registry.units.models import UnitChange
from registry.units.service import correcting, reorganising


@pytest.fixture
def unit(make):
    return make.unit(name="xã Đồng Gưong", parent=make.province(), since=date(2025, 7, 1))


def events():
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == "unit.name_corrected")))


def test_name_is_written_anew_on_its_first_day_and_keeps_its_days(make, unit):
    correcting.correct_name(make.administrator(unit), unit, name="xã Đồng Gương", reason="gõ thiếu dấu")
    db.session.expire_all()
    assert [(row.name, row.name_plain, row.valid_from) for row in unit.names] == [
        ("xã Đồng Gương", "xa dong guong", date(2025, 7, 1))
    ]
    assert db.session.scalar(select(func.count()).select_from(UnitChange)) == 0
    assert queries.find_by_name("xã Đồng Gương") == [unit]
    assert "gõ thiếu dấu" in events()[0].detail


def test_only_the_present_name_is_written_anew(unit):
    reorganising.rename_unit(None, unit, name="phường Đồng Gưong", on=date(2026, 1, 1))
    correcting.correct_name(None, unit, name="phường Đồng Gương", reason="gõ nhầm")
    assert [row.name for row in unit.names] == ["xã Đồng Gưong", "phường Đồng Gương"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "xã Đồng Gương", "reason": " "}, "reason"),
        ({"name": "xã Đồng Gưong", "reason": "x"}, "name"),
        ({"name": "", "reason": "x"}, "name"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_stored(unit, typed, field):
    with pytest.raises(InvalidInput) as refusal:
        correcting.correct_name(None, unit, **typed)
    assert refusal.value.field == field
    db.session.expire_all()
    assert unit.name == "xã Đồng Gưong"
    assert events() == []


def test_nobody_else_mends_a_name(make, unit):
    with pytest.raises(PermissionDenied):
        correcting.correct_name(make.lead(unit), unit, name="xã Đồng Gương", reason="gõ nhầm")
    db.session.expire_all()
    assert unit.name == "xã Đồng Gưong"
