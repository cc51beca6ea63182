"""What a model changed at home and elsewhere."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.catalogue.rows import ResultRow
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.transaction import transaction
from registry.replication.effects import effects_of, is_percent
from registry.replication.measured import measured_in
from registry.replication.service import reporting
from registry.replication.service.reporting import Figures
from registry.replication.states import ReplicationKind, ReplicationState


@pytest.fixture
def source(make):
    rows = [ResultRow("Hộ nghèo", 40, 20, "hộ"), ResultRow("Hộ phân loại rác", 18, 84, "%")]
    return make.exemplar(public=True, results=rows)


def copy_with(make, source, *figures, kind=ReplicationKind.ADAPTED):
    one = make.replication(source=source, state=ReplicationState.CONFIRMED, kind=kind)
    keys = [result.key for result in measured_in(source)]
    given = [Figures(keys[at], before, Decimal(after)) for at, before, after in figures]
    reporting.report_result(make.member(one.unit), one, adaptation="", result="Xong", figures=given)
    return one


def test_a_change_is_told_in_per_cent_and_of_percentages_as_a_difference(make, source):
    copy_with(make, source, (0, Decimal(10), 5), (1, Decimal(6), 73))
    poor, sorting = effects_of(source)

    assert poor.is_share
    assert poor.home.value == poor.copies[0].change.value == pytest.approx(-0.6931, abs=0.0001)
    assert not sorting.is_share
    assert sorting.copies[0].change.value == 67


def test_a_copy_that_went_the_other_way_stays_and_counts(make, source):
    copy_with(make, source, (0, Decimal(10), 5))
    worse = copy_with(make, source, (0, Decimal(10), 14))
    reporting.stop(make.member(worse.unit), worse, reason="Không hợp")
    (poor,) = effects_of(source)

    assert [one.same_way for one in poor.copies] == [True, False]
    assert (poor.alike, poor.compared) == (1, 2)


def test_copies_are_pooled_apart_from_home_and_only_when_there_are_enough(make, source):
    for after in (5, 6, 7):
        copy_with(make, source, (0, Decimal(10), after))
    # A figure without the one before compares with nothing.
    copy_with(make, source, (0, None, 3))
    (poor,) = effects_of(source)
    assert (poor.compared, poor.pooled) == (3, None)

    copy_with(make, source, (0, Decimal(10), 8))
    (poor,) = effects_of(source)
    assert poor.pooled.count == 4, "neither home nor the one that compares with nothing"
    assert poor.pooled.low < poor.pooled.mean < poor.pooled.high


def test_a_share_needs_figures_above_nothing(make, source):
    copy_with(make, source, (0, Decimal(0), 5))
    (poor,) = effects_of(source)

    assert not poor.is_share
    assert poor.copies[0].change.value == 5


def test_only_confirmed_copies_are_told_and_a_new_report_replaces_the_figures(make, source):
    one = copy_with(make, source, (0, Decimal(10), 5), (1, Decimal(6), 73))
    key = measured_in(source)[0].key
    reporting.report_result(
        make.member(one.unit), one, adaptation="", result="Xong",
        figures=[Figures(key, Decimal(10), Decimal(4))],
    )  # fmt: skip

    (poor,) = effects_of(source)
    assert [copy.change.after for copy in poor.copies] == [Decimal(4)]
    assert effects_of(make.replication().source) == []


def test_an_indicator_the_model_does_not_have_is_refused(make, source):
    one = make.replication(source=source, state=ReplicationState.CONFIRMED)
    with pytest.raises(InvalidInput):
        reporting.report_result(
            make.member(one.unit), one, adaptation="", result="Xong", figures=[Figures("x", None, Decimal(1))]
        )
    assert one.outcomes == []


def test_a_source_that_words_its_figure_anew_changes_nothing_of_what_others_measured(make, source):
    one = copy_with(make, source, (0, Decimal(10), 14))
    with transaction():
        result = measured_in(source)[0]
        result.indicator, result.measure = "Thu nhập", "triệu đồng"

    (poor,) = effects_of(source)
    assert (poor.title, poor.measure, poor.home) == ("Hộ nghèo", "hộ", None)
    assert poor.copies[0].same_way is None

    # A later report says nothing of a figure the form no longer shows: it stays.
    reporting.report_result(make.member(one.unit), one, adaptation="", result="Xong", figures=[])
    assert [kept.after for kept in one.outcomes] == [Decimal(14)]


def test_one_indicator_is_given_once(make, source):
    one = make.replication(source=source, state=ReplicationState.CONFIRMED)
    twice = [Figures(measured_in(source)[0].key, None, Decimal(1))] * 2
    with pytest.raises(InvalidInput):
        reporting.report_result(make.member(one.unit), one, adaptation="", result="Xong", figures=twice)


def test_the_log_tells_a_figure_of_nothing_from_none(make, source):
    copy_with(make, source, (0, Decimal(0), 5), (1, None, 3))
    events = select(AuditEvent).where(AuditEvent.action == "replication.reported")
    (event,) = db.session.scalars(events)
    told = [figures[1:] for figures in json.loads(event.detail)["figures"]]
    assert told == [["0", "5", "", ""], ["", "3", "", ""]]


def test_a_unit_that_began_twice_counts_once(make, source):
    first = copy_with(make, source, (0, Decimal(10), 20))
    reporting.stop(make.member(first.unit), first, reason="Không hợp")
    again = make.replication(source=source, unit=first.unit, state=ReplicationState.CONFIRMED)
    figures = [Figures(measured_in(source)[0].key, Decimal(10), Decimal(5))]
    reporting.report_result(make.member(again.unit), again, adaptation="", result="Xong", figures=figures)

    (poor,) = effects_of(source)
    assert (len(poor.copies), poor.compared, poor.alike) == (2, 1, 1)


def test_percentages_of_many_weigh_more_than_those_of_few(make, source):
    key = measured_in(source)[1].key
    for after, of in ((30, 2000), (30, 2000), (30, 2000), (80, 20)):
        one = make.replication(source=source, state=ReplicationState.CONFIRMED)
        figures = [Figures(key, Decimal(10), Decimal(after), None, of)]
        reporting.report_result(make.member(one.unit), one, adaptation="", result="Xong", figures=figures)

    (sorting,) = effects_of(source)
    assert sorting.pooled.mean < (20 + 20 + 20 + 70) / 4 - 2
    assert sorting.pooled.spread is not None


@pytest.mark.parametrize(
    ("measure", "expected"), [("%", True), ("% số hộ", True), ("phần trăm", True), ("hộ", False), ("", False)]
)
def test_a_percentage_is_known_by_its_measure(measure, expected):
    assert is_percent(measure) is expected


def test_what_was_only_inspired_by_a_model_or_merged_measures_nothing_of_it(make, source):
    for kind in (ReplicationKind.ADAPTED, ReplicationKind.INSPIRED_BY, ReplicationKind.MERGED_FROM):
        copy_with(make, source, (0, Decimal(10), 5), kind=kind)
    (poor,) = effects_of(source)

    assert [one.replication.kind for one in poor.copies] == [ReplicationKind.ADAPTED]


def test_what_a_model_words_alike_twice_is_asked_once(make):
    rows = [ResultRow("Hộ nghèo", 40, 20, "hộ"), ResultRow("Hộ nghèo", 20, 10, "hộ")]
    source = make.exemplar(public=True, results=rows)

    assert [one.after for one in measured_in(source)] == [20]
    copy_with(make, source, (0, Decimal(10), 5))
    assert [one.home.after for one in effects_of(source)] == [20]


def test_indicators_that_change_their_words_with_each_other_keep_what_was_measured(make, source):
    """Words say what was measured: a figure told anew under them takes the place of the one before."""
    one = copy_with(make, source, (0, Decimal(10), 5), (1, Decimal(6), 73))
    poor, sorting = source.latest.results
    with transaction():
        (poor.indicator, poor.measure), (sorting.indicator, sorting.measure) = (
            (sorting.indicator, sorting.measure), (poor.indicator, poor.measure),
        )  # fmt: skip
    reporting.report_result(
        make.member(one.unit), one, adaptation="", result="Xong",
        figures=[Figures(sorting.key, Decimal(10), Decimal(4))],
    )  # fmt: skip

    (told,) = effects_of(source)
    assert (told.title, told.copies[0].change.after) == ("Hộ nghèo", 4)
    assert told.home.after == sorting.after
