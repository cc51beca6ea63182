"""The drawing of what a model changed: one scale, intervals, weights, and the table that says the same."""

import math
import re
from decimal import Decimal

import pytest

from registry.catalogue.rows import ResultRow
from registry.replication.effects import effects_of
from registry.replication.measured import measured_in
from registry.replication.service import reporting
from registry.replication.service.reporting import Figures
from registry.replication.states import ReplicationState
from registry.web.replication.forest import Kind, Spot, drawing_of, ticks_of
from registry.web.replication.outcome_tables import tables_of

MEASURED = ((10, 50, 2000), (10, 40, 2000), (10, 45, 300), (10, 30, 20))


@pytest.fixture
def source(make):
    return make.exemplar(public=True, results=[ResultRow("Hộ phân loại rác", 18, 84, "%")])


def measure(make, source, before, after, of=None):
    copy = make.replication(source=source, state=ReplicationState.CONFIRMED)
    figures = [Figures(measured_in(source)[0].key, Decimal(before), Decimal(after), None, of)]
    reporting.report_result(make.member(copy.unit), copy, adaptation="", result="Xong", figures=figures)
    return copy


def section_of(client, source):
    page = client.get(f"/mo-hinh/{source.reference}").text
    return page.partition("Kết quả ở nơi nhân rộng")[2].partition("</section>")[0]


def test_every_known_interval_is_drawn_and_told_and_home_elsewhere_and_mean_stand_apart(make, client, source):
    for row in MEASURED:
        measure(make, source, *row)
    (one,) = effects_of(source)
    shown = section_of(client, source)

    assert len(re.findall(r'forest__line--copy"', shown)) == 4
    assert shown.count('class="forest__mean"') == 1
    assert shown.count("forest__mark--home") == 1
    assert "forest__line--home" not in shown, "nobody said of how many it was at home"
    heads = [shown.index(words) for words in ("Ở nơi làm đầu tiên", "Ở nơi nhân rộng", "Gộp các nơi")]
    assert heads == sorted(heads)
    low, high = one.copies[0].change.interval
    assert f"+{low:.1f} đến +{high:.1f} điểm phần trăm".replace(".", ",") in shown
    assert low < 40 < high
    assert "không tính được" in shown, "the table says of home what the drawing shows"
    assert "Chỉ có chấm, không có vạch" in shown
    assert "style=" not in shown


def test_the_page_of_the_tree_leads_to_the_drawing_where_there_is_one(make, client, source):
    make.replication(source=source, state=ReplicationState.CONFIRMED)
    tree, drawing = f"/mo-hinh/{source.reference}/lan-toa", f"/mo-hinh/{source.reference}#ket-qua-noi-khac"
    assert drawing not in client.get(tree).text

    measure(make, source, *MEASURED[0])

    assert f'href="{drawing}"' in client.get(tree).text
    assert 'id="ket-qua-noi-khac"' in client.get(drawing).text


def test_the_mean_and_its_interval_in_the_table_are_those_of_the_diamond(make, app, source):
    for row in MEASURED:
        measure(make, source, *row)
    (one,) = effects_of(source)
    with app.test_request_context():
        (table,) = tables_of(source, None)
    mean, marks = table.lines[-1], table.drawing.marks

    assert mean.weight == "100 %"
    assert f"{one.pooled.low:+.1f}".replace(".", ",").replace("-", "−") in mean.interval
    by_value = {copy.change.value: mark.at for copy, mark in zip(one.copies, marks[1:], strict=False)}
    # One scale: what lies twice as far from no change is drawn twice as far from it.
    zero = table.drawing.zero
    assert (by_value[40.0] - zero) / (by_value[20.0] - zero) == pytest.approx(2, abs=0.02)
    assert marks[-1].ends[0] < marks[-1].at < marks[-1].ends[1]


def test_the_area_of_a_square_is_its_weight_and_the_weights_are_all_of_it(make, app, source):
    for row in MEASURED:
        measure(make, source, *row)
    (one,) = effects_of(source)
    with app.test_request_context():
        (table,) = tables_of(source, None)

    weights = [copy.weight for copy in one.copies]
    assert sum(weights) == pytest.approx(1)
    assert weights[0] > weights[2] > weights[3]
    sides = [mark.side for mark in table.drawing.marks if mark.kind is Kind.COPY]
    assert (sides[3] / sides[0]) ** 2 == pytest.approx(weights[3] / weights[0], abs=0.03)


