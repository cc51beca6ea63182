"""What is kept until something is stored."""

import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
import time_machine

from registry.audit import unchanged
from registry.audit.unchanged import MOST_KEPT, while_unchanged
from registry.core.clock import now
from registry.core.transaction import transaction


def counter():
    asked = []

    def work():
        asked.append(1)
        return len(asked)

    return asked, work


def test_it_is_worked_out_once_until_something_is_stored(make):
    asked, work = counter()
    make.unit()
    assert [while_unchanged("a", work), while_unchanged("a", work)] == [1, 1]
    make.unit()
    assert while_unchanged("a", work) == 2
    assert len(asked) == 2


def test_keys_and_days_are_apart(make):
    _asked, work = counter()
    make.unit()
    assert [while_unchanged(("a", 1), work), while_unchanged(("a", 2), work)] == [1, 2]
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        assert while_unchanged(("a", 1), work) == 3


def test_inside_a_command_nothing_is_kept(make):
    _asked, work = counter()
    make.unit()
    with transaction():
        assert [while_unchanged("a", work), while_unchanged("a", work)] == [1, 2]
    assert while_unchanged("a", work) == 3


def test_what_was_not_asked_for_long_is_forgotten(make):
    _asked, work = counter()
    make.unit()
    while_unchanged("first", work)
    for number in range(MOST_KEPT):
        while_unchanged(number, lambda: None)
    assert while_unchanged("first", work) == 2


def test_what_takes_too_much_is_forgotten_before_there_are_many(make, monkeypatch):
    monkeypatch.setattr(unchanged, "MOST_BYTES", 200_000)
    make.unit()
    asked, work = counter()

    def keys_of(person):
        return while_unchanged(person, lambda: (work(), frozenset(f"HS-2026-{n:06}" for n in range(1000)))[1])

    for person in (1, 2, 1, 3, 1, 2):
        keys_of(person)

    # There is room for two: the second was forgotten for the third.
    assert len(asked) == 4


def test_of_many_that_ask_at_once_one_works_it_out(app, make):
    make.unit()
    asked, begun, done = [], Event(), Event()

    def work():
        asked.append(1)
        begun.set()
        done.wait(5)
        return len(asked)

    def ask(_number):
        with app.app_context():
            return while_unchanged("slow", work)

    with ThreadPoolExecutor(4) as crowd:
        answers = [crowd.submit(ask, number) for number in range(4)]
        assert begun.wait(5)
        time.sleep(0.1)
        done.set()
        assert [one.result() for one in answers] == [1, 1, 1, 1]


def test_who_fails_leaves_it_to_the_next(make):
    make.unit()
    with pytest.raises(ZeroDivisionError):
        while_unchanged("fails", lambda: 1 / 0)
    assert while_unchanged("fails", lambda: 1) == 1


def test_what_was_known_before_something_was_stored_is_not_held(make):
    make.unit()
    known = weakref.ref(while_unchanged("big", set))
    make.unit()
    assert while_unchanged("big", lambda: 2) == 2
    assert known() is None
