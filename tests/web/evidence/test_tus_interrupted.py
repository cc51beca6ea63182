"""Files in parts on a bad day: lines that break, requests that die, versions that were sent off meanwhile."""

import hashlib
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence import queries
from registry.evidence.filetypes import TransferState
from registry.evidence.models import EvidenceItem
from registry.evidence.service import finishing, uploading
from registry.evidence.transfers import Transfer
from registry.jobs import worker
from registry.jobs.models import Job
from registry.storage.parts import Parts
from registry.web.evidence import lanes


def _count(kind):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind))


def _transfer():
    db.session.rollback()
    return db.session.scalar(select(Transfer))


def test_only_one_request_writes_at_a_time(tus, parts):
    address = tus.begun(100)

    with parts.held(_transfer().token):
        assert tus.send(address, b"x").status_code == 423

    assert tus.send(address, b"x").status_code == 204


def test_a_person_may_send_so_many_parts_at_once_and_then_is_asked_to_wait(tus):
    address = tus.begun(100)
    member = _transfer().owner_id
    with ExitStack() as taken:
        for _ in range(lanes.MOST_OF_ONE):
            taken.enter_context(lanes.lane(member))
        answer = tus.send(address, b"x")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")
        taken.enter_context(lanes.lane(member + 1))

    assert tus.send(address, b"x").status_code == 204


def test_all_together_leave_room_for_those_who_send_nothing(tus):
    address = tus.begun(100)
    with ExitStack() as taken:
        for number in range(lanes.MOST):
            taken.enter_context(lanes.lane(1000 + number))
        assert tus.send(address, b"x").status_code == 429


class _Broken(BytesIO):
    """A line that breaks after some bytes."""

    def read(self, size=-1):
        piece = super().read(min(size, 64))
        if not piece:
            raise ConnectionResetError
        return piece


def test_u11_what_came_before_a_line_broke_is_acknowledged(tus, make, exemplar, parts):
    content = make.photo((200, 100))
    address = tus.begun(len(content))
    half = len(content) // 2
    transfer, actor = _transfer(), _transfer().owner

    uploading.receive_part(actor, transfer, uploading.Part(0, _Broken(content[:half])), parts=parts)

    assert tus.offset(address) == half
    assert tus.send(address, content[half:], half).status_code == 204
    assert _count(EvidenceItem) == 1


def test_u11_bytes_that_were_never_acknowledged_do_not_count(tus, make, parts, exemplar):
    content = make.pdf()
    address = tus.begun(len(content))
    tus.send(address, content[:100])
    with (parts.folder / _transfer().token).open("ab") as file:
        file.write(b"<script>" * len(content))

    assert tus.send(address, content[100:], 100).status_code == 204
    (item,) = queries.list_items(exemplar.latest)
    assert item.digest == hashlib.sha256(content).hexdigest()


def test_what_a_dying_request_left_undone_is_done_by_the_next_question(tus, make, monkeypatch):
    content = make.photo()
    address = tus.begun(len(content))
    with monkeypatch.context() as dying:
        dying.setattr(finishing, "finish_transfer", lambda *_, **__: None)
        assert "Evidence-Reference" not in tus.send(address, content).headers
    assert tus.ask("GET", address).json["state"] == "checking"

    answer = tus.ask("HEAD", address)

    assert answer.headers["Evidence-Reference"].startswith("MC-")
    assert _count(EvidenceItem) == 1


def test_or_by_the_worker(tus, make, monkeypatch):
    content = make.photo()
    address = tus.begun(len(content))
    with monkeypatch.context() as dying:
        dying.setattr(finishing, "finish_transfer", lambda *_, **__: None)
        tus.send(address, content)

    with time_machine.travel(now() + timedelta(minutes=2)):
        worker.run_due()

    assert _transfer().state is TransferState.ATTACHED
    assert _count(EvidenceItem) == 1
    assert db.session.scalar(select(Job.error).where(Job.kind == "evidence.finish_transfer")) == ""
    assert tus.ask("GET", address).json["reference"].startswith("MC-")


def test_a_version_that_was_sent_off_meanwhile_stays_as_it_is(tus, make, exemplar):
    content = make.photo()
    address = tus.begun(len(content))
    tus.send(address, content[:50])
    with transaction():
        exemplar.latest.frozen_at = now()

    answer = tus.send(address, content[50:], 50)

    assert answer.status_code == 422
    assert _count(EvidenceItem) == 0


def test_parts_know_only_tokens(tmp_path):
    parts = Parts(tmp_path / "parts")
    for token in ("../x", "", "0" * 63, "A" * 64):
        with pytest.raises(FileNotFoundError), parts.held(token):
            pass


def test_a_part_may_be_larger_than_a_form(tus, app):
    size = app.config["MAX_CONTENT_LENGTH"] + 1
    address = tus.begun(2 * size)

    assert tus.send(address, bytes(size)).status_code == 204
    assert tus.offset(address) == size
