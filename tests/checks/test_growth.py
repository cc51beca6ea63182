"""A process that answers pages holds no more files, threads and memory after many of them than before."""

import gc
import logging
import threading
import tracemalloc
from pathlib import Path

import pytest

ROUND = (
    "/",
    "/tim-kiem?q=hien+dat",
    "/mo-hinh/MH-2026-99999",
    "/dang-nhap",
    "/api/v1/search?q=a",
    "/healthz",
    "/readyz",
    "/tai-khoan",
    "/viec-can-lam",
)
WARM, MORE = 4, 15
# Bytes that may stay of a request, on average. By itself it is about 250; after thousands of other tests the
# full caches of this process take new entries for old ones, and only the new ones are seen.
MOST_KEPT = 4000


def held():
    """Open files and threads of this process."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


def traced():
    """Bytes of what was made since the tracing began and is still there."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def ask(app, make):
    """Ask for a round of pages as often as is said, as the public and as somebody who is signed in."""
    make.exemplar(unit=make.unit(), public=True)
    inside = app.test_client()
    inside.sign_in(make.member(make.unit()))

    def rounds(times):
        for _turn in range(times):
            client = app.test_client()
            for path in ROUND:
                client.get(path).close()
                inside.get(path).close()

    return rounds


def test_p16_files_and_threads_do_not_pile_up(ask):
    ask(WARM)
    before = held()
    ask(MORE)
    assert held() <= before


def test_p16_memory_does_not_pile_up(ask):
    tracemalloc.start()
    # Lines of the log are kept by whoever runs the tests, until the test is over.
    logging.disable(logging.CRITICAL)
    try:
        ask(WARM)
        before = traced()
        ask(MORE)
        grown = traced() - before
    finally:
        logging.disable(logging.NOTSET)
        tracemalloc.stop()
    assert grown < MOST_KEPT * MORE * 2 * len(ROUND), grown / (MORE * 2 * len(ROUND))
