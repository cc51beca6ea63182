"""What a model changed at home and elsewhere."""

from decimal import Decimal

import pytest

from registry.catalogue.rows import ResultRow
from registry.core.errors import InvalidInput
from registry.replication.effects import effects_of
from registry.replication.measured import measured_in
from registry.replication.service import reporting
from registry.replication.service.reporting import Figures
from registry.replication.states import ReplicationState


@pytest.fixture
def source(make):
    rows = [ResultRow("Hộ nghèo", 40, 20, "hộ"), ResultRow("Hộ phân loại rác", 18, 84, "%")]
    return make.exemplar(public=True, results=rows)


def copy_with(make, source, *figures, state=ReplicationState.CONFIRMED):
    one = make.replication(source=source, state=state)
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
