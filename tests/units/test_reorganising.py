"""What a change of a unit does to what stands below it, to roles and to earlier days."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.identity.models import Role, RoleGrant
from registry.units import queries, rules
from registry.units.models import Unit, UnitChange, UnitPlacement
from registry.units.service import registering, reorganising
from registry.units.states import Tree, UnitKind

DAY = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)


def parents(unit, on=DAY, tree=Tree.TERRITORIAL):
    found = queries.list_by_ids(queries.tree().parents(unit.id, on, tree))
    return [one.name for one in found]


@pytest.fixture
def communes(make):
    """A province, an old commune with a women's union below it, and the commune that goes on."""
    province = make.province(name="tỉnh Mẫu")
    old, new = make.unit(name="xã Cũ", parent=province), make.unit(name="xã Mới", parent=province)
    union = make.unit(name="Hội Phụ nữ", kind=UnitKind.MASS_ORGANISATION, parent=old, party_parent=old)
    return province, old, new, union


def test_merger_puts_what_stood_below_under_the_successor_in_both_trees(make, communes):
    _, old, new, union = communes
    reorganising.merge_units(None, [old], into=new, on=DAY)
    assert parents(union) == parents(union, tree=Tree.PARTY) == ["xã Mới"]
    assert parents(union, BEFORE) == ["xã Cũ"]
    assert rules.has_role_at(make.staff(new), union, Role.REGISTRY_STAFF)


def test_merger_into_the_unit_below_puts_that_one_level_up(communes):
    _, old, _, union = communes
    reorganising.merge_units(None, [old], into=union, on=DAY)
    assert parents(union) == ["tỉnh Mẫu"]


def test_merger_of_a_unit_with_what_is_below_it(make, communes):
    _, old, new, union = communes
    reorganising.merge_units(None, [old, union], into=new, on=DAY)
    assert {one.name for one in queries.current_successors(union)} == {"xã Mới"}
    assert parents(union) == []


def test_merger_gives_nobody_the_same_role_twice(make, communes):
    _, old, new, _ = communes
    lead = make.lead(old)
    make.holder(Role.UNIT_LEAD, new, user=lead, since=date(2020, 1, 1))
    reorganising.merge_units(None, [old], into=new, on=DAY)
    held = [grant for grant in lead.grants if grant.unit_id == new.id]
    assert len(held) == 1


def test_merger_leaves_roles_alone_that_ended_before(make, communes):
    _, old, new, _ = communes
    former = make.lead(old, until=BEFORE)
    reorganising.merge_units(None, [old], into=new, on=DAY)
    assert [grant.unit_id for grant in former.grants] == [old.id]


def test_chain_of_mergers_is_followed_to_its_end(make, communes):
    province, old, new, _ = communes
    last = make.unit(parent=province)
    lead = make.lead(old)
    reorganising.merge_units(None, [old], into=new, on=DAY)
    reorganising.merge_units(None, [new], into=last, on=date(2026, 1, 1))
    assert queries.current_successors(old) == [last]
    assert rules.has_role_at(lead, old, Role.UNIT_LEAD)
    assert rules.has_role_at(lead, last, Role.UNIT_LEAD)


def test_units_cannot_follow_one_another_in_a_ring(make, communes):
    _province, old, new, _ = communes
    reorganising.merge_units(None, [old], into=new, on=DAY)
    with pytest.raises(InvalidInput):
        reorganising.merge_units(None, [new], into=old, on=date(2026, 1, 1))
    assert new.ended_on is None


def test_district_ends_with_its_level_and_its_communes_stand_below_the_province(make):
    province = make.province(name="tỉnh Mẫu")
    district = make.unit(kind=UnitKind.DISTRICT_LEGACY, parent=province)
    commune = make.unit(parent=district)
    assert parents(commune, BEFORE) == [district.name]
    assert parents(commune) == parents(commune, today()) == ["tỉnh Mẫu"]
    assert queries.current_successors(district) == [district]
    assert not district.exists_on(DAY)


def test_split_hands_what_stood_below_to_the_chosen_heir(make, communes):
    province, old, one, union = communes
    two = make.unit(name="xã Hai", parent=province)
    lead = make.lead(old)
    reorganising.split_unit(None, old, into=[one, two], on=DAY, heir=two)
    assert parents(union) == ["xã Hai"]
    assert not rules.has_role_at(lead, one, Role.UNIT_LEAD)
    assert rules.has_role_at(lead, old, Role.UNIT_LEAD)


@pytest.mark.parametrize("followers", [0, 1])
def test_split_needs_two_that_follow(make, communes, followers):
    _, old, new, _ = communes
    with pytest.raises(InvalidInput):
        reorganising.split_unit(None, old, into=[new][:followers], on=DAY)
    assert old.ended_on is None


def test_ended_unit_cannot_end_again(make, communes):
    _, old, new, _ = communes
    reorganising.dissolve_unit(None, old, on=DAY)
    other = make.unit()
    for again in (
        lambda: reorganising.dissolve_unit(None, old, on=date(2026, 1, 1)),
        lambda: reorganising.merge_units(None, [old], into=new, on=date(2026, 1, 1)),
        lambda: reorganising.split_unit(None, old, into=[new, other], on=date(2026, 1, 1)),
        lambda: reorganising.rename_unit(None, old, name="Khác", on=date(2026, 1, 1)),
    ):
        with pytest.raises(InvalidInput):
            again()
    assert db.session.scalar(select(func.count()).select_from(UnitChange)) == 1


