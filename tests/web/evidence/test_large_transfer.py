"""A video of 200 MB over a line that is cut: it goes on where it stopped, and the server stays small."""

import hashlib
import http.client
import logging
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.evidence.test_kill import Visitor
from tests.make.browser import served
from tests.make.browser_client import form_of
from tests.make.tus_client import PART, checksum, metadata

log = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024
SIZE = 200 * MEGABYTE
# What may be under way to the server, and not yet there, when a line is cut.
LOST = 16 * MEGABYTE
MOST_GROWTH = 60 * MEGABYTE


def _memory(root):
    """The memory that each process under a process, and itself, has for its own, by process id."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = {}
    for process in parents:
        above = process
        while above not in (root, 0, 1, None):
            above = parents.get(above)
        if above == root:
            with suppress(OSError):
                found[process] = _own(process)
    return found


def _own(process):
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    kept = [line for line in lines if line.startswith(("Private_", "Swap:"))]
    return sum(int(line.split()[1]) for line in kept) * 1024


class Watch:
    """Looks at the memory of a server's own processes until it is stopped."""

    def __init__(self, root):
        self.root, self.before, self.most = root, _memory(root), {}
        assert len(self.before) > 3, "the server, its workers and the one who does the jobs"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while not self._over.wait(0.2):
            for process, size in _memory(self.root).items():
                self.most[process] = max(size, self.most.get(process, 0))

    def growth(self):
        """By how much the processes that were there before grew together, each at its most."""
        self._over.set()
        self._thread.join()
        return sum(self.most.get(process, 0) - size for process, size in self.before.items())


class Sender(Visitor):
    """Somebody who sends a large file in parts."""

    def begin(self, page, size):
        self.csrf = form_of(self.ask("GET", page)[1], "them")[0]["csrf_token"]
        said = metadata(filename="hop-thon.mp4", caption="Họp thôn")
        answer = self.request(
            "POST", f"{page}/tai-len", b"", {"Upload-Length": str(size), "Upload-Metadata": said}
        )
        assert answer[0] == 201, answer
        return answer[1]["Location"]

    def request(self, method, path, body, headers):
        connection = http.client.HTTPConnection(self.host, timeout=120)
        known = {"Cookie": self.cookie, "Tus-Resumable": "1.0.0", "X-CSRFToken": self.csrf}
        connection.request(method, path, body, {**known, **headers})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders())

    def offset(self, path):
        return int(self.request("HEAD", path, None, {})[1]["Upload-Offset"])

    def patch(self, path, content, offset, **headers):
        return self.request(
            "PATCH", path, content, {"Upload-Offset": str(offset), "Content-Type": PART, **headers}
        )

    def patch_patiently(self, path, content, offset, **headers):
        """Send a part; once more where the request before it was just coming to its end."""
        for _ in range(20):
            with suppress(OSError):
                answer = self.patch(path, content, offset, **headers)
                if answer[0] != 423:
                    return answer
            time.sleep(0.3)
        raise AssertionError("the part was never taken")

    def cut(self, path, content, offset, announced):
        """Announce more than is sent, and hang up."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.putrequest("PATCH", path)
        for name, value in {
            "Cookie": self.cookie, "Tus-Resumable": "1.0.0", "X-CSRFToken": self.csrf, "Content-Type": PART,
            "Upload-Offset": str(offset), "Content-Length": str(announced),
        }.items():  # fmt: skip
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(content)
        connection.close()


@pytest.fixture
def served_copy(make, tmp_path):
    exemplar = make.exemplar()
    make.member(exemplar.lead_unit, username="nguoi-gui")
    shutil.copytree(make.app.extensions["registry.settings"].instance, tmp_path / "instance")
    with served(tmp_path / "instance") as server:
        yield server, f"/mo-hinh/{exemplar.reference}/minh-chung"


def _cut_at(sender, path, content, end):
    """Send from where it stands and hang up; again while a request that was cut still holds the file."""
    until = time.monotonic() + 120
    while (offset := _settled(sender, path)) < end - LOST:
        assert time.monotonic() < until, "it never went on"
        log.info("at %d of %d", offset, end)
        with suppress(OSError):
            sender.cut(path, content[offset:end], offset, len(content) - offset)


def _settled(sender, path):
    """The offset once it stands still."""
    before, now = -1, sender.offset(path)
    while before != now:
        time.sleep(0.5)
        before, now = now, sender.offset(path)
    return now


@pytest.mark.slow
def test_a_large_video_goes_on_where_it_stopped_in_little_memory(make, served_copy):
    server, page = served_copy
    content = make.mp4(seconds=600, size=SIZE)
    sender = Sender(server.url)
    path = sender.begin(page, len(content))
    sender.ask("GET", page)
    watch = Watch(server.process.pid)

    for end in (len(content) // 5, len(content) // 2):
        _cut_at(sender, path, content, end)
    offset = _settled(sender, path)
    part = content[offset : offset + 5 * MEGABYTE]
    status, _headers = sender.patch_patiently(path, part, offset, **{"Upload-Checksum": checksum(part)})
    assert status == 204
    offset += len(part)
    status, headers = sender.patch_patiently(path, content[offset:], offset)

    growth = watch.growth()
    log.info("the server grew by %.1f MB", growth / MEGABYTE)
    assert status == 204
    assert headers["Evidence-Reference"].startswith("MC-")
    kept = hashlib.sha256(content).hexdigest()
    assert (server.instance / "files" / kept[:2] / kept[2:4] / kept).stat().st_size == len(content)
    assert list((server.instance / "uploads").glob("*")) == []
    assert growth < MOST_GROWTH
