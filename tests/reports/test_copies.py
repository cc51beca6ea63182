"""One origin with three copies is one new model, not four."""

from datetime import date

import pytest

from registry.catalogue.states import ExemplarState
from registry.periodic.forms import newest
from registry.periodic.periods import Span, period_at
from registry.periodic.prefill import known_rows
from registry.replication.states import ReplicationKind, ReplicationState
from registry.reports.definitions import FIGURES
from registry.reports.figures.present import blanks_of
from registry.reports.scope import Period, Scope
from tests.make.books import History

NEW = ("registered", "nominated", "complete", "appraised", "recognised", "running")


@pytest.fixture
def history(make):
    history = History(make, date(2022, 3, 1))
    history.reader = make.staff(history.unit, since=date(2010, 1, 1))
    return history


def told(history, code, year):
    return FIGURES[code].of(Scope(history.reader, Period.of_year(year), history.unit))


def chain(history):
    """An origin, three copies with a record of their own, and a copy of the first of them."""
    origin, *records, further = history.models(5)
    history.nominated([origin, *records])
    history.recognised([origin, *records])
    if history.tells:
        history.book()
    history.wait(20)
    links = history.copied([origin] * 3, records=records)
    history.copied(records[:1], records=[further])
    history.book()
    return origin, records, links


def test_three_copies_of_an_origin_are_no_new_models(history):
    chain(history)
    assert {code: told(history, code, 2022) for code in NEW} == dict.fromkeys(NEW, 1)
    assert told(history, "places", 2022) == 4
    assert told(history, "replicated", 2022) == 2


def test_the_books_tell_the_same_when_they_begin_late(make):
    history = History(make, date(2022, 3, 1), tells=False)
    history.reader = make.staff(history.unit, since=date(2010, 1, 1))
    chain(history)
    assert {code: told(history, code, 2022) for code in NEW} == dict.fromkeys(NEW, 1)


@pytest.mark.parametrize(
    ("name", "value"), [("kind", ReplicationKind.INSPIRED_BY), ("state", ReplicationState.DECLINED)]
)
def test_what_is_no_confirmed_copy_stays_a_new_model(history, name, value):
    _origin, _records, links = chain(history)
    history.changed(links[1], "replication.changed", **{name: value})
    history.book()
    assert (told(history, "registered", 2022), told(history, "running", 2022)) == (2, 2)


def test_a_stopped_copy_stays_a_copy(history):
    _origin, _records, links = chain(history)
    history.changed(links[1], "replication.stopped", state=ReplicationState.STOPPED)
    history.book()
    assert told(history, "registered", 2022) == 1


def test_a_report_that_no_longer_names_the_record_makes_it_a_new_model_from_then_on(history, make):
    """The years that are closed stay as they were told."""
    _origin, records, links = chain(history)
    for link, record in zip(links, records, strict=True):
        history.reported(link, copy=record)
    history.wait(500)
    history.book()
    history.reported(links[0], copy=None)
    history.book()
    years = (2022, 2023)
    assert [told(history, "registered", year) for year in years] == [1, 1]
    assert [told(history, "running", year) for year in years] == [1, 2]


def test_what_a_closed_year_told_is_not_told_again_by_another_one(history):
    """Registered in 2022 as a new model, linked as a copy in 2023, the link withdrawn in 2024."""
    origin, record = history.models(2)
    history.book()
    history.wait(450)
    link = history.copied([origin], records=[record])[0]
    history.book()
    history.wait(400)
    history.changed(link, "replication.declined", state=ReplicationState.DECLINED)
    history.book()
    years = (2022, 2023, 2024)
    assert [told(history, "registered", year) for year in years] == [2, 0, 0]
    assert [told(history, "running", year) for year in years] == [2, 1, 2]


def test_a_place_with_a_running_copy_is_no_blank(make, history):
    commune = make.unit(parent=history.unit)
    origin = history.models(1)[0]
    record = history.models(1, unit=commune)[0]
    history.copied([origin], records=[record])
    history.book()
    fields = {history.fields[0].id: "Kinh tế"}
    scope = Scope(history.reader, Period.of_year(2022), history.unit)
    assert blanks_of(scope, fields) == (1, [])
    history.changed(record, "exemplar.closed", state=ExemplarState.CLOSED)
    history.book()
    assert len(blanks_of(scope, fields)[1]) == 1


def test_a_survivor_of_a_copy_is_a_copy(history):
    origin, record, other = history.models(3)
    history.copied([origin], records=[record])
    history.book()
    history.merged(record, other)
    history.book()
    assert (told(history, "registered", 2022), told(history, "running", 2022)) == (1, 1)


def test_what_a_unit_took_over_stands_in_its_report(history):
    origin, records, _links = chain(history)

    rows = known_rows(newest("sau-thang"), history.unit, period_at(date(2022, 12, 1), Span.HALF))

    assert {one["reference"] for one in rows} >= {origin.reference, *(one.reference for one in records)}
