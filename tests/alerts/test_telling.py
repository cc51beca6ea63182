"""What a kept search newly finds is told once, to whom it may be told, and at its time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from registry.alerts.models import SavedSearch
from registry.alerts.queries import Asked
from registry.alerts.service import saving, telling
from registry.alerts.service.telling import hand_out
from registry.alerts.states import HowOften, next_time
from registry.audit import service as audit
from registry.catalogue.service import editing
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.service import accounts
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from registry.jobs.service import announce
from registry.notifications.models import DeliveryState
from registry.search.base import EngineUnavailable
from tests.make.commands import in_threads
from tests.make.kills import die, in_a_child


@pytest.fixture
def exemplar(make, alerts):
    """A model the index has not met yet: what is kept now and followed then finds it newly."""
    return make.exemplar()


@pytest.fixture
def person(make, exemplar):
    return make.user(email="sen@xa.gov.vn")


def kept(saved):
    db.session.expire_all()
    return db.session.get_one(SavedSearch, saved.id)


def hide(exemplar, state="merged"):
    """Take a model out of everybody's sight, as a command would."""
    with transaction():
        exemplar.state = state
        audit.record(None, "exemplar.merged", exemplar)
        announce("exemplars", exemplar.reference)


def test_what_answered_when_the_search_was_kept_is_never_told(alerts, person):
    alerts.follow()
    alerts.keep(person)
    alerts.tell()
    assert alerts.messages(person) == []


def test_new_model_is_told_once_though_it_is_changed_and_all_runs_again(make, alerts, person, exemplar):
    saved = alerts.keep(person, name="Đường làng")
    alerts.tell()
    alerts.tell()
    make.fill(make._member_of(exemplar.lead_unit), exemplar, {"summary": "Mở đường mới cho cả xã."})
    alerts.tell()
    (message,) = alerts.messages(person)
    assert message.subject == "1 mô hình mới: “Đường làng”"
    assert exemplar.latest.title not in message.body
    assert exemplar.latest.title in message.letter
    assert f"/mo-hinh/{exemplar.reference}" in message.letter
    assert (message.path, message.delivery) == (f"/tim-kiem/da-luu/{saved.reference}", DeliveryState.QUEUED)


def test_model_that_left_and_came_back_is_told_again(alerts, person, exemplar):
    alerts.keep(person)
    alerts.tell()
    hide(exemplar)
    alerts.tell()
    hide(exemplar, "running")
    alerts.tell()
    assert len(alerts.messages(person)) == 2


def test_b08_draft_and_hidden_model_are_told_to_nobody(make, alerts):
    unit = make.unit()
    member = make.member(unit)
    alerts.keep(member)
    make.exemplar(unit=unit, state="draft")
    hide(make.exemplar(unit=unit))
    alerts.tell()
    assert alerts.messages(member) == []


def test_s08_model_hidden_between_searching_and_telling_is_not_told(alerts, person, exemplar, monkeypatch):
    saved = alerts.keep(person)
    alerts.follow()
    searched = telling.answers_of

    def and_then_it_is_hidden(*values):
        found = searched(*values)
        hide(exemplar)
        return found

    monkeypatch.setattr(telling, "answers_of", and_then_it_is_hidden)
    alerts.tell()
    assert (alerts.messages(person), kept(saved).told) == ([], frozenset())


def test_several_models_and_searches_come_in_one_message(make, alerts, person):
    alerts.keep(person, "đường", name="Đường")
    alerts.keep(person, "hiến đất", name="Đất", how=HowOften.WEEKLY)
    make.exemplar(title="Hiến đất làm đường Nà Hai")
    alerts.tell()
    (message,) = alerts.messages(person)
    assert message.subject == "2 mô hình mới khớp các tìm kiếm bạn đã lưu"
    assert message.body == "“Đường”: 2 mô hình mới\n“Đất”: 2 mô hình mới"
    assert message.path == "/tim-kiem/da-luu"


def test_mail_is_in_the_language_of_its_reader(make, alerts, person):
    with transaction():
        person.language = "en"
        audit.record(None, "user.changed", person)
    alerts.keep(person, name="Roads")
    alerts.tell()
    (message,) = alerts.messages(person)
    assert message.subject == "1 new model: “Roads”"
    assert "/en/mo-hinh/" in message.letter


