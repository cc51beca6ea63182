"""Recording days of the calendar."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.calendar import queries, service
from registry.calendar.known_days import KNOWN_DAYS
from registry.calendar.models import CalendarDay
from registry.campaigns.routes import list_routes
from registry.campaigns.service.stages import usual_stages
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied, StaleVersion

TUESDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 29)


def _stored():
    return db.session.scalar(select(func.count()).select_from(CalendarDay))


def test_known_days_are_recorded_once_and_what_was_removed_stays_away(make):
    staff = make.staff(make.province())
    assert service.ensure_known_days() == len(KNOWN_DAYS)
    service.remove_day(staff, queries.get_day("2026-08-31"))

    assert service.ensure_known_days() == 0
    assert queries.find_day(date(2026, 8, 31)) is None
    assert queries.list_years() == [2025, 2026, 2027]
    assert queries.list_days(2027)[0].day == date(2027, 1, 1)


def test_a_recorded_day_counts_at_once(make):
    staff = make.staff(make.province())
    assert queries.add_working_days(date(2026, 11, 23), 1) == TUESDAY

    free = service.add_day(staff, TUESDAY, is_free=True, name=" Ngày  Văn hóa Việt Nam ")
    assert (free.name, free.is_free) == ("Ngày Văn hóa Việt Nam", True)
    assert queries.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    worked = service.add_day(staff, SUNDAY, is_free=False, name="Làm bù")
    assert not worked.is_free
    assert queries.is_working_day(SUNDAY)
    assert queries.working_days_between(date(2026, 11, 23), date(2026, 11, 30)) == 5

    service.remove_day(staff, free)
    assert queries.is_working_day(TUESDAY)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"is_free": False}, "kind"),
        ({"day": SUNDAY}, "kind"),
        ({"day": date(2026, 9, 2)}, "day"),
        ({"name": " \n "}, "name"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_a_wrong_day_is_refused(make, changed, field):
    staff = make.staff(make.province())
    service.ensure_known_days()
    values = {"day": TUESDAY, "is_free": True, "name": "Ngày nghỉ", **changed}

    with pytest.raises(InvalidInput) as refusal:
        service.add_day(staff, values.pop("day"), **values)

    assert (refusal.value.field, _stored()) == (field, len(KNOWN_DAYS))


def test_only_who_looks_after_the_whole_may(make):
    province = make.province()
    communal = make.administrator(make.unit(parent=province))
    day = service.add_day(make.administrator(province), TUESDAY, is_free=True, name="Ngày nghỉ")

    with pytest.raises(PermissionDenied):
        service.add_day(communal, SUNDAY, is_free=False, name="Làm bù")
    with pytest.raises(PermissionDenied):
        service.rename_day(communal, day, name="Khác")
    with pytest.raises(PermissionDenied):
        service.remove_day(communal, day)

    assert [(one.day, one.name) for one in queries.list_days(2026)] == [(TUESDAY, "Ngày nghỉ")]


def test_of_two_who_name_a_day_the_second_is_told(make):
    staff = make.staff(make.province())
    day = service.add_day(staff, TUESDAY, is_free=True, name="Ngày nghỉ")
    service.rename_day(staff, day, name="Ngày Văn hóa", version=1)

    with pytest.raises(StaleVersion) as refusal:
        service.rename_day(staff, day, name="Khác", version=1)

    assert refusal.value.stored == {"name": "Ngày Văn hóa"}
    with pytest.raises(StaleVersion):
        service.remove_day(staff, day, version=1)
    assert _stored() == 1


def test_tet_of_2027_is_known_before_it_is_announced_and_says_so(make):
    service.ensure_known_days()
    free = [date(2027, 2, day) for day in range(5, 12)]
    assert not any(map(queries.is_working_day, free))
    assert queries.is_working_day(date(2027, 2, 12))
    assert (queries.lacks_tet(2027), queries.is_provisional(2027), queries.is_provisional(2026)) == (
        False, True, False,
    )  # fmt: skip
    assert queries.list_unsettled(date(2026, 1, 1), date(2028, 12, 31)) == [2027, 2028]
    assert queries.list_unsettled(date(2027, 3, 1), date(2027, 12, 31)) == []
    # The days off are the 5th to the 11th of February: what ends before or begins after does not meet them.
    assert queries.list_unsettled(date(2027, 1, 4), date(2027, 2, 4)) == []
    assert queries.list_unsettled(date(2027, 2, 12), date(2027, 12, 31)) == []
    assert queries.list_unsettled(date(2027, 2, 11), date(2027, 2, 12)) == [2027]


def test_no_proposed_stage_begins_or_ends_within_tet(make):
    service.ensure_known_days()
    for opens_on in (date(2026, 11, day) for day in range(1, 29)):
        for days in (120, 150, 200):
            closes_on = date(2027, 6, 30) if days == 200 else opens_on + timedelta(days=days)
            proposals = [
                usual_stages(opens_on, closes_on),
                *(r.plans(opens_on, closes_on) for r in list_routes()),
            ]
            for plans in proposals:
                edges = [*(one.starts_on for one in plans[1:]), *(one.ends_on for one in plans[:-1])]
                assert not [one for one in edges if not queries.is_working_day(one)]
                assert all(a.starts_on <= a.ends_on for a in plans)
