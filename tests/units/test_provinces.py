"""The provinces before and after 1 July 2025."""

from datetime import date

from sqlalchemy import func, select

from registry.core.db import db
from registry.units import queries
from registry.units.models import Unit, UnitChange
from registry.units.service import provinces
from registry.units.states import PROVINCIAL, UnitKind

LAST_DAY = date(2025, 6, 30)


def test_there_are_63_until_30_june_2025_and_34_since(app):
    assert provinces.seed_provinces() == 63
    known = db.session.scalars(select(Unit).where(Unit.kind.in_(PROVINCIAL))).all()
    assert sum(unit.exists_on(LAST_DAY) for unit in known) == 63
    assert sum(unit.exists_on(date(2025, 7, 1)) for unit in known) == 34
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 63


def test_loading_again_adds_nothing(app):
    provinces.seed_provinces()
    changes = db.session.scalar(select(func.count()).select_from(UnitChange))
    assert provinces.seed_provinces() == 0
    assert db.session.scalar(select(func.count()).select_from(UnitChange)) == changes


def test_merged_province_is_followed_and_the_one_that_kept_its_name_is_one_unit(app):
    provinces.seed_provinces()
    old, kept = queries.get_unit("ha-giang"), queries.get_unit("tuyen-quang")
    assert queries.current_successors(old) == [kept]
    assert old.ended_on == date(2025, 7, 1)
    assert kept.exists_on(LAST_DAY)
    assert set(queries.all_names_of(kept)) == {"Hà Giang", "Tuyên Quang"}


def test_three_become_one(app):
    provinces.seed_provinces()
    city = queries.get_unit("ho-chi-minh")
    before = queries.tree().predecessors(city.id, date(2026, 1, 1))
    assert {unit.name for unit in queries.list_by_ids(before)} == {
        "Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Bình Dương"
    }  # fmt: skip
    assert city.kind is UnitKind.CITY


def test_hue_is_found_by_the_name_of_its_former_province(app):
    provinces.seed_provinces()
    assert [unit.code for unit in queries.find_by_name("thừa thiên huế")] == ["hue"]


def test_change_names_its_basis(app):
    provinces.seed_provinces()
    bases = set(db.session.scalars(select(UnitChange.basis).where(UnitChange.successor_id.is_not(None))))
    assert bases == {"Nghị quyết số 202/2025/QH15 ngày 12/6/2025 của Quốc hội"}
