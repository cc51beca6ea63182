"""The funnels that places published come out of the books exactly (years 2016 to 2023)."""

from datetime import date

import pytest

from registry.catalogue.states import EntryKind, Level, SubjectKind
from registry.reports.definitions import FIGURES, funnel
from registry.reports.figures.counting import By
from registry.reports.scope import Period, Scope
from tests.make.books import History

BOTH = (SubjectKind.COLLECTIVE, SubjectKind.INDIVIDUAL)


@pytest.fixture
def reader(make):
    """Somebody who reads the figures of a unit."""
    return lambda history: make.staff(history.unit)


def scope_of(reader, history, year, **values):
    return Scope(reader(history), Period.of_year(year), history.unit, **values)


def registered(history, collective, individual):
    """Models of both kinds of subject, by kind."""
    return [
        history.models(number, subject_kind=kind)
        for number, kind in zip((collective, individual), BOTH, strict=True)
    ]


def test_a_district_of_2019_with_what_was_copied(make, reader):
    # U Minh Thượng 2019: 332 registered (316 + 16), 266 recognised (251 + 15), 39 replicated.
    history = History(make, date(2019, 2, 1), tells=False)
    ours, theirs = registered(history, 316, 16)
    history.wait(250)
    history.nominated([*ours[:251], *theirs[:15]], Level.DISTRICT_LEGACY)
    history.recognised([*ours[:251], *theirs[:15]], Level.DISTRICT_LEGACY)
    history.copied(ours[:39])
    history.book()
    scope = scope_of(reader, history, 2019)
    assert [(figure.code, number) for figure, number in funnel(scope)] == [
        ("registered", 332), ("complete", 266), ("appraised", 266), ("recognised", 266), ("commended", 0),
        ("replicated", 39),
    ]  # fmt: skip
    assert FIGURES["registered"].count(scope, By.SUBJECT) == dict(zip(BOTH, (316, 16), strict=True))
    assert FIGURES["recognised"].count(scope, By.SUBJECT) == dict(zip(BOTH, (251, 15), strict=True))


def test_three_levels_of_one_commune_over_three_years(make, reader):
    # Vĩnh Phú 2021-23: 53 at the commune, 17 at the district, 4 at the province; 42 commune certificates.
    history = History(make, date(2021, 3, 1), tells=False)
    models = history.models(53)
    for level, number in ((Level.COMMUNE, 53), (Level.DISTRICT_LEGACY, 17), (Level.PROVINCE, 4)):
        history.wait(100)
        history.nominated(models[:number], level, upto="nominated")
    history.wait(300)
    history.recognised(models[:42])
    history.book()
    whole = Scope(reader(history), Period(date(2021, 1, 1), date(2023, 12, 31)), history.unit)
    assert FIGURES["nominated"].count(whole, By.LEVEL) == {
        Level.COMMUNE: 53, Level.DISTRICT_LEGACY: 17, Level.PROVINCE: 4,
    }  # fmt: skip
    assert FIGURES["nominated"].of(whole) == 53
    at_commune = scope_of(reader, history, 2021, level=Level.COMMUNE).at(whole.period)
    assert [number for _figure, number in funnel(at_commune)] == [53, 0, 0, 42, 0, 0]


def test_recognised_and_put_forward_of_a_district_of_2022(make, reader):
    # Chợ Đồn 2022: 123 recognised (69 + 54); of 55 typical ones (29 + 26), 18 proposed for commendation.
    # Who is proposed is put forward, and not yet commended (RULES 0.2); a choice of typical ones among those
    # recognised is no step of its own, and stands in no figure.
    history = History(make, date(2022, 3, 1), tells=False)
    ours, theirs = registered(history, 69, 54)
    history.recognised([*ours, *theirs], Level.DISTRICT_LEGACY)
    history.nominated(ours[:18], Level.DISTRICT_LEGACY, upto="nominated")
    history.book()
    scope = scope_of(reader, history, 2022)
    assert FIGURES["recognised"].count(scope, By.SUBJECT) == dict(zip(BOTH, (69, 54), strict=True))
    steps = ("nominated", "commended", "replicated")
    assert [FIGURES[code].of(scope) for code in steps] == [18, 0, 0]


def test_three_years_of_a_district_with_collectives_and_individuals(make, reader):
    # Thoại Sơn 2021-23: 1,240 registered, collectives and individuals together.
    history = History(make, date(2021, 3, 1), tells=False)
    for number in (380, 410, 450):
        registered(history, number - 60, 60)
        history.wait(365)
    history.book()
    whole = Scope(reader(history), Period(date(2021, 1, 1), date(2023, 12, 31)), history.unit)
    assert FIGURES["registered"].of(whole) == 1240
    assert FIGURES["registered"].count(whole, By.SUBJECT) == dict(zip(BOTH, (1060, 180), strict=True))
    assert FIGURES["registered"].count(whole, By.YEAR) == {2021: 380, 2022: 410, 2023: 450}


def test_five_years_of_a_district_with_those_who_lead_apart(make, reader):
    # An Minh 2016-20: 630 at all levels; 35 commended by the district, 9 by the province, 1 put forward to
    # the centre. Those who lead the movement are commended apart.
    history = History(make, date(2016, 3, 1), tells=False)
    models = history.models(630)
    leaders = history.models(4, entry_kind=EntryKind.LEADERSHIP)
    history.wait(400)
    history.recognised(models[:500])
    history.recognised(models[500:], Level.DISTRICT_LEGACY)
    history.wait(400)
    history.praised(models[:35], Level.DISTRICT_LEGACY)
    history.praised(models[35:44], Level.PROVINCE)
    history.nominated(models[44:45], Level.CENTRAL, upto="nominated")
    history.praised(leaders, Level.DISTRICT_LEGACY)
    history.book()
    whole = Scope(reader(history), Period(date(2016, 1, 1), date(2020, 12, 31)), history.unit)
    assert (FIGURES["registered"].of(whole), FIGURES["recognised"].of(whole)) == (630, 630)
    assert FIGURES["commended"].count(whole, By.LEVEL) == {Level.DISTRICT_LEGACY: 35, Level.PROVINCE: 9}
    assert FIGURES["nominated"].count(whole, By.LEVEL)[Level.CENTRAL] == 1


@pytest.mark.slow
def test_a_province_of_2021_beside_the_year_before(make, reader):
    # Bà Rịa-Vũng Tàu 2021: 2,071 registered, 1,808 effective, 276 more than in 2020.
    history = History(make, date(2020, 3, 1), tells=False)
    history.recognised(history.models(1808 - 276))
    history.day = date(2021, 3, 1)
    history.recognised(history.models(2071)[:1808])
    history.book()
    now = scope_of(reader, history, 2021)
    before = now.at(now.period.years_before(1))
    assert (FIGURES["registered"].of(now), FIGURES["recognised"].of(now)) == (2071, 1808)
    assert FIGURES["recognised"].of(now) - FIGURES["recognised"].of(before) == 276
