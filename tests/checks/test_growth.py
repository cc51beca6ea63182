"""A process that answers pages holds no more files and threads after many of them than after a few."""

import gc
import threading
from pathlib import Path

ROUND = (
    "/",
    "/tim-kiem?q=hien+dat",
    "/mo-hinh/MH-2026-99999",
    "/dang-nhap",
    "/api/v1/search?q=a",
    "/healthz",
)


def held():
    """Open files and threads of this process."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


def test_p16_files_and_threads_do_not_pile_up(app, make):
    make.exemplar(unit=make.unit(), public=True)

    def ask(times):
        for _turn in range(times):
            client = app.test_client()
            for path in ROUND:
                client.get(path).close()

    ask(5)
    before = held()
    ask(40)
    assert held() <= before
