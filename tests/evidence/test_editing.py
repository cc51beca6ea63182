"""Changing, ordering, removing and restoring evidence."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.evidence import queries
from registry.evidence.claims import links_of, links_of_item
from registry.evidence.service import editing, removing
from registry.evidence.service.editing import Description


def _actions():
    return list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("evidence.%"))))


def test_a_description_is_changed(make, exemplar, member):
    item = make.evidence(exemplar)

    editing.describe_item(member, item, Description("Ảnh mới", Visibility.PUBLIC), version=item.version)

    assert (item.caption, item.visibility) == ("Ảnh mới", Visibility.PUBLIC)
    assert _actions() == ["evidence.attached", "evidence.described"]


def test_two_people_cannot_overwrite_each_other_unknowingly(make, exemplar, member):
    item = make.evidence(exemplar)
    seen = item.version
    editing.describe_item(member, item, Description("Của người thứ nhất"), version=seen)

    with pytest.raises(StaleVersion) as conflict:
        editing.describe_item(member, item, Description("Của người thứ hai"), version=seen)

    assert conflict.value.stored["caption"] == "Của người thứ nhất"
    assert item.caption == "Của người thứ nhất"


@pytest.mark.parametrize(
    "about", [Description(""), Description("x" * 501), Description("Ảnh", result_key="khong-co")]
)
def test_a_wrong_description_changes_nothing(make, exemplar, member, about):
    item = make.evidence(exemplar)

    with pytest.raises(InvalidInput):
        editing.describe_item(member, item, about)

    assert item.caption == "Họp thôn lấy ý kiến"


def test_a_result_that_is_deleted_leaves_its_evidence(make, exemplar, member):
    item = make.evidence(exemplar, result_key=exemplar.latest.results[0].key)

    make.fill(member, exemplar, {"results": []})

    assert queries.get_item(member, item.reference) is item
    assert (links_of(exemplar.latest), links_of_item(item)) == ({}, [])


def test_files_change_places(make, exemplar, member):
    first, second, third = (make.evidence(exemplar, caption=str(n)) for n in range(3))

    editing.move_item(member, third, up=True)
    assert queries.list_items(exemplar.latest) == [first, third, second]
    editing.move_item(member, first, up=False)
    assert queries.list_items(exemplar.latest) == [third, first, second]


def test_at_the_ends_of_the_list_nothing_moves(make, exemplar, member):
    first, last = make.evidence(exemplar), make.evidence(exemplar)

    editing.move_item(member, first, up=True)
    editing.move_item(member, last, up=False)

    assert queries.list_items(exemplar.latest) == [first, last]
    assert "evidence.moved" not in _actions()


def test_what_is_removed_can_be_put_back_where_it_was(make, exemplar, member):
    first, second = make.evidence(exemplar), make.evidence(exemplar)

    removing.remove_item(member, first, version=first.version)
    assert queries.list_items(exemplar.latest) == [second]
    assert queries.list_removed(exemplar.latest) == [first]
    with pytest.raises(NotFound):
        queries.get_item(member, first.reference)

    removing.restore_item(member, first)
    assert queries.list_items(exemplar.latest) == [first, second]
    assert _actions()[-2:] == ["evidence.removed", "evidence.restored"]


def test_restoring_twice_does_it_once(make, exemplar, member):
    item = make.evidence(exemplar)
    removing.remove_item(member, item)

    removing.restore_item(member, item)
    removing.restore_item(member, item)

    assert _actions().count("evidence.restored") == 1


def test_removing_twice_is_refused(make, exemplar, member):
    item = make.evidence(exemplar)
    removing.remove_item(member, item)

    with pytest.raises(InvalidTransition, match="has been removed"):
        removing.remove_item(member, item)


def test_removing_what_somebody_else_changed_is_refused(make, exemplar, member):
    item = make.evidence(exemplar)
    seen = item.version
    editing.describe_item(member, item, Description("Khác rồi"))

    with pytest.raises(StaleVersion):
        removing.remove_item(member, item, version=seen)

    assert item.removed_at is None


COMMANDS = [
    lambda person, item: editing.describe_item(person, item, Description("Sửa")),
    lambda person, item: editing.move_item(person, item, up=True),
    lambda person, item: removing.remove_item(person, item),
    lambda person, item: removing.restore_item(person, item),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_others_may_change_nothing(make, exemplar, command):
    item = make.evidence(exemplar)

    for person in (make.lead(make.unit()), make.staff(exemplar.lead_unit), make.reviewer(exemplar.lead_unit)):
        with pytest.raises(PermissionDenied):
            command(person, item)

    assert _actions() == ["evidence.attached"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_submitted_version_stays_as_it_is(make, exemplar, member, command):
    item = make.evidence(exemplar)
    make.frozen(exemplar)

    with pytest.raises(InvalidTransition, match="sent for review"):
        command(member, item)

    assert _actions() == ["evidence.attached"]


@pytest.mark.parametrize("command", COMMANDS)
def test_only_the_newest_version_is_changed(make, exemplar, member, command):
    item = make.evidence(exemplar)
    make.frozen(exemplar)
    begin_new_version(member, exemplar)

    with pytest.raises(InvalidTransition):
        command(member, item)
