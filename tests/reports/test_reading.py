"""Who counts what, what takes no more statements with more rows, and reminding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from registry.audit.models import AuditEvent
from registry.campaigns.states import CampaignState
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState, Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition, PermissionDenied
from registry.core.transaction import transaction
from registry.notifications.models import Message
from registry.reports.definitions import FIGURES, funnel
from registry.reports.figures.copied import most_copied
from registry.reports.figures.counting import By
from registry.reports.figures.fairness import shares_of
from registry.reports.figures.overdue import Stuck, list_late
from registry.reports.models import FigureState
from registry.reports.scope import Period, Scope
from registry.reports.service import booking
from registry.reports.service.reminding import remind_unit
from registry.review.models import Nomination, StageVisit
from registry.units.service import reorganising
from registry.units.states import Tree
from tests.make.books import History

YEAR = Period.of_year(2024)


@pytest.fixture
def history(make):
    """Three models of a province: one of its own, two of a commune below; one of them is public."""
    history = History(make, date(2024, 3, 1), tells=False)
    history.commune = make.unit(parent=history.unit)
    history.models(1)
    history.other = make.province()
    open_one, _closed = history.models(2, unit=history.commune)
    open_one.is_public = True
    db.session.commit()
    history.book()
    return history


def registered(reader, unit=None):
    return FIGURES["registered"].of(Scope(reader, YEAR, unit))


def test_people_count_what_they_look_after_and_what_is_public(make, history):
    above, below = make.lead(history.unit), make.lead(history.commune)
    elsewhere = make.lead(history.other)
    assert [registered(one) for one in (above, below, elsewhere, None)] == [3, 2, 1, 1]
    assert [registered(one, history.unit) for one in (above, below, elsewhere, None)] == [3, 2, 1, 1]
    assert registered(above, history.commune) == 2


def test_a_unit_that_moved_stays_where_it_was_in_the_years_before(make, history):
    yesterday = today() - timedelta(days=1)
    reorganising.move_unit(None, history.commune, parent=history.other, tree=Tree.TERRITORIAL, on=yesterday)
    reader = make.staff(history.unit)
    assert registered(reader, history.unit) == 3


def test_more_rows_take_no_more_statements(make, history):
    reader = make.staff(history.unit)
    told = []
    event.listen(db.engine, "before_cursor_execute", lambda *values: told.append(values[2]))

    def statements():
        db.session.rollback()
        told.clear()
        scope = Scope(db.session.merge(reader), YEAR, history.unit)
        funnel(scope)
        FIGURES["running"].count(scope, By.FIELD)
        shares_of(scope)
        list_late(scope)
        return len(told)

    before = statements()
    history.recognised(history.models(30, unit=history.commune)[:20])
    history.tells = True
    history.catch_up_from(date(2024, 3, 1))
    booking._book(set(range(1, 40)), None)
    db.session.commit()
    assert statements() <= before


def test_a_unit_is_reminded_once_a_day(make, history):
    staff, member = make.staff(history.unit), make.member(history.commune)
    late = list_late(Scope(staff, YEAR, history.unit))
    assert [(one.unit_id, one.what, one.count) for one in late] == [
        (history.commune.id, Stuck.UPKEEP, 2), (history.unit.id, Stuck.UPKEEP, 1),
    ]  # fmt: skip
    assert remind_unit(staff, history.commune, Stuck.UPKEEP) == 1
    message = db.session.scalars(select(Message).where(Message.to_id == member.id)).one()
    assert "12 tháng" in message.subject
    with pytest.raises(InvalidTransition, match="today already"):
        remind_unit(staff, history.commune, Stuck.UPKEEP)
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_whoever_replaced_a_unit_is_reminded_of_what_it_left_behind(make, history):
    staff, new = make.staff(history.unit), make.unit(parent=history.unit)
    member = make.member(new)
    reorganising.merge_units(None, [history.commune], into=new, on=today())
    late = list_late(Scope(staff, YEAR, history.unit))
    assert (new.id, Stuck.UPKEEP, 2) in [(one.unit_id, one.what, one.count) for one in late]
    assert history.commune.id not in {one.unit_id for one in late}
    assert remind_unit(staff, new, Stuck.UPKEEP) == 1
    assert db.session.scalars(select(Message.to_id)).all() == [member.id]


def test_of_a_divided_unit_all_that_replaced_it_are_reminded(make, history):
    staff, parts = make.staff(history.unit), [make.unit(parent=history.unit) for _part in range(2)]
    members = [make.member(part) for part in parts]
    reorganising.split_unit(None, history.commune, into=parts, on=today())
    assert history.commune.id in {one.unit_id for one in list_late(Scope(staff, YEAR, history.unit))}
    assert remind_unit(staff, history.commune, Stuck.UPKEEP) == 2
    assert set(db.session.scalars(select(Message.to_id))) == {one.id for one in members}


def test_nobody_reminds_a_unit_they_do_not_look_after(make, history):
    for person in (make.staff(history.other), make.member(history.commune)):
        with pytest.raises(PermissionDenied):
            remind_unit(person, history.commune, Stuck.UPKEEP)
    assert db.session.scalars(select(Message)).all() == []
    assert not db.session.scalars(select(AuditEvent).where(AuditEvent.action == "unit.reminded")).all()


def test_what_is_not_late_is_not_reminded_of(make, history):
    staff = make.staff(history.unit)
    with pytest.raises(InvalidTransition, match="Nothing of that is late"):
        remind_unit(staff, history.commune, Stuck.REPORT)


def test_a_paused_model_is_not_running(make, history):
    history.tells = True
    history.catch_up_from(date(2024, 3, 1))
    model = history.models(1, unit=history.commune)[0]
    history.book()
    history.wait(400)
    history.changed(model, "exemplar.paused", state=ExemplarState.PAUSED)
    history.book()
    reader = make.staff(history.unit)
    running = FIGURES["running"]
    assert running.of(Scope(reader, YEAR, history.unit)) == 4
    assert running.of(Scope(reader, Period.of_year(2025), history.unit)) == 3


def test_what_runs_at_the_end_of_years_is_what_ran_and_what_came(make, history):
    history.wait(300)
    history.models(2, field=1)
    db.session.query(FigureState).delete()
    db.session.commit()
    history.book()
    scope = Scope(make.staff(history.unit), YEAR, history.unit)
    years = [Period.of_year(year) for year in (2023, 2024, 2025)]
    running = FIGURES["running"]
    found = running.count(scope.at(Period(years[0].first, years[-1].last)), By.YEAR, By.FIELD)
    alone = {
        (year.first.year, field): number
        for year in years
        for field, number in running.count(scope.at(year), By.FIELD).items()
    }
    assert found == alone
    assert sum(found.values()) == 10


def test_what_is_taken_back_from_the_public_is_not_named_among_the_most_copied(make, history):
    """The books tell of it until the worker has been there again."""
    scope = Scope(None, YEAR)
    history.copied(shown := history.models(1))
    with transaction():
        for one in shown:
            db.session.get(Exemplar, one.id).is_public = True
    booking._book({one.id for one in shown}, None)
    db.session.commit()
    assert [(one.id, number) for one, number in most_copied(scope)] == [(shown[0].id, 1)]
    with transaction():
        db.session.get(Exemplar, shown[0].id).is_public = False
    assert most_copied(scope) == []


def test_nothing_of_a_campaign_that_is_over_is_late(make, history):
    """What was left in it waits for nobody."""
    models = history.models(1)
    (one,) = history.nominated(models, upto="nominated")
    stage = history.stage(Level.COMMUNE)
    with transaction():
        nomination, campaign = db.session.get(Nomination, one.id), stage.campaign
        nomination.stage_id = stage.id
        stage.ends_on = campaign.closes_on = date(2024, 3, 1)
        db.session.add(
            StageVisit(nomination_id=one.id, stage_id=stage.id, entered_at=datetime(2024, 2, 1, tzinfo=UTC))
        )

    def checked_late(state):
        with transaction():
            campaign.state = state
        found = list_late(Scope(make.staff(history.unit), YEAR, history.unit))
        return [late.count for late in found if late.what is Stuck.CHECK]

    assert checked_late(CampaignState.OPEN) == [1]
    assert checked_late(CampaignState.CLOSED) == []
