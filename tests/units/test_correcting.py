"""A slip in the name of a unit is mended without anything having happened to the unit."""

from datetime import date

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied, StaleVersion
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


def test_a_name_that_a_sibling_bears_is_refused_as_for_a_new_unit(make, unit):
    parent = unit.placements[0].parent
    make.unit(name="Xã Đồng  Gương", parent=parent, since=date(2025, 7, 1))
    make.unit(name="xã Đồng Giương", parent=make.province(), since=date(2025, 7, 1))
    with pytest.raises(InvalidInput) as refusal:
        correcting.correct_name(None, unit, name="xã Đồng Gương", reason="gõ nhầm")
    assert refusal.value.field == "name"
    db.session.expire_all()
    assert (unit.name, events()) == ("xã Đồng Gưong", [])
    assert (
        correcting.correct_name(None, unit, name="xã Đồng Giương", reason="gõ nhầm").name == "xã Đồng Giương"
    )


def test_case_alone_may_be_mended(unit):
    assert correcting.correct_name(None, unit, name="Xã Đồng Gưong", reason="chữ hoa").name == "Xã Đồng Gưong"


def test_a_version_that_is_no_longer_current_is_refused(unit):
    seen = unit.version
    correcting.correct_name(None, unit, name="xã Đồng Gương", reason="gõ nhầm", version=seen)
    with pytest.raises(StaleVersion):
        correcting.correct_name(None, unit, name="xã Đồng Gường", reason="gõ nhầm", version=seen)
    db.session.expire_all()
    assert (unit.name, len(events())) == ("xã Đồng Gương", 1)


def test_nobody_else_mends_a_name(make, unit):
    with pytest.raises(PermissionDenied):
        correcting.correct_name(make.lead(unit), unit, name="xã Đồng Gương", reason="gõ nhầm")
    db.session.expire_all()
    assert unit.name == "xã Đồng Gưong"
