"""kill -9 while the index is changed or built anew: never half a change, no stuck lock, nothing lost.

`REGISTRY_KILL_TRIALS` says how often the long trial kills.
"""

import logging
import os
import random
import signal
import time
from collections import Counter

import pytest

from registry.search.base import Query
from registry.search.whoosh_engine import WhooshEngine
from tests.search.conftest import doc

log = logging.getLogger(__name__)
TRIALS = int(os.environ.get("REGISTRY_KILL_TRIALS", "500"))
MODELS, CHANGED = 60, 6
# Longer than any commit of so few models takes; a lock that is stuck takes far longer.
PATIENCE = 15.0


def model(number, trial):
    """A model as it is after a trial; the word of the trial is found in what the trial changed."""
    return doc(
        f"MH-{number:03}",
        f"Hiến đất làm đường thôn {number}",
        version=trial + 1,
        summary=f"Được sửa ở lần{trial}x",
        facets={"field": (f"linh-vuc-{number % 3}",)},
    )


class Victim:
    """An index, what it must hold, and processes that are killed while they write it."""

    def __init__(self, folder, seed):
        self.folder, self.chance = folder, random.Random(seed)
        self.reader = WhooshEngine(folder)
        self.held = dict.fromkeys(range(MODELS), 0)
        self.position = 1
        WhooshEngine(folder).rebuild([model(number, 0) for number in self.held], self.position)
        self.usual = {"update": 0.0, "rebuild": 0.0}
        self.ends = Counter()

    def trial(self, trial):
        """Begin a change, kill whoever makes it, look at what is there, and make it again."""
        kind = "rebuild" if trial % 4 == 3 else "update"
        changed = self.chance.sample(range(MODELS), CHANGED)
        gone = changed.pop()
        after = {number: at for number, at in self.held.items() if number != gone}
        after |= dict.fromkeys(changed, trial)

        def act():
            engine = WhooshEngine(self.folder)
            if kind == "rebuild":
                engine.rebuild([model(*pair) for pair in after.items()], self.position + 1)
            else:
                upserts = [model(number, trial) for number in changed]
                engine.apply(upserts, [f"MH-{gone:03}"], self.position + 1)

        acknowledged = self._killed(kind, act)
        position = WhooshEngine(self.folder).position()
        assert position in ({self.position + 1} if acknowledged else {self.position, self.position + 1})
        is_new = position == self.position + 1
        self.look(after if is_new else self.held, trial, changed if is_new else [])
        self.ends[kind, "new" if is_new else "old", "acknowledged" if acknowledged else "killed"] += 1
        start = time.monotonic()
        act()
        assert time.monotonic() - start < PATIENCE, "somebody still held the lock"
        self.held, self.position = after, self.position + 1
        self.look(after, trial, changed)

    def look(self, held, trial, changed):
        """The index holds these models in these versions, for who opens it now and who had it open."""
        for engine in (WhooshEngine(self.folder), self.reader):
            assert engine.status()["healthy"] is True, engine.status()
            assert engine.versions() == {f"MH-{number:03}": at + 1 for number, at in held.items()}
            whole = engine.search(Query("", limit=1))
            assert whole.total == len(held)
            assert sum(whole.counts["field"].values()) == len(held)
            touched = {hit.key for hit in engine.search(Query(f'"lần{trial}x"', limit=100)).hits}
            assert touched == {f"MH-{number:03}" for number in changed}

    def _killed(self, kind, act):
        """Act in a child that is killed at some moment; whether it had said that it was done."""
        hears, tells = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(tells, b"b")
                act()
                os.write(tells, b"d")
            finally:
                os._exit(0)
        os.close(tells)
        assert os.read(hears, 1) == b"b"
        start = time.monotonic()
        if self.usual[kind]:
            time.sleep(self.chance.random() * self.usual[kind] * 1.05)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = os.read(hears, 1)
        os.close(hears)
        # The first of each kind is left alone: it tells how long the others may live.
        self.usual[kind] = self.usual[kind] or time.monotonic() - start
        return said == b"d"


def test_a_writer_that_is_killed_leaves_the_old_or_the_new(tmp_path):
    victim = Victim(tmp_path / "search", seed=11)
    victim.usual = {"update": 0.02, "rebuild": 0.05}
    for trial in (2, 3):
        victim.trial(trial)
    assert {kind for kind, _what, _said in victim.ends} == {"update", "rebuild"}


@pytest.mark.slow
def test_hundreds_of_killed_writers_leave_the_old_or_the_new(tmp_path):
    victim = Victim(tmp_path / "search", seed=time.time_ns())
    for trial in range(1, TRIALS + 1):
        victim.trial(trial)
    log.info("%s", dict(victim.ends))
    if TRIALS >= 100:
        for kind in ("update", "rebuild"):
            assert victim.ends[kind, "old", "killed"], "some died before the change was there"
            assert victim.ends[kind, "new", "killed"] or victim.ends[kind, "new", "acknowledged"] > 1
    left = [path for path in (tmp_path / "search").iterdir() if path.is_dir()]
    assert len(left) <= 2, "what killed builds left is swept"
