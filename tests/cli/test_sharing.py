"""How the processes of the web server share the work."""

import http.client
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.cli import sharing
from registry.cli.sharing import TOO_MANY, Share
from tests.make.demonstration import ROOT

BUSY = 6
CONFIGURATION = """
worker_class, threads, workers = "registry.cli.patience.PatientWorker", 16, 2
bind, control_socket_disable, loglevel = "127.0.0.1:0", True, "info"
"""
APP = """
import os, time
def app(environ, start):
    time.sleep(1 if environ["PATH_INFO"] == "/long" else 0)
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8")])
    return [b"%8d" % os.getpid()]
"""


@pytest.fixture
def port(tmp_path):
    """Where a program that says which process answers is served by two of them."""
    (tmp_path / "small.py").write_text(APP)
    (tmp_path / "conf.py").write_text(CONFIGURATION)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        tmp_path / "conf.py",
        "--pythonpath",
        tmp_path,
        "small:app",
    ]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        place, booted = 0, 0
        while booted < 2:
            line = process.stderr.readline()
            booted += "Booting worker" in line
            place = int(line.split("127.0.0.1:")[1].split()[0]) if "Listening at" in line else place
        yield place
    finally:
        # The processes wait for who keeps a connection open: nobody waits for them here.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def pair():
    """Two processes without work, beside one that was ended with much of it."""
    first, second, gone = Share(1), Share(2), Share(3)
    for one in (first, second, gone):
        one.begin()
    sharing._table[2 * 3] = 2**22 + 1
    yield first, second
    for at in range(2, 8):
        sharing._table[at] = 0


def test_a_connection_is_left_to_who_has_less_to_do_but_not_for_ever(pair):
    first, second = pair
    assert not first.leaves_it()
    first.add(1)
    assert first.leaves_it()
    assert not second.leaves_it()
    second.add(1)
    assert not first.leaves_it()
    second.add(-1)
    assert any(not first.leaves_it() for _turn in range(int(2 * sharing.LEFT / sharing.STEP)))


def test_a_client_of_a_much_busier_process_is_asked_to_come_again(pair):
    first, second = pair
    first.add(TOO_MANY - 1)
    assert not first.has_too_many()
    first.add(1)
    assert first.has_too_many()
    second.add(1)
    assert not first.has_too_many()


def test_new_connections_go_to_who_has_less_to_do(port):
    kept = []
    while len(mine := [line for line, process in kept if process == kept[0][1]]) < BUSY:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        kept.append((line, _answer(line)))
    with ThreadPoolExecutor(2 * BUSY) as crowd:
        busy = [crowd.submit(_answer, line, "/long") for line in mine]
        time.sleep(0.2)
        new = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(BUSY - 1)]
        answers = list(crowd.map(_answer, new, ["/long"] * len(new)))
        assert {one.result() for one in busy} == {kept[0][1]}
    for line in (*(one for one, _process in kept), *new):
        line.close()
    assert kept[0][1] not in answers


def _answer(line, path="/"):
    line.request("GET", path)
    return line.getresponse().read()
