"""Chromium, a served installation, and a visitor who notices everything the browser complains about."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from tests.make.demonstration import ROOT, environment
from tests.make.people import PASSWORD

PLACES = (
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY = re.compile(r"default-src 'none'.*frame-ancestors 'none'")
# The browser itself says this of every page that is an answer to a mistake, and means nothing by it.
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def chromium():
    """The path of the browser, or None."""
    for place in (os.environ.get("CHROMIUM"), *PLACES):
        if place and os.access(place, os.X_OK):
            return place
    return None


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all browser tests of this process."""
    if os.environ.get("BROWSER") == "skip":
        pytest.skip("BROWSER=skip")
    place = chromium()
    if not place:
        pytest.skip("no Chromium here; see scripts/browser.sh")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- optional: without a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield started
        started.close()


class Server:
    """An installation that is being served: its address, its folder, its log."""

    def __init__(self, instance, url, process, log):
        self.instance, self.url, self.process, self.log = instance, url, process, log

    def said(self):
        """What the server has written so far."""
        return self.log.read_text("utf-8", errors="replace")


@contextmanager
def served(instance, **settings):
    """Serve an installation with its worker until the block ends, as `make run` does.

    Nobody has to set up a second step of signing in first; that has tests of its own.
    """
    settings = {"REGISTRY_SECOND_STEP": "false", **settings}
    port = _free_port()
    log = Path(instance) / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "registry", "serve", "--port", str(port)],
            env=environment(instance, PYTHONUNBUFFERED="1", **settings),
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    server = Server(Path(instance), f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_for(server)
        yield server
    finally:
        _stop(process)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(server, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        assert server.process.poll() is None, server.said()
        try:
            with urlopen(f"{server.url}/healthz", timeout=5):
                return
        except HTTPError as error:
            raise AssertionError(f"/healthz answers {error.code}: {server.said()}") from error
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"not served within {patience} s: {server.said()}")


def _stop(process):
    """End the server and what it started, by the ids we know."""
    process.terminate()
    try:
        process.wait(45)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


class Visitor:
    """A person at a browser of their own; `complaints` holds whatever should not have happened."""

    def __init__(self, browser, url, *, scripts=True, width=1280, language="vi-VN"):
        self.url, self.scripts, self.complaints = url, scripts, []
        self.context = browser.new_context(
            java_script_enabled=scripts, locale=language, viewport={"width": width, "height": 900}
        )
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def _heard(self, message):
        if not REFUSAL.search(message.text):
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")

    def _answered(self, response):
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")
        if response.request.resource_type == "document" and response.status < 300:
            if not POLICY.search(response.headers.get("content-security-policy", "")):
                self.complaints.append(f"no policy: {response.url}")
        elif response.status >= 400 and response.request.resource_type != "document":
            self.complaints.append(f"{response.status}: {response.url}")

    def _failed(self, request):
        # A page that is left takes its unfinished pictures with it, and a download ends no navigation.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.failure}: {request.url}")

    def open(self, path):
        """Open an address; returns its status."""
        return self.page.goto(self.url + path).status

    def sign_in(self, username, password=PASSWORD):
        """Sign in through the page."""
        self.open("/dang-nhap")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("#sign-in button[type=submit]")
        assert "/dang-nhap" not in self.page.url, self.page.inner_text("main")
        return self

    def findings(self):
        """What axe finds on the page as it stands; it cannot look where no scripts run."""
        if not self.scripts:
            return []
        options = {"resultTypes": ["violations"], "runOnly": RULES}
        violations = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{one['id']}: {node['html'][:160]} | {node['failureSummary'][:300]}"
            for one in violations
            for node in one["nodes"][:3]
        ]

    def text(self):
        """What the page says in its main part, once all of it is there."""
        self.page.wait_for_load_state()
        return self.page.inner_text("main")

    def close(self):
        """Leave; raises AssertionError when anything was complained of."""
        self.context.close()
        assert self.complaints == []


@contextmanager
def served_copy(files, tmp_path_factory, **settings):
    """Serve a copy of an installation's files until the block ends, in which nothing may go wrong."""
    instance = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(files, instance)
    with served(instance, **settings) as server:
        yield server
        assert "Traceback" not in server.said(), server.said()


@pytest.fixture(scope="session")
def served_demonstration(tmp_path_factory, demonstration_files, browser):
    """The demonstration as people meet it. Shared by tests that change nothing in it."""
    with served_copy(demonstration_files, tmp_path_factory, REGISTRY_DEMONSTRATION="1") as server:
        yield server


@pytest.fixture
def url(app):
    """The address of the test's own application, served from a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()