def test_change_of_a_unit_one_does_not_administer_changes_nothing(make, communes):
    _, old, new, union = communes
    admin = make.administrator(old)
    with pytest.raises(PermissionDenied):
        reorganising.merge_units(admin, [old], into=new, on=DAY)
    assert (old.ended_on, parents(union)) == (None, ["xã Cũ"])
    assert db.session.scalar(select(func.count()).select_from(UnitChange)) == 0


def test_w13_merger_that_is_refused_half_way_changes_nothing(make, communes):
    province, old, new, union = communes
    young = make.unit(parent=province, since=date(2026, 5, 1))
    lead = make.lead(old)
    with pytest.raises(InvalidInput):
        reorganising.merge_units(None, [old, young], into=new, on=date(2026, 1, 1))
    assert (old.ended_on, parents(union, today())) == (None, ["xã Cũ"])
    assert [grant.valid_to for grant in lead.grants] == [None]
    assert db.session.scalar(select(func.count()).select_from(RoleGrant)) == 1


def test_future_merger_changes_nothing_today(make, communes):
    _, old, new, union = communes
    lead, day = make.lead(old), today() + timedelta(days=30)
    reorganising.merge_units(None, [old], into=new, on=day)
    assert old.exists_on(today())
    assert rules.has_role_at(lead, old, Role.UNIT_LEAD)
    assert not rules.has_role_at(lead, new, Role.UNIT_LEAD)
    assert parents(union, today()) == ["xã Cũ"]
    assert parents(union, day) == ["xã Mới"]


def test_move_keeps_the_earlier_place_for_earlier_days(make, communes):
    _province, old, new, union = communes
    reorganising.move_unit(None, union, parent=new, tree=Tree.TERRITORIAL, on=DAY)
    assert (parents(union, BEFORE), parents(union)) == (["xã Cũ"], ["xã Mới"])
    assert parents(union, tree=Tree.PARTY) == ["xã Cũ"]
    with pytest.raises(InvalidInput):
        reorganising.move_unit(None, union, parent=old, tree=Tree.TERRITORIAL, on=BEFORE)


def test_move_on_the_same_day_twice_leaves_one_place(make, communes):
    province, _, new, union = communes
    reorganising.move_unit(None, union, parent=new, tree=Tree.TERRITORIAL, on=DAY)
    reorganising.move_unit(None, union, parent=province, tree=Tree.TERRITORIAL, on=DAY)
    assert parents(union) == ["tỉnh Mẫu"]
    begun = select(func.count()).select_from(UnitPlacement).where(UnitPlacement.unit_id == union.id)
    assert db.session.scalar(begun.where(UnitPlacement.valid_from == DAY)) == 1


def test_every_change_moves_the_version_on(communes):
    _, old, _, _ = communes
    seen = old.version
    reorganising.rename_unit(None, old, name="xã Khác", on=DAY)
    assert old.version == seen + 1


def test_rename_refuses_the_present_name_and_an_earlier_day(communes):
    _, old, _, _ = communes
    for name, day in (("xã Cũ", DAY), ("xã Khác", date(1999, 1, 1))):
        with pytest.raises(InvalidInput):
            reorganising.rename_unit(None, old, name=name, on=day)
    assert [name.name for name in old.names] == ["xã Cũ"]


def test_administrator_records_units_only_below_own_ones(make):
    province, other = make.province(), make.province()
    admin = make.administrator(province)
    unit = registering.create_unit(admin, name="xã Đồng Gương", kind=UnitKind.COMMUNE, parent=province)
    assert unit.code == "xa-dong-guong"
    with pytest.raises(PermissionDenied):
        registering.create_unit(admin, name="xã B", kind=UnitKind.COMMUNE, parent=other)
    with pytest.raises(InvalidInput):
        registering.create_unit(admin, name="xã C", kind=UnitKind.COMMUNE)
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 3


def test_code_is_made_unique(make):
    one, two = (registering.create_unit(None, name="xã Mới", kind=UnitKind.COMMUNE) for _ in range(2))
    assert (one.code, two.code) == ("xa-moi", "xa-moi-2")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "có dấu"}, "code"),
        ({"name": " \u200b "}, "name"),
        ({"name": "xã Mới"}, "name"),
        ({"name": "xã " + "a" * 300}, "name"),
        ({"kind": UnitKind.DISTRICT_LEGACY, "started_on": DAY}, "kind"),
    ],
)
def test_unit_that_is_refused_is_not_stored(communes, values, field):
    province, *_ = communes
    given = {"name": "xã Ba", "kind": UnitKind.COMMUNE, "parent": province, **values}
    with pytest.raises(InvalidInput) as refusal:
        registering.create_unit(None, **given)
    assert refusal.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 4


def test_unit_is_found_by_old_names_and_without_marks(communes):
    province, old, new, union = communes
    reorganising.rename_unit(None, old, name="phường Bến Đợi", on=DAY)
    everything = {one.id for one in (province, old, new, union)}
    for words in ("xa cu", "ben doi", "Đợi", old.code):
        assert [one.id for one in queries.search_units(words, within=everything).items] == [old.id]
    assert queries.search_units("xa cu", within={new.id}).total == 0
    assert queries.search_units("%", within=everything).total == 4
