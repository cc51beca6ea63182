"""A drill: the demonstration is backed up while people write, put back, and every page of it opened."""

import hashlib
import shutil
import threading
import time
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.queries import list_fields
from registry.catalogue.service import registering
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.discovery import indexing
from registry.evidence.service.attaching import Upload, attach_file
from registry.evidence.service.editing import Description
from registry.identity.models import Role
from registry.identity.queries import find_user
from registry.operations.backups import sealing
from registry.operations.backups.copying import facts_of
from registry.operations.backups.creating import create_backup
from registry.operations.backups.folder import BackupFolder
from registry.operations.backups.restoring import DOORS
from registry.units.queries import list_by_ids
from registry.units.rules import units_with_role
from tests.make.files import LIMITS
from tests.make.tour import signed_in, tour, visit


class Writer(threading.Thread):
    """Registers models with a photo each until it is stopped; `done` are the titles acknowledged."""

    def __init__(self, app, photos):
        super().__init__(daemon=True)
        self.app, self.photos = app, photos
        self.done, self.stopped, self.failed = [], threading.Event(), None

    def run(self):
        with self.app.app_context():
            try:
                while not self.stopped.is_set():
                    self.write(len(self.done))
            except Exception as error:
                self.failed = error
            finally:
                db.session.remove()

    def write(self, number):
        person = find_user("may.vang")
        (unit, *_) = list_by_ids(units_with_role(person, Role.UNIT_MEMBER))
        title = f"Mô hình viết trong lúc sao lưu số {number}"
        exemplar = registering.start_exemplar(person, unit, title=title, field=list_fields()[0])
        attach_file(
            person, exemplar, storage=self.app.extensions["registry.storage"],
            upload=Upload(BytesIO(self.photos(number)), "anh.jpg"),
            about=Description(caption="Ảnh", visibility=Visibility.COUNCIL), limits=LIMITS,
        )  # fmt: skip
        self.done.append(title)


class Waiting(BackupFolder):
    """Stores parts no faster than somebody writes: whoever held the others up would wait for ever."""

    def __init__(self, folder, writer):
        super().__init__(folder)
        self.writer, self.turns = writer, 0

    def put(self, *values, **named):
        if self.turns < 3:
            self.turns += 1
            before, until = len(self.writer.done), time.monotonic() + 30
            while len(self.writer.done) == before and self.writer.failed is None:
                assert time.monotonic() < until, "nobody could write meanwhile"
                time.sleep(0.05)
        return super().put(*values, **named)


@pytest.fixture
def drill(demonstration, make, tmp_path):
    """(the manifest, the restored folder, what was acknowledged before the backup began, pages)."""
    # Before anybody writes: other tests share what this finds.
    pages = list({page.endpoint: page for page in tour(demonstration) if page.status == 200}.values())
    settings = replace(demonstration.extensions["registry.settings"], secret_key="bi-mat" * 8)
    writer = Writer(demonstration, lambda number: make.photo((40 + number, 30)))
    writer.start()
    while len(writer.done) < 3 and writer.failed is None:
        writer.stopped.wait(0.05)
    before = list(writer.done)
    folder = Waiting(tmp_path / "backups", writer)
    key = tmp_path / "key"
    made = create_backup(
        settings, demonstration.extensions["registry.storage"], folder, recipient=sealing.make_identity(key)
    )
    writer.stopped.set()
    writer.join(60)
    assert writer.failed is None, writer.failed
    run = demonstration.test_cli_runner().invoke
    into = tmp_path / "restored"
    where = ["--folder", str(folder.folder), "--into", str(into), "--identity", str(key)]
    done = run(args=["backup", "restore", *where])
    assert done.exit_code == 0, done.output
    seq, digest = made.manifest.audit_seq, made.manifest.audit_digest
    assert f"{seq} events, whole. head {seq} {digest}" in done.stdout
    return made.manifest, into, before, pages


def test_p11_drill_everything_acknowledged_is_back_and_every_page_opens(demonstration, drill):
    manifest, into, before, pages = drill
    facts = facts_of(into / "registry.db")
    assert (facts.audit_seq, facts.audit_digest) == (manifest.audit_seq, manifest.audit_digest)
    assert facts.tables == manifest.tables | dict.fromkeys(DOORS, 0)
    files = list((into / "files").glob("??/??/*"))
    assert {path.name for path in files} == {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert len(files) == sum(part.name.startswith("files/") for part in manifest.parts) > 3
    _exchange(demonstration, into)
    assert db.session.scalar(select(func.max(AuditEvent.seq))) == manifest.audit_seq
    indexing.rebuild(demonstration.extensions["registry.search"])
    clients = {role: signed_in(demonstration, role) for role in {page.role for page in pages}}
    answers = [visit(demonstration, clients[page.role], page.role, page.path) for page in pages]
    assert [(page.role, page.path, page.status) for page in answers if page.status != 200] == []
    assert len(answers) > 150
    assert set(before) <= set(db.session.scalars(select(ExemplarVersion.title)))


def _exchange(app, folder):
    """Put the restored installation in the place of the one that was there."""
    instance = app.extensions["registry.settings"].instance
    db.session.remove()
    db.engine.dispose()
    shutil.rmtree(instance)
    shutil.copytree(folder, instance)
