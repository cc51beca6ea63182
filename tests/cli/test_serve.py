"""`registry serve`: web server and worker side by side, and what happens when either dies."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.make.browser import served
from tests.make.demonstration import run_command


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A new installation."""
    folder = tmp_path_factory.mktemp("served")
    run_command(folder, "setup")
    return folder


def children(pid):
    """{id: name} of the processes below one."""
    below = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                name = (entry / "comm").read_text().strip()
            except (OSError, ProcessLookupError):
                continue
            below[int(entry.name)] = (parent, name)
    return {one: name for one, (parent, name) in below.items() if parent == pid}


def wait_until(what, patience=30):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def stalled(server, count):
    """Forms that stop in the middle, from clients without an account."""
    head = "POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\nuser"
    port = int(server.url.rsplit(":", 1)[1])
    with ExitStack() as lines:
        for _ in range(count):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), 5))
            line.sendall(head.encode())
        time.sleep(0.5)
        yield


def worker_of(server):
    return next((one for one, name in children(server.process.pid).items() if name == "registry-jobs"), None)


def open_files(pid):
    return [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir() if one.exists()]


def test_serves_keeps_the_worker_alive_and_ends_cleanly(instance):
    with served(instance) as server:
        (web,) = (one for one, name in children(server.process.pid).items() if name == "registry-web")
        assert not any("registry.db" in name for name in open_files(web)), "shared by those it divides into"
        assert wait_until(lambda: "Running at http://127.0.0.1:" in server.said())
        assert wait_until(lambda: worker_of(server))
        first = worker_of(server)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: worker_of(server) not in (None, first))
        assert urlopen(f"{server.url}/readyz", timeout=5).status == 200
        with stalled(server, 40):
            assert urlopen(f"{server.url}/healthz", timeout=5).status == 200
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(f"{server.url}/", headers={"Host": "evil.example"}), timeout=5)
        assert refused.value.code == 400
        below = children(server.process.pid)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(45) == 0
        assert not any(Path(f"/proc/{one}").exists() for one in below)


def test_p01_killed_outright_it_takes_its_children_along(instance):
    with served(instance) as server:
        below = children(server.process.pid)
        assert below
        server.process.kill()
        server.process.wait(10)
        assert wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in below))
    with sqlite3.connect(instance / "registry.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_p17_what_is_underway_is_answered_before_the_end(instance):
    body = b"username=ai.do&password=" + b"x" * 400
    head = f"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with served(instance) as server:
        with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])), 30) as line:
            line.sendall(head.encode() + body[:100])
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(1)
            line.sendall(body[100:])
            answer = line.recv(65536)
        assert server.process.wait(45) == 0
    # The form has no token: that is an answer, too.
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_figures_count_for_all_processes_and_the_log_is_lines_of_json(instance):
    with served(instance) as server:
        for _ in range(20):
            urlopen(f"{server.url}/gioi-thieu?bi-mat", timeout=10).read()
        told = urlopen(f"{server.url}/metrics", timeout=10).read().decode()
        assert wait_until(lambda: server.said().count('"path": "/gioi-thieu"') == 20)
        lines = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
        # On a full disk the system would kill whoever counts there.
        assert [
            path for path in instance.rglob("*.db") if path.name.startswith(("counter", "histogram"))
        ] == []
    assert 'registry_requests_total{endpoint="home.show_about",status="200"} 20.0' in told
    assert len({line["request"] for line in lines}) == len(lines) >= 21
    assert "bi-mat" not in server.said()


def test_l05_normal_start_refuses_an_installation_of_the_demonstration(instance, tmp_path):
    shutil.copytree(instance, tmp_path / "copy")
    run_command(tmp_path / "copy", "users", "create", "--username", "sen.lu", "--name", "Lù Thị Sen")
    with sqlite3.connect(tmp_path / "copy" / "registry.db") as connection:
        connection.execute("UPDATE users SET is_demonstration = 1")
    connection.close()
    # Nobody can serve on a port that is taken: a start that was not refused would end, too.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_command(tmp_path / "copy", "serve", "--port", port, check=False)
    assert done.returncode == 1
    assert "1 accounts of the demonstration are open" in done.stderr
