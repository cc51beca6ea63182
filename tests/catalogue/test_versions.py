"""Versions: begun as a copy, frozen, published; rights pass on with a merger."""

from datetime import date

import pytest

from registry.catalogue import queries
from registry.catalogue.contents import Section, plain_contents
from registry.catalogue.rows import partner_rows, result_rows
from registry.catalogue.service import editing
from registry.core.errors import PermissionDenied
from registry.core.transaction import transaction
from registry.units.service import reorganising


def test_a_new_version_is_a_copy_and_the_old_one_stays(make):
    exemplar = make.frozen(make.exemplar())
    old = exemplar.latest
    lead = make.lead(exemplar.lead_unit)

    new = editing.begin_new_version(lead, exemplar)

    assert (new.number, new.is_frozen) == (2, False)
    assert all(getattr(new, one.name) == getattr(old, one.name) for one in plain_contents())
    assert (result_rows(new), partner_rows(new)) == (result_rows(old), partner_rows(old))
    editing.save_section(lead, exemplar, Section.PROBLEM, {"goals": "Mục tiêu mới"})
    assert old.goals == "Mở rộng 7,2 km đường lên 6 m, không cưỡng chế hộ nào."


def test_while_a_version_is_open_no_other_begins(make):
    exemplar = make.exemplar()
    lead = make.lead(exemplar.lead_unit)

    assert editing.begin_new_version(lead, exemplar) is exemplar.latest
    make.frozen(exemplar)
    editing.begin_new_version(lead, exemplar)
    assert editing.begin_new_version(lead, exemplar).number == 2


def test_listeners_copy_what_they_attached(make, monkeypatch):
    heard = []
    monkeypatch.setattr(editing, "_copied", [*editing._copied])
    editing.on_version_copied(lambda old, new: heard.append((old.number, new.number)))
    exemplar = make.frozen(make.exemplar())

    editing.begin_new_version(make.lead(exemplar.lead_unit), exemplar)

    assert heard == [(1, 2)]


def test_only_the_unit_begins_a_version(make):
    exemplar = make.frozen(make.exemplar())

    with pytest.raises(PermissionDenied):
        editing.begin_new_version(make.staff(exemplar.lead_unit), exemplar)

    assert len(exemplar.versions) == 1


def test_publishing_shows_a_version_to_everybody_for_good(make):
    exemplar = make.exemplar(public=True)
    first = exemplar.latest
    lead = make.lead(exemplar.lead_unit)
    editing.begin_new_version(lead, exemplar)

    assert queries.version_to_show(None, exemplar) is first
    assert queries.version_to_show(lead, exemplar).number == 2
    with transaction():
        editing.publish(exemplar, exemplar.latest)
    assert queries.version_to_show(None, exemplar).number == 2
    assert [one.number for one in queries.list_versions(None, exemplar)] == [1, 2]


def test_successors_edit_what_a_merged_unit_made_and_its_name_stays(make):
    old, new = make.unit(name="Xã Nà Sương"), make.unit(name="Xã Sương Nắng")
    exemplar = make.exemplar(unit=old)
    heir, former = make.member(new), make.member(old)
    reorganising.merge_units(None, [old], into=new, on=date(2025, 7, 1))

    editing.save_section(heir, exemplar, Section.PROBLEM, {"goals": "Người kế tục sửa"})
    editing.save_section(former, exemplar, Section.REUSE, {"upkeep": "Người cũ vẫn làm"})

    assert (exemplar.latest.goals, exemplar.latest.upkeep) == ("Người kế tục sửa", "Người cũ vẫn làm")
    assert (exemplar.lead_unit, exemplar.lead_unit_name) == (old, "Xã Nà Sương")
    assert exemplar in queries.list_of_unit(new).items
