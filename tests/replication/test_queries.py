"""Who may read which replication, the counts, the tree, and what waits for whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.notifications.models import Message
from registry.replication import queries
from registry.replication.lineage import descends_from, lineage
from registry.replication.service import confirming, reporting
from registry.replication.states import ReplicationState
from registry.replication.waiting import references_waiting, waiting_for
from registry.units.naming import within

R = ReplicationState
CONFIRMED = [R.CONFIRMED, R.REPORTED, R.SUSTAINED, R.STOPPED]


def _can_read(person, replication):
    try:
        return queries.get_replication(person, replication.reference) is replication
    except NotFound:
        return False


@pytest.mark.parametrize("state", list(R))
def test_both_units_and_those_who_look_after_them_read_it_always(make, state):
    province = make.province()
    source = make.exemplar(unit=make.unit(parent=province), public=True)
    replication = make.replication(source=source, state=state)

    for person in (
        make.lead(replication.unit), make.secretary(replication.unit), make.administrator(replication.unit),
    ):  # fmt: skip
        assert _can_read(person, replication)
    for person in (make.member(source.lead_unit), make.staff(province), make.signer(province)):
        assert _can_read(person, replication) is (state is not R.PREPARING)


@pytest.mark.parametrize("state", list(R))
def test_everybody_reads_it_once_it_was_confirmed(make, state):
    replication = make.replication(state=state)

    for person in (None, make.user(), make.lead(make.unit())):
        assert _can_read(person, replication) is (state in CONFIRMED)


def test_a_copy_of_a_model_that_is_not_public_is_read_by_units_only(make):
    replication = make.replication(source=make.exemplar(), state=R.CONFIRMED)

    assert not _can_read(None, replication)
    assert _can_read(make.lead(make.unit()), replication)


def test_a_copy_stopped_before_it_was_confirmed_stays_between_the_units(make):

    replication = make.replication()
    reporting.stop(make.member(replication.unit), replication, reason="Thôi")

    assert not _can_read(None, replication)
    assert _can_read(make.member(replication.unit), replication)


@pytest.mark.parametrize("reference", ["NR-2026-9999", "", "9" * 26, "\x00"])
def test_what_is_not_there_is_not_found(make, reference):
    with pytest.raises(NotFound):
        queries.get_replication(make.user(), reference)


def test_lists_are_narrowed_by_state_and_side(make):
    unit = make.unit()
    member = make.member(unit)
    own = make.exemplar(unit=unit, public=True)
    mine = make.replication(unit=unit, state=R.CONFIRMED)
    ours = make.replication(source=own, state=R.PROPOSED)
    other = make.replication(state=R.REPORTED)
    make.replication(state=R.PROPOSED)

    def found(**values):
        return list(queries.list_replications(member, **values).items)

    assert found() == [other, ours, mine]
    assert found(state=R.REPORTED) == [other]
    assert found(side="copies") == [mine]
    assert found(side="sources") == [ours]
    assert found(side="sources", state=R.CONFIRMED) == []
    assert list(queries.list_replications(None).items) == [other, mine]


def test_lists_come_in_pages(make):
    source = make.exemplar(public=True)
    for _one in range(3):
        make.replication(source=source, state=R.CONFIRMED)

    page = queries.list_replications(None, number=2, size=2)

    assert (len(page.items), page.total, page.last) == (1, 3, 2)


def test_only_confirmed_copies_that_go_on_are_counted(make):
    source, other = make.exemplar(public=True), make.exemplar(public=True)
    for state in R:
        make.replication(source=source, state=state)

    assert queries.count_confirmed(source) == 3
    assert queries.count_confirmed_by_source([source.id, other.id]) == {source.id: 3}
    assert queries.count_confirmed(other) == 0


def test_copies_are_listed_for_each_reader(make):
    source = make.exemplar(public=True)
    by_state = {state: make.replication(source=source, state=state) for state in R}

    public = {one.state for one in queries.copies_of(source)}
    inside = {one.state for one in queries.copies_of(source, make.member(source.lead_unit))}

    assert public == set(CONFIRMED)
    assert inside == set(R) - {R.DECLINED, R.PREPARING}
    assert by_state[R.PROPOSED] in queries.copies_of(source, make.member(by_state[R.PROPOSED].unit))


def _chain(make, length=3):
    """Models each of which is a copy of the one before."""
    models = [make.exemplar(public=True)]
    for _link in range(length - 1):
        unit = make.unit()
        model = make.exemplar(unit=unit, public=True)
        make.replication(source=models[-1], unit=unit, state=R.REPORTED, copy=model)
        models.append(model)
    return models


def test_the_tree_begins_at_the_root_wherever_one_stands(make):
    first, second, third = _chain(make)

    for model in (first, second, third):
        tree = lineage(model)
        assert tree.root is first
        assert [branch.link.copy_id for branch in tree.branches] == [second.id]
        assert [branch.link.copy_id for branch in tree.branches[0].branches] == [third.id]
        assert tree.copies == 2


def test_the_tree_shows_the_unconfirmed_to_the_units_only(make):
    source = make.exemplar(public=True)
    waiting = make.replication(source=source)
    make.replication(source=source, state=R.DECLINED)

    assert lineage(source).branches == []
    assert [one.link.id for one in lineage(source, make.member(source.lead_unit)).branches] == [waiting.id]


def test_a_ring_that_slipped_in_ends_the_tree_and_not_the_page(make):
    first, second, third = _chain(make)
    closing = make.replication(source=third, unit=make.unit(), state=R.REPORTED)
    closing.copy_id = first.id
    db.session.commit()

    for model in (first, second, third):
        assert lineage(model).copies <= 4
        assert len(queries.list_ancestors(model)) <= 3


def test_descent_is_followed_over_generations(make):
    first, second, third = _chain(make)

    assert descends_from(third, first)
    assert descends_from(second, first)
    assert not descends_from(first, third)
    assert not descends_from(first, first)


def test_a_copy_waits_for_the_source_unit_then_for_its_report(make):
    replication = make.replication(started_on=today() - timedelta(days=100))
    asked, copying = make.lead(replication.source.lead_unit), make.member(replication.unit)
    stranger = make.lead(make.unit())

    (found,) = waiting_for(asked)
    assert found.endpoint == "replication.answer"
    assert found.values == {"reference": replication.reference}
    assert found.since == replication.proposed_at
    assert replication.unit_name in found.title
    assert (waiting_for(copying), waiting_for(stranger)) == ([], [])

    confirming.confirm(asked, replication)
    assert [one.endpoint for one in waiting_for(copying)] == ["replication.report"]
    assert references_waiting(copying) == [replication.reference]
    assert references_waiting(asked) == []


def test_who_registered_a_copy_is_not_asked_to_confirm_it(make):
    replication = make.replication()
    both = make.lead(replication.source.lead_unit)
    replication.registered_by_id = both.id
    db.session.commit()

    assert waiting_for(both) == []


def test_a_copy_that_began_lately_need_not_report_yet(make):
    replication = make.replication(state=R.CONFIRMED, started_on=today())

    assert waiting_for(make.member(replication.unit)) == []


def test_copies_of_imported_models_wait_for_the_staff(make):
    province = make.province()
    source = make.exemplar(unit=make.unit(parent=province), public=True)
    source.is_imported = True
    db.session.commit()
    make.replication(source=source)

    assert len(waiting_for(make.staff(province))) == 1
    assert waiting_for(make.staff(make.province())) == []


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Xã Mường Phăng", "xã Mường Phăng"),
        ("xã Mường Phăng", "xã Mường Phăng"),
        ("Phường 1", "phường 1"),
        ("Thành phố Ước Mơ", "thành phố Ước Mơ"),
        ("Tỉnh ủy Minh Họa", "Tỉnh ủy Minh Họa"),
        ("Tỉnh Đoàn Minh Họa", "Tỉnh Đoàn Minh Họa"),
        ("Hội Nông dân xã Đèo Mơ", "Hội Nông dân xã Đèo Mơ"),
        ("", ""),
    ],
)
def test_a_kind_of_place_has_no_capital_inside_a_sentence(name, inside):
    assert within(name) == inside


def test_a_message_names_the_unit_as_inside_a_sentence(make):
    source = make.exemplar(public=True)
    lead = make.lead(source.lead_unit)
    make.replication(source=source, unit=make.unit(name="Xã Mường Lai"))
    told = db.session.scalars(select(Message).where(Message.to_id == lead.id)).one()
    assert "Chờ xác nhận: xã Mường Lai nhân rộng" in told.subject
    assert told.body.startswith("Xã Mường Lai đã đăng ký")
