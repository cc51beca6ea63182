"""kill -9 of the whole installation while people write, score and add photos: nothing acknowledged is lost.

`REGISTRY_KILL_CYCLES` says how often the long trial kills. The disk goes on, as when a process is killed:
a cut of the power is what the settings of the database and `fsync` stand for, and has tests of its own.
"""

import hashlib
import logging
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from threading import Event, Thread
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.make.at_work import Member, Unanswered
from tests.make.browser import served
from tests.make.busy import at_work
from tests.make.demonstration import run_command, run_module

log = logging.getLogger(__name__)
CYCLES = int(os.environ.get("REGISTRY_KILL_CYCLES", "50"))


@pytest.fixture
def instance(tmp_path):
    """Four people of units and four reviewers, each with something to do."""
    folder = tmp_path / "instance"
    folder.mkdir()
    run_module(folder, "tests.make.busy")
    return folder


class AtWork(Thread):
    """Somebody who goes on as fast as the registry answers, until it is killed."""

    def __init__(self, person, chance):
        super().__init__(daemon=True)
        self.person, self.chance = person, chance
        self.statuses, self.over = Counter(), Event()

    def run(self):
        """Work, and note what was answered."""
        person = self.person
        while not self.over.is_set():
            try:
                if not isinstance(person, Member):
                    act = person.score
                else:
                    act = person.attach if self.chance.random() < 0.3 else person.type
                self.statuses[act.__name__, act().status] += 1
            except Unanswered:
                return


def cycle(instance, people, chance, *, first):
    """Serve, look that all is there, work, kill everything; what was answered, and seconds to the start."""
    began = time.monotonic()
    with served(instance, REGISTRY_PASSWORD_COST="1") as server:
        ready = until_ready(server.url) - began
        for person in people:
            person.line.move(server.url)
            if first:
                person.begin()
            else:
                person.check()
        working = [AtWork(person, random.Random(chance.random())) for person in people]
        for one in working:
            one.start()
        time.sleep(chance.uniform(0.3, 2.5))
        os.killpg(server.process.pid, signal.SIGKILL)
        for one in working:
            one.over.set()
            one.join(70)
    assert "mishap" not in server.said(), server.said()
    return sum((one.statuses for one in working), Counter()), ready


def until_ready(url, patience=60):
    """When everything answers, by the clock of time.monotonic."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urlopen(f"{url}/readyz", timeout=5):
                return time.monotonic()
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("not ready")


def killed(instance, cycles, seed):
    """So many cycles; then everything is looked at once more, by commands, too."""
    chance, people, starts, answered = random.Random(seed), at_work("", instance), [], Counter()
    for turn in range(cycles):
        statuses, start = cycle(instance, people, chance, first=turn == 0)
        answered += statuses
        starts.append(start)
    with served(instance, REGISTRY_PASSWORD_COST="1") as server:
        until_ready(server.url)
        for person in people:
            person.line.move(server.url)
            person.check()
    middle = sorted(starts)[cycles // 2]
    log.warning("%s: ready after %.1f s, at most %.1f s; %s", cycles, middle, max(starts), dict(answered))
    return answered


def check_whole(instance):
    """The database, the log, the files."""
    with sqlite3.connect(instance / "registry.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        digests = [digest for (digest,) in plain.execute("SELECT digest FROM stored_files")]
    plain.close()
    # Files of nominations that were made without any bytes have made-up digests.
    for digest in (one for one in digests if not one.startswith("00000000")):
        content = (instance / "files" / digest[:2] / digest[2:4] / digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    assert "whole" in run_command(instance, "audit", "verify").stdout


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_each_of_many_kills(instance):
    answered = killed(instance, CYCLES, seed=time.time_ns())
    assert {name for name, _status in answered} == {"type", "attach", "score"}
    # A model takes two hundred files: then the page says so.
    assert {status for _name, status in answered} <= {200, 303, 422}
    check_whole(instance)