def test_the_last_message_takes_the_place_of_an_unread_one(make, alerts, person):
    alerts.keep(person)
    alerts.tell()
    make.exemplar(title="Mở đường Nà Hai")
    alerts.tell()
    assert [one.read_at is None for one in alerts.messages(person)] == [False, True]


@pytest.mark.parametrize("how", ["never", "paused", "closed", "stopped"])
def test_nothing_is_told_to_who_wants_or_can_have_none(alerts, person, exemplar, how):
    saved = alerts.keep(person, how=HowOften.NEVER if how == "never" else HowOften.DAILY)
    if how == "paused":
        saving.pause_search(person, saved)
    elif how == "stopped":
        saving.stop_alerts([saved.reference])
    elif how == "closed":
        with transaction():
            person.is_active = False
            editing.publish(exemplar, exemplar.latest)
            audit.record(None, "user.closed", person)
    alerts.tell()
    assert alerts.messages(person) == []


def test_who_has_no_address_is_told_in_the_inbox_alone(make, alerts, exemplar):
    person = make.user()
    alerts.keep(person)
    alerts.tell()
    (message,) = alerts.messages(person)
    assert message.delivery is None


def test_what_came_during_a_pause_is_new_on_the_page_and_told_no_more(alerts, person, exemplar):
    saved = alerts.keep(person)
    saving.pause_search(person, saved)
    alerts.follow()
    known = frozenset({exemplar.id})
    saving.resume_search(person, saved, known=known)
    alerts.tell()
    assert alerts.messages(person) == []
    assert kept(saved).seen == frozenset()


def test_what_was_seen_on_the_page_is_not_written_about(alerts, person, exemplar):
    saved = alerts.keep(person)
    saving.mark_seen(person, saved, [exemplar.reference])
    alerts.tell()
    assert (alerts.messages(person), kept(saved).seen) == ([], frozenset({exemplar.id}))


def test_while_the_index_is_away_nothing_counts_as_gone(make, alerts, person, exemplar, monkeypatch):
    alerts.follow()
    saved = alerts.keep(person)
    monkeypatch.setattr(alerts.engine, "matches", _away)
    make.exemplar(title="Mở đường Nà Hai")
    with pytest.raises(EngineUnavailable):
        alerts.tell()
    assert kept(saved).told == frozenset({exemplar.id})


def _away(*_):
    raise EngineUnavailable


