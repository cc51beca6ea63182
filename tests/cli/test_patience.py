"""The web server among clients that are slow, or stop in the middle of what they say."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from urllib.request import urlopen

import pytest

from tests.make.demonstration import ROOT

THREADS, BODIES = 4, 2
CONFIGURATION = f"""
import registry.cli.patience as patience
patience.HEAD, patience.BODY, patience.SLOWEST, patience.MOST_BODIES = 1.0, 1.0, 10_000, {BODIES}
worker_class, threads, workers = "registry.cli.patience.PatientWorker", {THREADS}, 1
bind, control_socket_disable, loglevel = "127.0.0.1:0", True, "info"
"""
APP = """
import gc

def app(environ, start):
    said = str(len(environ["wsgi.input"].read())).encode()
    frozen = "some" if gc.get_freeze_count() else "none"
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))]
    start("200 OK", [*headers, ("X-Frozen", frozen), ("X-Threshold", str(gc.get_threshold()[0]))])
    return [said]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Where a small program is served by our worker, with little patience."""
    folder = tmp_path_factory.mktemp("patience")
    (folder / "small.py").write_text(APP)
    (folder / "conf.py").write_text(CONFIGURATION)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        folder / "conf.py",
        "--pythonpath",
        folder,
        "small:app",
    ]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield next(
            int(line.split("127.0.0.1:")[1].split()[0]) for line in process.stderr if "Listening at" in line
        )
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextmanager
def _saying(port, count, words):
    """Connections that each say the same, and then nothing more."""
    lines = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(count)]
    for line in lines:
        line.sendall(words)
    time.sleep(0.1)
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


def _post(length, body=b""):
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (length, body)


def _answer(port, patience):
    with urlopen(f"http://127.0.0.1:{port}/", timeout=patience) as answer:
        return answer.status


def _said(line, patience=4):
    line.settimeout(patience)
    said = b""
    with suppress(ConnectionResetError):
        while piece := line.recv(4096):
            said += piece
    return said


def test_bodies_that_never_come_leave_threads_to_others(port):
    with _saying(port, 3 * THREADS, _post(100, b"half")) as lines:
        begun = time.monotonic()
        assert _answer(port, 5) == 200
        assert time.monotonic() - begun < 0.8
        assert b"503 Service Unavailable" in _said(lines[-1])
    # Until the last of them is cut off: whoever comes next finds the threads free.
    time.sleep(2)


def test_who_stops_in_the_middle_is_cut_off(port):
    with _saying(port, BODIES, _post(100, b"half")) as lines:
        begun = time.monotonic()
        for line in lines:
            assert _said(line).endswith(b"4")
        assert 0.5 < time.monotonic() - begun < 4
    assert _answer(port, 2) == 200


def test_so_is_who_sends_a_byte_now_and_then(port):
    with _saying(port, 1, _post(100)) as (line,):
        begun = time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() - begun < 5:
                line.sendall(b"x")
                time.sleep(0.2)
                line.settimeout(0.01)
                with suppress(TimeoutError):
                    if line.recv(4096):
                        break
        assert time.monotonic() - begun < 4


def test_a_client_that_does_not_hang_up_keeps_nobody_waiting(port):
    with _saying(port, 8, b"GET / HTTP/1.0\r\n\r\n"):
        begun = time.monotonic()
        assert _answer(port, 5) == 200
        assert time.monotonic() - begun < 0.8


def test_heads_that_are_never_finished_hold_the_threads_for_a_while_only(port):
    with _saying(port, 2 * THREADS, b"GET / HTTP/1.1\r\nHo"):
        assert _answer(port, 5) == 200


def test_a_long_body_has_more_time(port):
    body = bytes(25_000)
    with _saying(port, 1, _post(len(body), body[:10])) as (line,):
        time.sleep(2)
        line.sendall(body[10:])
        line.shutdown(socket.SHUT_WR)
        assert _said(line).endswith(b"25000")


def test_what_was_loaded_is_no_work_for_the_collector(port):
    with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        assert (answer.headers["X-Frozen"], answer.headers["X-Threshold"]) == ("some", "10000")
