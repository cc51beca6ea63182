"""kill -9 at every step of a file in parts (P01): what was acknowledged is there once."""

import hashlib
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.evidence import queries
from registry.evidence.filetypes import TransferState
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.service import finishing, serving, tidying, uploading
from registry.evidence.service.uploading import Announced, Part
from registry.evidence.transfers import Transfer
from registry.identity.models import User
from tests.make.files import LIMITS
from tests.make.kills import die, die_after, in_a_child

PARTS = 3
# More steps than a transfer takes: the walk must end because everything was done.
TOO_MANY = 400


class Walker:
    """Sends one file after the other, each time killed one step later, and takes up what was left."""

    def __init__(self, make, tmp_path):
        self.make, self.log = make, tmp_path / "acknowledged"
        exemplar = make.exemplar()
        self.ids = exemplar.id, make.member(exemplar.lead_unit).id
        self.storage = make.app.extensions["registry.storage"]
        self.parts = make.app.extensions["registry.parts"]

    def killed_at(self, step, content):
        """Send a file and be killed after so many statements, syncs and renames; whether that came to be."""
        self.log.write_text("")
        assert in_a_child(self._send_and_die, step, content)
        return "over" not in self.log.read_text()

    def _send_and_die(self, step, content):
        with self.make.app.app_context():
            die_after(step, files=True)
            self.send(content)
            self._note("over")
            die()

    def send(self, content):
        """Send a file from where it stands, as a client does."""
        exemplar, member = db.session.get(Exemplar, self.ids[0]), db.session.get(User, self.ids[1])
        transfer = db.session.scalar(select(Transfer).where(Transfer.state.in_(tidying.UNDERWAY)))
        if transfer is None:
            announced = Announced(len(content), "anh.jpg", "Họp thôn")
            transfer = uploading.begin_transfer(member, exemplar, announced, limits=LIMITS)
        token, step = transfer.token, -(-len(content) // PARTS)
        while transfer.offset < transfer.size:
            piece = content[transfer.offset : transfer.offset + step]
            part = Part(transfer.offset, BytesIO(piece), len(piece))
            transfer = uploading.receive_part(member, transfer, part, parts=self.parts)
            self._note(f"{token} {transfer.offset}")
        finishing.finish_transfer(token, storage=self.storage, parts=self.parts, limits=LIMITS)
        self._note(f"{token} attached")

    def _note(self, line):
        """What the client was told: written past the counted calls."""
        with self.log.open("a") as file:
            file.write(line + "\n")

    def check_left(self, content):
        """What a kill left: nothing that was acknowledged is missing, nothing is there in halves."""
        db.session.rollback()
        said = [line.split() for line in self.log.read_text().splitlines() if " " in line]
        for token, told in said:
            transfer = db.session.get(Transfer, token)
            if told == "attached":
                assert transfer.state is TransferState.ATTACHED
            else:
                assert transfer.offset >= int(told)
        for transfer in db.session.scalars(select(Transfer).where(Transfer.state == TransferState.RECEIVING)):
            if transfer.offset:
                with self.parts.open(transfer.token) as file:
                    assert file.read(transfer.offset) == content[: transfer.offset]
        for path in self.storage.folder.glob("??/??/*"):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name

    def check_whole(self, count):
        """Everything sent so far is evidence, each once, and can be opened."""
        db.session.rollback()
        items = queries.list_items(db.session.get(Exemplar, self.ids[0]).latest)
        assert len(items) == len({item.digest for item in items}) == count
        serving.open_whole(self.storage, items[-1].digest).close()
        serving.open_whole(self.storage, items[-1].file.thumbnail_digest).close()


@pytest.mark.parametrize(
    "stride", [37, pytest.param(1, marks=pytest.mark.slow)], ids=["here and there", "every step"]
)
def test_p01_u11_a_transfer_survives_kills(make, tmp_path, monkeypatch, stride):
    monkeypatch.setattr("registry.evidence.service.attaching.MOST_ITEMS", TOO_MANY)
    walker, count = Walker(make, tmp_path), 0
    for step in range(1, TOO_MANY, stride):
        content = make.photo((120, 80))
        was_killed = walker.killed_at(step, content)
        walker.check_left(content)
        attached = db.session.scalar(select(func.count(EvidenceItem.id))) > count
        if not attached:
            walker.send(content)
        count += 1
        walker.check_whole(count)
        if not was_killed:
            break
    assert step > 60, "it was killed at many points before the file was attached"
    assert db.session.scalar(select(func.count(StoredFile.digest))) == count
    assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
