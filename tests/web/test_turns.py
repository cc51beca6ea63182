"""Pages of results are worked on one after the other, in the order in which they were asked for."""

import threading
import time

import pytest

from registry.web import turns
from registry.web.turns import Turns, in_turn

SOON = 5


@pytest.fixture
def one_room(monkeypatch):
    """Turns of their own."""
    own = Turns()
    monkeypatch.setattr(turns, "_turns", own)
    return own


def ask(view, count, room):
    """So many threads that come one after the other."""
    threads = []
    for number in range(count):
        threads.append(threading.Thread(target=view, args=(number,)))
        threads[-1].start()
        until = time.monotonic() + SOON
        while len(room._waiting) <= number and time.monotonic() < until:
            time.sleep(0.001)
    return threads


def test_one_page_at_a_time_and_nobody_is_overtaken(one_room, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    seen, at_once, go = [], [], threading.Event()

    @in_turn
    def view(number):
        at_once.append(number)
        seen.append((number, len(at_once)))
        go.wait(SOON)
        at_once.remove(number)

    threads = ask(view, 6, one_room)
    go.set()
    for thread in threads:
        thread.join(SOON)

    assert seen == [(number, 1) for number in range(6)]
    assert not one_room._waiting


def test_nobody_waits_long_for_a_page_that_takes_long(one_room, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    go, seen = threading.Event(), []

    @in_turn
    def view(number):
        if number == 0:
            go.wait(SOON)
        seen.append(number)

    threads = ask(view, 1, one_room)
    view(1)
    assert seen == [1]
    go.set()
    threads[0].join(SOON)
    assert seen == [1, 0]
    assert not one_room._waiting


def test_a_page_that_fails_leaves_its_turn(one_room):
    @in_turn
    def view(number):
        raise ValueError(number)

    for number in range(2):
        with pytest.raises(ValueError, match=str(number)):
            view(number)
    assert not one_room._waiting
