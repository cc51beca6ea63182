"""The level above: who has filed, reminders, sums of months and units, mergers."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, func, select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.core.permissions import Permission
from registry.notifications.models import Message
from registry.periodic import queries
from registry.periodic.consolidating import consolidate, mean
from registry.periodic.expected import asks_for, filers_of
from registry.periodic.models import ReportPause, ReportReminder
from registry.periodic.periods import Span, find_period
from registry.periodic.service import gathering, writing
from registry.periodic.service.gathering import follow_the_days
from registry.units.service import reorganising
from tests.make.reports import FULL, at, content_of


def said(**figures):
    return content_of({**FULL, **figures})


def noted(**figures):
    """Figures that the registry would tell otherwise, with a note each."""
    return content_of({**FULL, **figures}, notes=dict.fromkeys(figures, "Theo sổ giấy"))


def table(scene, code):
    return consolidate(scene.demand, scene.period(code))


def test_months_make_quarters_and_years_by_the_rule_of_each_figure(scene):
    scene.filed("2026-07", 0, noted(registered=10, effective=8, campaigns=2, answered=90))
    scene.filed("2026-08", 0, noted(registered=12, effective=9, campaigns=3, answered=100))
    scene.filed("2026-09", 0, noted(registered=11, effective=9, campaigns=4, answered="92.5"))
    scene.filed("2026-09", 1, noted(registered=20, effective=15, campaigns=10, answered=50))
    quarter = table(scene, "2026-q3")
    first, second = (one.figures for one in quarter.lines)
    assert (first["registered"], first["campaigns"], first["answered"]) == (11, 9, Decimal("94.17"))
    assert (second["registered"], second["campaigns"], second["answered"]) == (20, 10, 50)
    assert quarter.totals["registered"] == 31
    assert quarter.totals["effective"] == 24
    assert quarter.totals["campaigns"] == 19
    assert quarter.totals["answered"] == mean([Decimal("94.17"), Decimal(50)]) == Decimal("72.09")
    assert table(scene, "2026").totals["campaigns"] == 19


def test_who_has_not_filed_is_told_beside_the_sums(scene):
    scene.filed("2026-08", 0)
    scene.filed("2026-09", 0)
    scene.filed("2026-09", 1)
    september, quarter = table(scene, "2026-09"), table(scene, "2026-q3")
    assert (september.filed, len(september.lines), september.missing) == (2, 2, [])
    assert (quarter.filed, len(quarter.reports)) == (0, 3)
    assert [(part.code, unit.name) for part, unit in quarter.missing] == [
        ("2026-07", "Xã An"), ("2026-07", "Xã Bình"), ("2026-08", "Xã Bình"),
    ]  # fmt: skip
    assert "campaigns" not in table(scene, "2026-06").totals


def test_months_that_cannot_be_filed_yet_are_not_missing(scene):
    assert {part.code for part, _unit in table(scene, "2026").missing} == {
        f"2026-{n:02}" for n in range(1, 11)
    }
    assert table(scene, "2026-12").lines == []
    with at(2026, 11, 26):
        assert ("2026-11", "Xã An") in [(p.code, unit.name) for p, unit in table(scene, "2026-q4").missing]


def test_a_draft_counts_nowhere(scene):
    scene.draft()
    assert table(scene, "2026-10").totals == {}
    assert len(table(scene, "2026-10").missing) == 2


def test_after_a_merger_a_report_counts_for_the_unit_in_its_place(scene):
    scene.filed("2026-07", 0, noted(registered=10, campaigns=2))
    scene.filed("2026-07", 1, noted(registered=5, campaigns=1))
    new = scene.make.unit(parent=scene.province, name="Xã An Bình", since=date(2026, 8, 1))
    administrator = scene.make.administrator(scene.province)
    reorganising.merge_units(administrator, scene.units, into=new, on=date(2026, 8, 1))
    july, quarter = table(scene, "2026-07"), table(scene, "2026-q3")
    assert [(one.unit.name, one.figures["campaigns"]) for one in july.lines] == [("Xã An", 2), ("Xã Bình", 1)]
    assert [one.unit.name for one in quarter.lines] == ["Xã An Bình"]
    assert (quarter.totals["campaigns"], quarter.totals["registered"]) == (3, 15)
    assert [(part.code, unit.name) for part, unit in quarter.missing] == [
        ("2026-08", "Xã An Bình"), ("2026-09", "Xã An Bình"),
    ]  # fmt: skip
    assert {report.unit.name for report in quarter.reports} == {"Xã An", "Xã Bình"}
    lead = scene.make.lead(new)
    asked = queries.get_expected(lead, "thang", "2026-09", new.code, Permission.REPORT_DRAFT)
    writing.save_draft(lead, asked, noted(registered=14, campaigns=4))
    writing.file_report(lead, asked)
    assert (table(scene, "2026-q3").totals["registered"], table(scene, "2026-q3").totals["campaigns"]) == (
        14,
        7,
    )


def test_a_unit_of_another_province_is_not_asked(scene):
    other = scene.make.unit(parent=scene.make.province())
    assert other.name not in [one.unit.name for one in table(scene, "2026-10").lines]
    with pytest.raises(NotFound):
        scene.asked(unit=other, actor=scene.make.lead(other))


def test_one_press_reminds_all_who_have_not_filed_once_a_day(scene):
    scene.filed()
    with pytest.raises(PermissionDenied):
        gathering.remind(scene.leads[0], scene.demand, scene.period("2026-10"), scene.units)
    assert gathering.remind(scene.staff, scene.demand, scene.period("2026-10"), scene.units) == 1
    told = db.session.scalars(select(Message).where(Message.kind == "report.late")).all()
    assert {one.to_id for one in told} == {scene.members[1].id, scene.leads[1].id}
    assert "quá hạn từ 05/11/2026" in told[0].subject
    with pytest.raises(InvalidTransition):
        gathering.remind(scene.staff, scene.demand, scene.period("2026-10"), scene.units)
    noted_event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "report.reminded")).one()
    assert scene.units[1].code in noted_event.detail
    with at(2026, 11, 24):
        assert gathering.remind(scene.staff, scene.demand, scene.period("2026-10"), scene.units) == 1


def test_units_are_reminded_by_themselves_three_days_before_and_on_the_day_after(scene):
    def reminders():
        return db.session.scalar(select(func.count()).select_from(ReportReminder))

    scene.filed("2026-10", 0)
    for day, expected in ((1, 0), (2, 1), (3, 1), (5, 1), (6, 2), (9, 2), (23, 2)):
        with at(2026, 11, day):
            follow_the_days()
            assert reminders() == expected, day
    kinds = db.session.scalars(select(Message.kind).where(Message.kind.startswith("report.")).distinct())
    assert set(kinds) == {"report.due", "report.late"}


def test_taken_figures_are_kept_and_show_what_was_corrected_since(scene):
    scene.filed("2026-10", 0)
    period = scene.period("2026-10")
    gathering.take_figures(scene.staff, scene.demand, period)
    changed = said(campaigns=8)
    writing.correct_report(scene.leads[0], scene.asked(), changed, reason="Đếm sót")
    scene.filed("2026-10", 1)
    taken = queries.last_consolidation(scene.demand, period)
    assert taken.totals["campaigns"] == "3"
    assert table(scene, "2026-10").totals["campaigns"] == 11
    now = gathering.counted_in(table(scene, "2026-10"))
    assert sorted(now.values()) == [1, 2]
    assert list(taken.counted.values()) == [1]
    with pytest.raises(PermissionDenied):
        gathering.take_figures(scene.leads[0], scene.demand, period)
    with pytest.raises(InvalidTransition):
        gathering.take_figures(scene.staff, scene.demand, scene.period("2026-03"))


def test_asking_for_a_report(scene):
    for form, since, field in (("thang", date(2026, 1, 1), "form"), ("sau-thang", date(2010, 1, 1), "since")):
        with pytest.raises(InvalidInput) as refused:
            scene.ask(form, since)
        assert refused.value.field == field
    with pytest.raises(PermissionDenied):
        gathering.demand_report(scene.leads[0], scene.province, "sau-thang", since=date(2026, 1, 1), basis="")
    six = scene.ask("sau-thang", date(2026, 5, 20))
    assert six.starts_on == date(2026, 1, 1)
    gathering.end_demand(scene.staff, six)
    assert six.ends_on == date(2027, 1, 1)
    with pytest.raises(InvalidTransition):
        gathering.end_demand(scene.staff, six)
    with pytest.raises(PermissionDenied):
        gathering.end_demand(scene.leads[0], scene.demand)


def test_a_report_is_asked_for_again_after_a_pause(scene):
    six = scene.ask("sau-thang", date(2026, 5, 20))
    gathering.end_demand(scene.staff, six)
    with pytest.raises(InvalidInput) as refused:
        scene.ask("sau-thang", date(2026, 12, 31))
    assert refused.value.field == "since"

    again = scene.ask("sau-thang", date(2027, 8, 1))

    assert again is six
    assert six.spells == [(date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 7, 1), None)]
    asked = [
        year for year in ("2026-h1", "2026-h2", "2027-h1", "2027-h2")
        if asks_for(six, find_period(year, Span.HALF))
    ]  # fmt: skip
    assert asked == ["2026-h1", "2026-h2", "2027-h2"]
    with pytest.raises(InvalidInput):
        scene.ask("sau-thang", date(2027, 8, 1))


def test_what_is_asked_for_again_goes_on_without_a_pause_or_is_called_off(scene):
    six = scene.ask("sau-thang", date(2026, 5, 20))
    gathering.end_demand(scene.staff, six)
    scene.ask("sau-thang", date(2027, 1, 1))
    assert six.spells == [(date(2026, 1, 1), None)]

    gathering.end_demand(scene.staff, six)
    scene.ask("sau-thang", date(2027, 7, 1))
    gathering.end_demand(scene.staff, six)

    assert six.spells == [(date(2026, 1, 1), date(2026, 12, 31))]
    assert db.session.scalars(db.select(ReportPause)).all() == []


def test_what_never_began_is_asked_for_from_another_day(scene):
    six = scene.ask("sau-thang", date(2027, 7, 1))
    gathering.end_demand(scene.staff, six)
    assert six.spells == []

    scene.ask("sau-thang", date(2026, 1, 1))

    assert six.spells == [(date(2026, 1, 1), None)]


def test_a_demand_of_another_province_does_not_exist(scene):
    stranger = scene.make.staff(scene.make.province())
    for person in (stranger, scene.leads[0], scene.members[0]):
        with pytest.raises(NotFound):
            queries.get_demand(person, scene.demand.reference, Permission.REPORT_READ)
    assert queries.get_demand(scene.staff, scene.demand.reference, Permission.REPORT_GATHER) is scene.demand


@pytest.mark.parametrize("number", [2, 6])
def test_consolidating_takes_as_many_statements_for_many_units_as_for_few(scene, number):
    more = [scene.make.unit(parent=scene.province) for _ in range(number)]
    for unit in more:
        lead = scene.make.lead(unit)
        asked = scene.asked(unit=unit, actor=lead)
        writing.save_draft(lead, asked, content_of())
        writing.file_report(lead, asked)
    db.session.expire_all()
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert len(table(scene, "2026").reports) == number
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) <= 12, statements


def test_offices_of_the_province_review_five_years_from_2026_on_and_the_province_on_its_own(scene):
    office = scene.make.unit(parent=scene.province, kind="department", name="Sở Mẫu")
    scene.make.unit(parent=scene.units[0], kind="mass_organisation", name="Hội xã An")
    review = scene.ask("nam-nam", date(2021, 1, 1))
    whole = scene.ask("nam-nam-tinh", date(2021, 1, 1))

    def filers(demand, code):
        period = find_period(code, Span.FIVE_YEARS)
        return [one.name for one in filers_of(demand, [period])[period]]

    assert filers(review, "2021-2025") == ["Xã An", "Xã Bình"]
    assert sorted(filers(review, "2026-2030")) == ["Sở Mẫu", "Xã An", "Xã Bình"]
    assert filers(whole, "2021-2025") == ["Tỉnh Mẫu"]
    with at(2031, 1, 5):
        lead = scene.make.lead(office)
        asked = scene.asked("2026-2030", form="nam-nam", unit=office, actor=lead)
        assert (asked.form.version, asked.due_on) == (2, date(2031, 3, 31))
        assert [one.form.code for one in queries.asked_of([scene.province], 6)] == ["nam-nam-tinh"]
        assert consolidate(whole, find_period("2021-2025", Span.FIVE_YEARS)).lines[0].unit is scene.province
