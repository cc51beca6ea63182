"""The tree over several generations: what keeps its links, what is refused, what is counted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.identity.models import User
from registry.replication.figures import spread_of
from registry.replication.lineage import ancestors, lineage
from registry.replication.models import Replication
from registry.replication.places import count_by_province
from registry.replication.service import reporting
from registry.replication.states import ReplicationKind, ReplicationState
from registry.units.service import reorganising
from tests.make.commands import in_threads

R, K = ReplicationState, ReplicationKind
LONG_AGO = date(2024, 3, 1)


def _copy(make, source, state=R.REPORTED, **values):
    """A copy whose unit registered a model of its own, and that model."""
    unit = make.unit()
    model = make.exemplar(unit=unit, public=True)
    return make.replication(source=source, unit=unit, state=state, copy=model, **values), model


def _linked(copy, model):
    copy.copy_id = model.id
    db.session.commit()
    return copy


def test_one_origin_with_three_copies_is_one_model_and_read_by_generations(make):
    source, asked = make.exemplar(public=True), []
    for _number in range(3):
        _copy(make, source)

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    assert lineage(source).copies == 3
    event.remove(db.engine, "before_cursor_execute", note)

    assert sum("replications" in one for one in asked) <= 3
    assert (spread_of(source).direct, spread_of(source).living) == (3, 3)


def test_what_was_only_inspired_or_merged_or_not_confirmed_is_no_copy(make):
    source = make.exemplar(public=True)
    for kind in (K.INSPIRED_BY, K.MERGED_FROM):
        _copy(make, source, kind=kind)
    waiting, model = _copy(make, source, state=R.PROPOSED)
    _linked(waiting, model)
    inside = make.lead(source.lead_unit)

    assert (spread_of(source).living, spread_of(source).descendants) == (0, 2)
    assert (spread_of(source, inside).descendants, spread_of(source, inside).unconfirmed) == (3, 1)


def test_a_model_merged_from_two_comes_from_both_and_is_drawn_once(make):
    first, second = make.exemplar(public=True), make.exemplar(public=True)
    joint, model = _copy(make, first, kind=K.MERGED_FROM)
    other = make.replication(source=second, unit=joint.unit, state=R.CONFIRMED, kind=K.MERGED_FROM)
    person = db.session.get(User, other.registered_by_id)

    reporting.report_result(person, other, adaptation="", result="Xong", copy=model)

    assert ancestors(model) == [first, second]
    plain = make.replication(source=make.exemplar(public=True), unit=joint.unit, state=R.CONFIRMED)
    with pytest.raises(InvalidInput, match=joint.reference):
        reporting.report_result(person, plain, adaptation="", result="Xong", copy=model)
    assert plain.copy_id is None


def test_links_that_one_may_not_see_give_no_source_away(make):
    source = make.exemplar(public=True)
    waiting, model = _copy(make, source, state=R.PROPOSED)
    _linked(waiting, model)

    assert (ancestors(model), lineage(model).root) == ([], model)
    assert ancestors(model, make.lead(source.lead_unit)) == [source]


def test_mergers_of_units_keep_every_link(make):
    old, new = make.province(), make.province()
    source = make.exemplar(unit=make.unit(parent=old), public=True)
    copy, model = _copy(make, source)
    _copy(make, model)
    before = [branch.link for branch in lineage(source)]
    heir = make.unit(parent=new)

    reorganising.merge_units(None, [copy.unit, source.lead_unit], into=heir, on=date(2026, 4, 1))

    assert [branch.link for branch in lineage(source)] == before
    assert lineage(source).generations == 2
    assert count_by_province(before[:1]) == {new.code: 1}


def test_of_two_that_close_a_circle_at_once_one_is_refused(make, app):
    first, second = make.exemplar(public=True), make.exemplar(public=True)
    forth = make.replication(source=first, unit=second.lead_unit, state=R.CONFIRMED).id
    back = make.replication(source=second, unit=first.lead_unit, state=R.CONFIRMED).id
    plans = [(forth, second.id), (back, first.id)]

    def close(number):
        copy, model = (
            db.session.get(Replication, plans[number][0]),
            db.session.get(Exemplar, plans[number][1]),
        )
        person = db.session.get(User, copy.registered_by_id)
        reporting.report_result(person, copy, adaptation="", result="Xong", copy=model)

    raised = in_threads(app, 2, close)

    db.session.rollback()
    assert [type(one) for one in raised] == [InvalidInput]
    assert len(db.session.scalars(select(Replication).where(Replication.copy_id.is_not(None))).all()) == 1


def test_kept_is_what_gave_a_sign_and_the_silent_are_told_apart(make):
    source = make.exemplar(public=True)
    copies = [make.replication(source=source, state=R.CONFIRMED, started_on=LONG_AGO) for _n in range(5)]
    make.replication(source=source, state=R.REPORTED, started_on=today())
    copies[0].reported_on = LONG_AGO + timedelta(days=366)
    copies[1].sustained_on = LONG_AGO + timedelta(days=800)
    copies[2].state, copies[2].stopped_on = R.STOPPED, LONG_AGO + timedelta(days=30)
    copies[3].state, copies[3].stopped_on = R.STOPPED, LONG_AGO + timedelta(days=400)
    db.session.commit()

    year, two = spread_of(source).kept

    assert (year.months, year.of, year.kept, year.silent, year.share) == (12, 5, 3, 1, 0.6)
    assert (two.of, two.kept, two.silent, two.is_enough) == (5, 1, 2, True)
    assert not spread_of(make.exemplar(public=True)).kept[0].is_enough


def test_a_copy_that_was_stopped_before_it_was_confirmed_waits_for_nobody(make):
    copy = make.replication()
    reporting.stop(make._member_of(copy.unit), copy, reason="Hết kinh phí")

    spread = spread_of(copy.source, make._member_of(copy.unit))

    assert (spread.descendants, spread.stopped, spread.unconfirmed) == (1, 1, 0)


@pytest.mark.parametrize(
    ("began", "sign", "kept"),
    [
        (date(2024, 1, 31), date(2025, 1, 30), 0),
        (date(2024, 1, 31), date(2025, 1, 31), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
    ],
)
def test_twelve_months_end_on_the_same_day_of_the_month(make, began, sign, kept):
    copy = make.replication(state=R.CONFIRMED, started_on=began)
    copy.reported_on = sign
    db.session.commit()

    assert spread_of(copy.source).kept[0].kept == kept
