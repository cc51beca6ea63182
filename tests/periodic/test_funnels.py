"""The funnels that places published (RULES 2.1) come out of what units write, file and correct.

Books of figures tell the same in tests/reports/test_funnels.py; here nothing is known and people type it in.
"""

from dataclasses import replace
from datetime import date

import pytest

from registry.core.errors import InvalidInput
from registry.periodic import queries
from registry.periodic.consolidating import consolidate
from registry.periodic.service import gathering, writing
from tests.make.reports import FULL, Reporting, content_of

REVIEW = dict.fromkeys(("results", "typical", "causes", "lessons", "shortcomings", "local"), "Theo tổng kết")


def told(figures, prose=()):
    """What somebody types of a place of those days: each figure with a note."""
    return content_of(figures, notes=dict.fromkeys(figures, "Theo báo cáo của địa phương"), prose=prose)


def month(**figures):
    return told({**FULL, **figures})


def review(**figures):
    zero = dict.fromkeys(("registered", "recognised", "commended", "replicated", "running"), 0)
    return told({**zero, **figures}, REVIEW)


def totals(scene, code, *names):
    """The sums of a period, once the level above took them."""
    period = scene.period(code)
    gathering.take_figures(scene.staff, scene.demand, period)
    kept = queries.last_consolidation(scene.demand, period).totals
    table = consolidate(scene.demand, period)
    assert {name: format(value, "f") for name, value in table.totals.items()} == kept
    return tuple(table.totals[name] for name in names)


def test_ba_ria_vung_tau_2021_beside_the_year_before(monday, make):
    # 2,071 registered, 1,808 effective, 276 more than in 2020.
    scene = Reporting(make, since=date(2020, 1, 1))
    scene.filed("2020-12", 0, month(registered=1100, effective=832))
    scene.filed("2020-12", 1, month(registered=800, effective=700))
    scene.filed("2021-11", 0, month(registered=1100, effective=900, new=60))
    scene.filed("2021-12", 0, month(registered=1171, effective=1000, new=71))
    scene.filed("2021-12", 1, month(registered=900, effective=800, new=20))
    asked = scene.asked("2021-12")
    late = month(registered=1171, effective=1008, new=71)
    writing.correct_report(scene.leads[0], asked, late, reason="Tám mô hình báo muộn")
    assert totals(scene, "2021", "registered", "effective", "new") == (2071, 1808, 151)
    assert totals(scene, "2021-q4", "registered") == (2071,)
    assert 1808 - totals(scene, "2020", "effective")[0] == 276


def test_u_minh_thuong_2019(monday, make):
    # 332 registered (316 + 16), 266 recognised (251 + 15), 39 replicated.
    scene = Reporting(make, since=date(2016, 1, 1), form="nam-nam")
    scene.filed("2016-2020", 0, review(registered=316, recognised=251, replicated=30))
    scene.filed("2016-2020", 1, review(registered=16, recognised=15, replicated=9))
    assert totals(scene, "2016-2020", "registered", "recognised", "replicated") == (332, 266, 39)


def test_vinh_phu_2021_23(monday, make):
    # 53 at the commune, 17 of them at the district and 4 at the province too: 42 certificates of the commune.
    scene = Reporting(make, since=date(2021, 1, 1))
    for code, new, recognised in (("2021-12", 18, 14), ("2022-12", 15, 12), ("2023-12", 20, 16)):
        scene.filed(code, 0, month(new=new, recognised=recognised))
    years = [totals(scene, code, "new", "recognised") for code in ("2021", "2022", "2023")]
    assert tuple(map(sum, zip(*years, strict=True))) == (53, 42)


def test_cho_don_2022(monday, make):
    # 123 recognised (69 + 54); of 55 typical ones (29 + 26), 18 proposed for commendation.
    # A typical model is not one that others copied, and who is proposed is not commended (RULES 0.2): neither
    # has a column of its own, so both are told in the text of the typical models.
    scene = Reporting(make, since=date(2021, 1, 1), form="nam-nam")
    for which, recognised, typical in ((0, 69, "29, đề nghị khen 10"), (1, 54, "26, đề nghị khen 8")):
        content = review(recognised=recognised)
        scene.filed(
            "2021-2025", which, replace(content, prose={**REVIEW, "typical": f"Điển hình: {typical}"})
        )
    assert totals(scene, "2021-2025", "recognised", "replicated", "commended") == (123, 0, 0)
    texts = [
        one.last_filing.prose["typical"]
        for one in consolidate(scene.demand, scene.period("2021-2025")).reports
    ]
    assert texts == ["Điển hình: 29, đề nghị khen 10", "Điển hình: 26, đề nghị khen 8"]


def test_an_minh_2016_20(monday, make):
    # Over 630 at all levels: 35 commended by the district, 9 by the province, one proposed to the centre.
    scene = Reporting(make, since=date(2016, 1, 1), form="nam-nam")
    scene.filed("2016-2020", 0, review(registered=400, recognised=400, commended=35))
    scene.filed("2016-2020", 1, review(registered=230, recognised=230, commended=9))
    assert totals(scene, "2016-2020", "registered", "recognised", "commended") == (630, 630, 44)


def test_thoai_son_2021_23(monday, make):
    # 1,240 collectives and individuals in three years.
    scene = Reporting(make, since=date(2021, 1, 1))
    for code, first, second in (("2021-12", 320, 60), ("2022-12", 350, 60), ("2023-12", 390, 60)):
        scene.filed(code, 0, month(new=first))
        scene.filed(code, 1, month(new=second))
    years = [totals(scene, code, "new") for code in ("2021", "2022", "2023")]
    assert (years, sum(map(sum, years))) == ([(380,), (410,), (450,)], 1240)


@pytest.mark.parametrize("wrong", [{"effective": 2072, "registered": 2071}, {"registered": -1}])
def test_no_funnel_grows_wider_on_its_way(monday, make, wrong):
    scene = Reporting(make, since=date(2021, 1, 1))
    with pytest.raises(InvalidInput):
        scene.filed("2021-12", 0, month(**wrong))
