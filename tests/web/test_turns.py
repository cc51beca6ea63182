"""Heavy pages one after the other: in their order, whatever becomes of one, nothing open meanwhile."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.core.db import db
from registry.web import turns
from registry.web.turns import Turns

SOON, LONG = 5.0, 10.0


def until(holds):
    """Wait until something holds; it must soon."""
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def waiting(line, count):
    """Wait until so many stand in the line, with whoever has the turn."""
    until(lambda: len(line._line) == count)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_one_at_a_time_in_the_order_in_which_they_came(pool):
    line, order, at_once, most = Turns(patience=LONG), [], set(), []

    def page(number):
        with line.turn():
            at_once.add(number)
            most.append(len(at_once))
            time.sleep(0.002)
            order.append(number)
            at_once.discard(number)

    with line.turn():
        pages = []
        for number in range(6):
            pages.append(pool.submit(page, number))
            waiting(line, number + 2)
        assert order == []
    for one in pages:
        one.result(SOON)
    assert order == list(range(6))
    assert max(most) == 1
    assert not line._line


def test_a_page_that_fails_leaves_its_turn(pool):
    line = Turns(patience=LONG)

    def page(fails):
        with line.turn():
            return 1 // fails

    with line.turn():
        failing = pool.submit(page, 0)
        waiting(line, 2)
        next_one = pool.submit(page, 1)
        waiting(line, 3)
    assert next_one.result(SOON) == 1
    assert isinstance(failing.exception(SOON), ZeroDivisionError)


def test_a_page_that_takes_very_long_is_passed_by_and_the_others_stay_in_turn(pool):
    line, order, may_end = Turns(patience=0.05), [], threading.Event()

    def page(number):
        with line.turn():
            order.append(number)
            line.patience = LONG  # Only the first page is slow.
            assert may_end.wait(SOON)

    with line.turn():
        start, pages = time.monotonic(), []
        for number in (1, 2):
            pages.append(pool.submit(page, number))
            waiting(line, number + 1)
        until(lambda: order)
        assert time.monotonic() - start >= 0.05
    # The slow one is ready at last: that is no turn of whoever waits for the one that passed it by.
    time.sleep(0.1)
    assert order == [1]
    may_end.set()
    for one in pages:
        one.result(SOON)
    assert order == [1, 2]
    assert not line._line


@pytest.fixture
def held(monkeypatch):
    """The line of the pages, with somebody in it who does not leave."""
    line = Turns(patience=LONG)
    monkeypatch.setattr(turns, "_turns", line)
    with line.turn():
        yield line


@pytest.fixture
def opened(app, client, pool):
    """Opens a page in a thread of its own, as the server does."""

    def open_page(path):
        with app.app_context():
            return client.get(path).status_code

    return lambda path: pool.submit(open_page, path)


@pytest.mark.parametrize("path", ["/tim-kiem?q=gao", "/tim-kiem/bo-loc?q=gao"])
def test_a_search_page_that_waits_has_nothing_of_the_database(make, client, held, opened, path):
    client.sign_in(make.user())
    db.session.remove()
    page = opened(path)
    waiting(held, 2)
    assert db.engine.pool.checkedout() == 0
    assert not page.done()
    held._leave(held._line[0])
    assert page.result(SOON) == 200
    assert not held._line


@pytest.mark.parametrize("path", ["/tim-kiem/goi-y?q=gao", "/", "/tim-kiem/ket-qua.csv?q=gao"])
def test_other_pages_do_not_wait(held, opened, path):
    assert opened(path).result(SOON) == 200
