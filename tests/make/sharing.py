"""How processes share the tests of a run: nobody waits for what one of them makes, nor for the last one."""

import fcntl
import os
from collections import Counter

from xdist.scheduler import LoadFileScheduling

# Files whose tests are long and many: each test is a piece of its own. The others are shared as wholes, since
# the tests of a file begin alike and what they begin with is kept.
DIVIDED = ("tests/checks/test_pages.py", "tests/checks/test_fields.py", "tests/checks/test_languages.py")
# One process makes the demonstration and walks it, which takes minutes: half of the files that do without it
# keep the others busy.
MEANWHILE = 2
# What a test costs that opens a browser, in tests that need none.
BROWSER = 20


class Sharing(LoadFileScheduling):
    """A piece of work is a file, or a test of a divided file; pieces are taken in the order of the tests."""

    def _split_scope(self, nodeid):
        return nodeid if nodeid.startswith(DIVIDED) else super()._split_scope(nodeid)


def arrange(items):
    """Sort in place: the maker of the demonstration, half of the files without it, those with it, the rest.

    Within each group the heaviest files come first: the run ends with small ones, which end together.
    """
    weights, needing = Counter(), set()
    for item in items:
        weights[item.path] += BROWSER if "browser" in item.fixturenames else 1
        if "demonstration_files" in item.fixturenames:
            needing.add(item.path)
    heaviest = [path for path, _weight in weights.most_common()]
    makers = [path for path in heaviest if path in needing]
    others = [path for path in heaviest if path not in needing]
    meanwhile = others[::MEANWHILE]
    order = [*meanwhile, *makers, *(path for path in others if path not in meanwhile)]
    rank = {path: number for number, path in enumerate(order)}
    first = next((item for path in makers[:1] for item in items if item.path == path), None)
    items.sort(key=lambda item: (item is not first, rank[item.path]))


def shared_folder(tmp_path_factory):
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def made_once(folder, name, make):
    """`folder/name`, made by the first process that asks by `make(path)`; the others wait for it."""
    path, failed = folder / name, folder / f"{name}.failed"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not failed.exists(), failed.read_text("utf-8")
        if not path.exists():
            unfinished = folder / f"{name}.unfinished"
            try:
                make(unfinished)
            except BaseException as error:
                failed.write_text(str(error), "utf-8")
                raise
            unfinished.rename(path)
    return path