def test_search_kept_while_the_index_is_away_holds_all_for_known(alerts, person, exemplar, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(alerts.engine, "matches", _away)
        saved = alerts.keep(person)
    assert kept(saved).told == frozenset({exemplar.id})


def test_search_changed_while_it_was_looked_for_tells_nothing_of_its_former_words(
    alerts, person, monkeypatch
):
    saved = alerts.keep(person)
    alerts.follow()
    searched = telling.answers_of

    def and_then_it_is_changed(*values):
        found = searched(*values)
        asked = Asked("rác thải", {}, "relevance")
        saving.replace_search(person, saved, asked, version=None, known=frozenset())
        return found

    monkeypatch.setattr(telling, "answers_of", and_then_it_is_changed)
    alerts.tell()
    assert alerts.messages(person) == []


def test_p08_killed_between_telling_and_noting_it_tells_once(alerts, person, monkeypatch):
    alerts.keep(person)
    alerts.follow()
    with monkeypatch.context() as killed:
        killed.setattr(telling, "_note", lambda *_: die())
        assert in_a_child(alerts.tell)
    assert alerts.messages(person) == []
    alerts.tell()
    alerts.tell()
    assert len(alerts.messages(person)) == 1


def test_p08_killed_after_telling_before_the_job_is_settled_tells_once(alerts, person, monkeypatch):
    alerts.keep(person, how=HowOften.AT_ONCE)
    alerts.follow()
    with time_machine.travel(next_time(HowOften.AT_ONCE, now()), tick=False) as clock:
        assert hand_out() == 1
        with monkeypatch.context() as killed:
            killed.setattr(worker, "_settle", lambda *_: die())
            assert in_a_child(worker.run_due)
        told = len(alerts.messages(person))
        clock.shift(worker.LEASE + timedelta(seconds=1))
        worker.run_due()
    db.session.expire_all()
    job = db.session.scalars(select(Job).where(Job.kind == "alerts.tell")).one()
    assert (told, job.attempts, job.state) == (1, 2, JobState.DONE)
    assert len(alerts.messages(person)) == 1


def test_two_workers_at_once_tell_once(app, alerts, person):
    number = alerts.keep(person).id
    alerts.follow()
    raised = in_threads(app, 2, lambda _: alerts.teller.tell([number]))
    assert (raised, len(alerts.messages(person))) == ([], 1)


def test_searches_are_handed_out_when_due_once_a_person_and_only_after_changes(make, alerts, person):
    alerts.keep(person, "đường")
    alerts.keep(person, "rác")
    alerts.tell()
    with time_machine.travel(next_time(HowOften.DAILY, datetime.now(UTC)), tick=False):
        assert hand_out() == 0
    make.exemplar()
    assert hand_out() == 0
    with time_machine.travel(next_time(HowOften.DAILY, datetime.now(UTC)).replace(year=2099), tick=False):
        assert (hand_out(), hand_out()) == (1, 0)


def test_at_once_waits_for_a_change_and_then_no_morning(make, alerts, person):
    alerts.keep(person, how=HowOften.AT_ONCE)
    alerts.tell()
    with time_machine.travel(next_time(HowOften.AT_ONCE, datetime.now(UTC)), tick=False):
        assert hand_out() == 0
    make.exemplar()
    with time_machine.travel(next_time(HowOften.AT_ONCE, datetime.now(UTC)), tick=False):
        assert hand_out() == 1


def test_nobody_is_passed_over_while_more_people_wait_than_are_looked_at(make, alerts, monkeypatch):
    monkeypatch.setattr(telling, "MOST_PEOPLE", 1)
    searches = [alerts.keep(make.user(), how=HowOften.AT_ONCE).id for _ in range(3)]
    make.exemplar()
    start = next_time(HowOften.AT_ONCE, datetime.now(UTC))
    for minute in (1, 12, 23):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            assert hand_out() == 1
    asked = [job.payload["searches"] for job in alerts.jobs()]
    assert sorted(asked) == [[number] for number in searches]


@pytest.mark.parametrize(
    ("how", "moment", "then"),
    [
        (HowOften.AT_ONCE, (2026, 3, 4, 12, 0), (2026, 3, 4, 12, 10)),
        (HowOften.DAILY, (2026, 3, 3, 23, 59), (2026, 3, 4, 0, 0)),
        (HowOften.DAILY, (2026, 3, 4, 0, 0), (2026, 3, 5, 0, 0)),
        (HowOften.WEEKLY, (2026, 3, 4, 12, 0), (2026, 3, 9, 0, 0)),
        (HowOften.WEEKLY, (2026, 3, 8, 23, 0), (2026, 3, 9, 0, 0)),
        (HowOften.WEEKLY, (2026, 3, 9, 0, 0), (2026, 3, 16, 0, 0)),
    ],
)
def test_mornings_are_those_of_viet_nam(how, moment, then):
    assert next_time(how, datetime(*moment, tzinfo=UTC)) == datetime(*then, tzinfo=UTC)


def test_more_models_cost_no_more_statements(make, alerts, person):
    saved = alerts.keep(person)
    few = _statements_of_telling(alerts, saved)
    for number in range(3):
        make.exemplar(title=f"Mở đường Nà {number}")
    # Three models more, not even three statements more.
    assert _statements_of_telling(alerts, saved) < few + 3


def _statements_of_telling(alerts, saved):
    alerts.follow()
    number, statements = saved.id, []

    def note(*call):
        statements.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    alerts.teller.tell([number])
    event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_closing_an_account_takes_its_searches_along(make, alerts):
    province = make.province()
    admin = make.administrator(province)
    member = make.member(make.unit(parent=province))
    alerts.keep(member)
    accounts.set_active(admin, member, active=False)
    assert db.session.scalars(select(SavedSearch)).all() == []
    assert db.session.scalars(select(Job).where(Job.kind == "alerts.tell")).all() == []


def test_model_told_to_units_is_not_told_again_when_everybody_may_see_it(alerts, person, exemplar):
    alerts.keep(person)
    alerts.tell()
    with transaction():
        editing.publish(exemplar, exemplar.latest)
        audit.record(None, "exemplar.published", exemplar)
    alerts.tell()
    assert len(alerts.messages(person)) == 1
