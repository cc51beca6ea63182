"""Closed files: due within a year, told once, noted once, kept for as long as the table says."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.catalogue.states import Level
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.documents import archive, retention
from registry.documents.dossiers import told_of
from registry.documents.retention import Period, kept_until, period_of
from registry.documents.service.archiving import archive_file, remind_of_archive
from registry.notifications.models import Message
from registry.review.states import NominationState

MARK = "P.03-H.12-HS.045"


@pytest.fixture
def case(make):
    return make.case(state=NominationState.RECOGNISED)


def later(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def test_a_closed_file_waits_until_the_archive_has_it(case):
    (one,) = archive.list_closed(case.staff)
    assert one.closed_on == case.nomination.decision.decided_on
    assert (one.due_on - one.closed_on).days in {365, 366}
    with later(370):
        assert archive.list_closed(case.staff)[0].is_late

    archive_file(case.staff, case.nomination, mark=f" {MARK} ", on=today())

    (one,) = archive.list_closed(case.staff)
    assert (one.is_there, one.kept.mark) == (True, MARK)
    with later(370):
        assert not archive.list_closed(case.staff)[0].is_late
    told = told_of(case.nomination)
    assert (told["Archived-On"], told["Archive-Mark"]) == (today().isoformat(), MARK)
    with pytest.raises(InvalidTransition):
        archive_file(case.staff, case.nomination, mark="khác", on=today())


@pytest.mark.parametrize(
    ("mark", "days", "field"),
    [("", 0, "mark"), ("x" * 81, 0, "mark"), (MARK, 1, "archived_on"), (MARK, -1, "archived_on")],
)
def test_a_mark_and_a_day_that_cannot_be(case, mark, days, field):
    with pytest.raises(InvalidInput) as refused:
        archive_file(case.staff, case.nomination, mark=mark, on=today() + timedelta(days=days))
    assert refused.value.field == field
    assert archive.find_kept(case.nomination) is None


def test_only_the_keepers_of_the_council_see_and_note_it(case, make):
    stranger = make.staff(make.province())
    for person in (stranger, case.lead, case.reviewers[0]):
        assert archive.list_closed(person) == []
        with pytest.raises((PermissionDenied, NotFound)):
            archive_file(person, case.nomination, mark=MARK, on=today())
    open_case = make.case(state=NominationState.VERIFIED, campaign=case.campaign)
    assert [one.nomination for one in archive.list_closed(case.staff)] == [case.nomination]
    with pytest.raises((PermissionDenied, InvalidTransition)):
        archive_file(case.staff, open_case.nomination, mark=MARK, on=today())


def test_the_keepers_are_told_once_a_month_before(case):
    for days, told in ((330, 0), (336, 1), (337, 0), (400, 0)):
        with later(days):
            assert remind_of_archive() == told, days
    (message,) = db.session.scalars(select(Message).where(Message.kind == "dossier.due"))
    assert message.to_id == case.staff.id
    # Who was told can still note it.
    archive_file(case.staff, case.nomination, mark=MARK, on=today())


def test_what_the_archive_has_is_not_told(case):
    archive_file(case.staff, case.nomination, mark=MARK, on=today())
    with later(400):
        assert remind_of_archive() == 0


def test_the_period_of_a_level_is_the_one_that_held_when_a_file_was_closed(monkeypatch):
    old = period_of(Level.PROVINCE, date(2026, 1, 1))
    new = Period(Level.PROVINCE, 30, date(2027, 1, 1), "x", old.kind)
    monkeypatch.setattr(retention, "PERIODS", (*retention.PERIODS, new))
    days = (date(2000, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [period_of(Level.PROVINCE, day).years for day in days] == [20, 20, 30]
    assert kept_until(Level.COMMUNE, date(2024, 2, 29)) == date(2034, 2, 28)
    assert kept_until(Level.CENTRAL, date(2024, 2, 29)) is None
