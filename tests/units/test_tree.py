"""The date arithmetic of the unit tree, and what reorganising does."""

from datetime import date

import pytest

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.identity.models import Role
from registry.units import queries, rules
from registry.units.service import registering, reorganising
from registry.units.states import Tree, UnitKind

MERGER = date(2025, 7, 1)


@pytest.fixture
def merged(make):
    """Two communes of one province, merged into a third on 1 July 2025."""
    province = make.province(name="tỉnh Mẫu")
    old = [make.unit(name=f"Xã Cũ {n}", parent=province) for n in (1, 2)]
    new = make.unit(name="Xã Mới", parent=province, since=MERGER)
    lead = make.lead(old[0])
    reorganising.merge_units(None, old, into=new, on=MERGER, basis="NQ 1")
    return province, old, new, lead


def test_merger_passes_roles_on_to_the_successor(merged):
    _, old, new, lead = merged
    assert rules.has_role_at(lead, new, Role.UNIT_LEAD)
    assert rules.has_role_at(lead, old[0], Role.UNIT_LEAD)
    assert rules.has_role_at(lead, old[1], Role.UNIT_LEAD)


def test_a_tree_is_kept_for_later_readers_until_something_is_stored(make):
    above = make.unit()
    first = queries.tree()
    db.session.rollback()
    assert queries.tree() is first
    below = make.unit(parent=above)
    assert queries.tree().parents(below.id, today()) == [above.id]


def test_merged_unit_keeps_its_place_on_earlier_days(merged):
    province, old, new, _ = merged
    tree = queries.tree()
    assert tree.ancestors(old[0].id, date(2025, 6, 30)) == {province.id}
    assert tree.ancestors(old[0].id, MERGER) == set()
    assert tree.successors(old[0].id, date(2025, 6, 30)) == {old[0].id}
    assert tree.successors(old[0].id, MERGER) == {new.id}


def test_old_name_finds_the_successor(merged):
    _, old, new, _ = merged
    assert queries.find_by_name("xã cũ 1") == [old[0]]
    assert queries.current_successors(old[0]) == [new]
    assert set(queries.all_names_of(new)) == {"Xã Mới", "Xã Cũ 1", "Xã Cũ 2"}


def test_w13_merger_into_itself_changes_nothing(merged):
    _, _, new, _ = merged
    with pytest.raises(InvalidInput):
        reorganising.merge_units(None, [new], into=new, on=date(2026, 1, 1))
    assert new.ended_on is None


def test_no_district_after_the_level_ended(make):
    with pytest.raises(InvalidInput) as refusal:
        make.unit(kind=UnitKind.DISTRICT_LEGACY, since=date(2025, 7, 1))
    assert refusal.value.field == "kind"
    assert make.unit(kind=UnitKind.DISTRICT_LEGACY, since=date(2025, 6, 30)).id


def test_unit_cannot_stand_below_itself(make):
    top = make.unit()
    below = make.unit(parent=top)
    with pytest.raises(InvalidInput):
        reorganising.move_unit(None, top, parent=below, tree=Tree.TERRITORIAL, on=date(2026, 1, 1))


def test_a03_lead_cannot_move_a_unit_to_gain_its_records(make):
    own, other = make.unit(), make.unit()
    lead = make.lead(own)
    with pytest.raises(PermissionDenied):
        reorganising.move_unit(lead, other, parent=own, tree=Tree.TERRITORIAL, on=date(2026, 1, 1))
    assert not rules.has_role_at(lead, other, Role.UNIT_LEAD)


def test_role_reaches_below_in_both_trees(make):
    province = make.province()
    party = make.unit(kind=UnitKind.PARTY_COMMITTEE, parent=province)
    agency = make.unit(kind=UnitKind.DEPARTMENT, parent=province, party_parent=party)
    staff = make.staff(party)
    assert rules.has_role_at(staff, agency, Role.REGISTRY_STAFF)
    assert not rules.has_role_at(staff, province, Role.REGISTRY_STAFF)


def test_ended_role_gives_nothing(make):
    unit = make.unit()
    former = make.lead(unit, until=date(2024, 12, 31))
    assert not rules.has_role_at(former, unit, Role.UNIT_LEAD)


def test_split_unit_is_followed_by_several(make):
    old, one, two = make.unit(), make.unit(), make.unit()
    reorganising.split_unit(None, old, into=[one, two], on=MERGER)
    assert queries.tree().successors(old.id, MERGER) == {one.id, two.id}


def test_renamed_unit_shows_the_name_of_the_day(make):
    unit = make.unit(name="Xã Trước")
    reorganising.rename_unit(None, unit, name="Xã Sau", on=MERGER)
    assert unit.name_on(date(2025, 6, 30)) == "Xã Trước"
    assert unit.name == "Xã Sau"


def test_registering_refuses_a_code_in_use(make):
    make.unit(code="a")
    with pytest.raises(InvalidInput):
        registering.create_unit(None, code="a", name="B", kind=UnitKind.COMMUNE)