def test_a_place_that_does_not_say_of_how_many_is_a_dot_alone(make, client, source):
    measure(make, source, 10, 50, 2000)
    measure(make, source, 10, 40)
    shown = section_of(client, source)

    assert shown.count('forest__line--copy"') == 1
    assert len(re.findall(r'<circle class="forest__mark"', shown)) == 1
    assert "forest__mean" not in shown


def test_home_has_its_interval_where_it_says_of_how_many(make, client):
    result = ResultRow("Hộ phân loại rác", 18, 84, "%", of_count=500)
    source = make.exemplar(public=True, results=[result])
    measure(make, source, 10, 50, 2000)
    shown = section_of(client, source)

    assert 'forest__line--home"' in shown
    assert "Chỉ có chấm" not in shown


@pytest.mark.parametrize(
    ("low", "high"), [(0, 67), (-3, 0), (-0.02, 0.01), (0, 0), (12, 1900), (-98, 4), (-1, 1), (0, 3e6)]
)
def test_the_scale_has_three_to_five_round_ticks_that_hold_everything(app, low, high):
    with app.test_request_context():
        ticks = ticks_of(min(low, 0), max(high, 0), is_share=False)
    assert 3 <= len(ticks) <= 5
    assert ticks[0][0] <= low <= high <= ticks[-1][0]
    assert 0.0 in [at for at, _text in ticks]
    assert all(len(re.sub(r"\D", "", text).strip("0")) <= 3 for _at, text in ticks)


@pytest.mark.parametrize(
    ("least", "most"), [(0.5, 1), (0.64, 1.1), (0.02, 1), (1, 40), (0.3, 9), (0.45, 1.35), (1, 1)]
)
def test_a_scale_in_per_cent_never_goes_below_nothing_left(app, least, most):
    with app.test_request_context():
        ticks = ticks_of(math.log(least), math.log(most), is_share=True)
    assert 3 <= len(ticks) <= 5
    assert ticks[0][0] <= math.log(least) + 1e-9
    assert math.log(most) - 1e-9 <= ticks[-1][0]
    assert "0" in [text for _at, text in ticks]


def test_a_place_without_a_change_is_not_drawn(app):
    with app.test_request_context():
        drawing = drawing_of(
            [Spot(Kind.COPY, "Xã Một", None), Spot(Kind.COPY, "Xã Hai", 2.0)], is_share=False, measure="hộ"
        )
    assert [mark.who for mark in drawing.marks] == ["Xã Hai"]


def test_no_name_meets_the_drawing(make, client, source):
    """Lines of the scale and marks stand below the name of their row, and end where the next begins."""
    spots = [
        Spot(Kind.HOME, "Nơi làm đầu tiên", 66.0),
        *(Spot(Kind.COPY, "Xã có tên rất dài", at, (at - 3, at + 3), 1.0) for at in (-20.0, 0.0, 40.0)),
        Spot(Kind.MEAN, "Trung bình", 8.0, (2.0, 14.0)),
    ]
    drawing = drawing_of(spots, is_share=False, measure="điểm phần trăm")
    names = [(one.y + 1, one.y + 16) for one in drawing.marks]
    drawn = drawing.bands + [(one.y + 25 - one.side / 2, one.y + 25 + one.side / 2) for one in drawing.marks]
    assert not [(a, b) for a in names for b in drawn if a[0] < b[1] and b[0] < a[1]]
    heads = [(one.y - 11, one.y + 4) for one in drawing.headings]
    assert not [(a, b) for a in heads for b in drawn if a[0] < b[1] and b[0] < a[1]]

    for row in MEASURED:
        measure(make, source, *row)
    shown = section_of(client, source)
    (zero,) = re.findall(r'class="forest__zero" d="([^"]+)"', shown)
    assert zero.count("M") == shown.count('class="forest__who"'), "a piece beside each change"
