"""kill -9 at every step of an upload (P01), and connections that are cut in the middle of one (U11)."""

import hashlib
import http.client
import os
import shutil
import signal
import time
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.evidence import queries
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.service import serving
from registry.identity.models import User
from registry.jobs.models import OutboxRow
from tests.make.browser import served
from tests.make.browser_client import form_of
from tests.make.kills import die, die_after, in_a_child
from tests.make.people import PASSWORD

# More steps than an upload takes: the loop must end because the file was attached.
TOO_MANY = 300


def attach_and_die(make, ids, content, step):
    """In a child of its own: attach, and be killed after `step` statements, syncs and renames."""
    exemplar_id, member_id = ids
    with make.app.app_context():
        die_after(step, files=True)
        make.evidence(
            db.session.get(Exemplar, exemplar_id), actor=db.session.get(User, member_id), content=content
        )
        # Acknowledged: from here on nothing may be missing, however it ends.
        die()


def trace():
    """Everything an upload leaves behind in the database, as counts."""
    db.session.rollback()
    tables = (EvidenceItem, StoredFile, AuditEvent, OutboxRow)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def stored_files(storage):
    """Every file that has a place in the store, which is its digest."""
    kept = (path for path in storage.folder.rglob("*") if path.is_file())
    return [path for path in kept if path.parent != storage.incoming]


def test_p01_an_upload_is_whole_or_absent(make):
    exemplar = make.exemplar()
    ids = (exemplar.id, make.member(exemplar.lead_unit).id)
    content, storage = make.photo((300, 200)), make.app.extensions["registry.storage"]
    before = trace()
    for step in range(1, TOO_MANY):
        assert in_a_child(attach_and_die, make, ids, content, step)
        for path in stored_files(storage):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
        if trace() != before:
            break
        assert queries.list_items(exemplar.latest) == []
    assert step > 30, "it was killed at many points before the file was attached"
    assert [new - old for new, old in zip(trace(), before, strict=True)] == [1, 1, 1, 1]
    (item,) = queries.list_items(exemplar.latest)
    serving.open_whole(storage, item.digest).close()
    serving.open_whole(storage, item.file.thumbnail_digest).close()
    assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_u11_what_a_kill_left_half_written_is_swept(make):
    exemplar = make.exemplar()
    ids = (exemplar.id, make.member(exemplar.lead_unit).id)
    storage = make.app.extensions["registry.storage"]
    shutil.rmtree(storage.folder, ignore_errors=True)
    in_a_child(attach_and_die, make, ids, make.photo(), 1)
    step = 1
    while not list(storage.incoming.glob("*")):
        step += 1
        assert step < TOO_MANY
        in_a_child(attach_and_die, make, ids, make.photo(), step)

    for path in storage.incoming.glob("*"):
        os.utime(path, (0, 0))

    assert storage.sweep() == 1
    assert list(storage.incoming.glob("*")) == []


class Visitor:
    """Somebody signed in to a served installation, who sends what a browser sends."""

    def __init__(self, url):
        self.host, self.cookie = urlsplit(url).netloc, ""
        fields, _action = form_of(self.ask("GET", "/dang-nhap")[1])
        body = urlencode({**fields, "username": "nguoi-gui", "password": PASSWORD})
        status, _text = self.ask("POST", "/dang-nhap", body, "application/x-www-form-urlencoded")
        assert status == 303

    def ask(self, method, path, body=None, kind=None):
        """(status, text) of one request."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind} if kind else {})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]
        return answer.status, answer.read().decode("utf-8", "replace")

    def upload_body(self, page, content, caption):
        """The body of the page's form with one photo."""
        fields, _action = form_of(self.ask("GET", page)[1], "them")
        lines = []
        for name, value in {**fields, "caption": caption}.items():
            lines.append(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="anh.jpg"\r\n\r\n'
        return b"".join(lines) + head + content + b"\r\n--x--\r\n"

    def send(self, page, body, part=1.0):
        """Send an upload, or only part of it and hang up; the status, or None when there was none."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.putrequest("POST", page)
        for name, value in {
            "Cookie": self.cookie,
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(len(body)),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        try:
            connection.send(body[: int(len(body) * part)])
            return connection.getresponse().status if part == 1 else None
        except OSError:
            return None
        finally:
            connection.close()


@pytest.fixture
def copied(make, tmp_path):
    """A copy of the test's installation to serve, and the address of the page of its model."""
    exemplar = make.exemplar()
    make.member(exemplar.lead_unit, username="nguoi-gui")
    page = f"/mo-hinh/{exemplar.reference}/minh-chung"
    db.session.remove()
    db.engine.dispose()
    shutil.copytree(make.app.extensions["registry.settings"].instance, tmp_path / "instance")
    return tmp_path / "instance", page


def test_p01_u11_a_served_installation_keeps_what_it_acknowledged(make, copied):
    instance, page = copied
    with served(instance) as server:
        visitor = Visitor(server.url)
        body = visitor.upload_body(page, make.photo((1200, 900)), "Bị cắt giữa chừng")
        visitor.send(page, body, part=0.5)
        time.sleep(0.3)
        text = visitor.ask("GET", page)[1]
        assert "Bị cắt giữa chừng" not in text

        body = visitor.upload_body(page, make.photo((1200, 900)), "Đã được nhận")
        assert visitor.send(page, body) == 303
        body = visitor.upload_body(page, make.photo((2400, 1800)), "Chưa kịp nhận")
        connection = http.client.HTTPConnection(visitor.host, timeout=5)
        connection.request(
            "POST", page, body,
            {"Cookie": visitor.cookie, "Content-Type": "multipart/form-data; boundary=x"},
        )  # fmt: skip
        time.sleep(0.05)
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
    with served(instance) as server:
        text = Visitor(server.url).ask("GET", page)[1]
    assert text.count("Đã được nhận") == 1
    assert text.count("Chưa kịp nhận") <= 1
    assert "Tệp hỏng" not in text
