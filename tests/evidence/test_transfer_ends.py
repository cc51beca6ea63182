"""Transfers that end otherwise than meant: called off while being checked, lost, deleted, never finished."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import delete, func, select

from registry.audit.models import AuditEvent
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.checks import Refused
from registry.evidence.filetypes import TransferState
from registry.evidence.models import EvidenceItem
from registry.evidence.service import finishing, tidying, uploading
from registry.evidence.service.uploading import Announced, Gone, Part, TooLarge
from registry.evidence.transfers import Transfer
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from tests.make.files import LIMITS

MEGABYTE = 1024 * 1024


@pytest.fixture
def exemplar(make):
    return make.exemplar()


@pytest.fixture
def member(make, exemplar):
    return make.member(exemplar.lead_unit)


@pytest.fixture
def parts(app):
    return app.extensions["registry.parts"]


@pytest.fixture
def finish(app, parts):
    storage = app.extensions["registry.storage"]
    return lambda token: finishing.finish_transfer(token, storage=storage, parts=parts, limits=LIMITS)


@pytest.fixture
def begin(member, exemplar):
    def begin(size, name="a.jpg", **limits):
        return uploading.begin_transfer(
            member, exemplar, Announced(size, name, "Họp thôn"), limits=replace(LIMITS, **limits)
        )

    return begin


@pytest.fixture
def sent(begin, member, parts):
    """A transfer of which every byte is there."""

    def send(content):
        part = Part(0, BytesIO(content), len(content))
        return uploading.receive_part(member, begin(len(content)), part, parts=parts)

    return send


def _during_the_check(monkeypatch, do):
    """Have something happen between the check of a file and its being attached."""
    prepare = finishing.prepare_file

    def slowly(*values, **named):
        try:
            return prepare(*values, **named)
        finally:
            db.session.rollback()
            do()
            db.session.rollback()

    monkeypatch.setattr(finishing, "prepare_file", slowly)


@pytest.mark.parametrize("content", ["good", "bad"])
def test_what_is_called_off_while_it_is_checked_stays_called_off(
    make, exemplar, member, parts, sent, finish, monkeypatch, content
):
    token = sent(make.photo() if content == "good" else b"MZ" + bytes(2000)).token
    _during_the_check(
        monkeypatch, lambda: finishing.end_transfer(member, db.session.get(Transfer, token), parts=parts)
    )

    assert finish(token) is TransferState.ENDED

    assert db.session.scalar(select(func.count(EvidenceItem.id))) == 0
    assert not (parts.folder / token).exists()
    refused = (
        select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "evidence.transfer_refused")
    )
    assert db.session.scalar(refused) == 0


def _forget(token):
    """What deleting a draft does to the files on their way to it."""
    with transaction():
        db.session.expunge_all()
        db.session.execute(delete(Transfer).where(Transfer.token == token))


@pytest.mark.parametrize("content", ["good", "bad"])
def test_a_draft_deleted_while_its_file_is_checked_takes_the_file_along(
    make, exemplar, parts, sent, finish, monkeypatch, content
):
    token = sent(make.photo() if content == "good" else b"MZ" + bytes(2000)).token
    _during_the_check(monkeypatch, lambda: _forget(token))

    assert finish(token) is TransferState.ENDED

    assert db.session.scalar(select(func.count(EvidenceItem.id))) == 0
    assert not (parts.folder / token).exists()


def test_a_draft_deleted_while_its_file_comes_ends_the_file(make, member, parts, begin):
    content = make.photo()
    transfer = begin(len(content))
    token = transfer.token

    class Deleting(BytesIO):
        def read(self, size=-1):
            piece = super().read(size)
            _forget(token)
            return piece

    with pytest.raises(Gone):
        uploading.receive_part(member, transfer, Part(0, Deleting(content)), parts=parts)


def test_a_file_lost_on_its_way_is_over_and_says_so(make, member, parts, begin):
    content = make.photo()
    transfer = begin(len(content))
    uploading.receive_part(member, transfer, Part(0, BytesIO(content[:100])), parts=parts)
    parts.remove(transfer.token)

    with pytest.raises(Gone, match="lost on its way"):
        uploading.receive_part(member, transfer, Part(100, BytesIO(content[100:])), parts=parts)

    db.session.rollback()
    assert (transfer.state, "lost on its way" in transfer.problem) == (TransferState.REFUSED, True)
    with pytest.raises(Gone, match="lost on its way"):
        uploading.require_underway(transfer)


def test_a_file_lost_before_it_was_checked_is_over_and_says_so(make, parts, sent, finish):
    transfer = sent(make.photo())
    parts.remove(transfer.token)

    assert finish(transfer.token) is TransferState.REFUSED

    assert "bị mất trên đường gửi" in db.session.get(Transfer, transfer.token).problem


def test_what_could_never_be_checked_is_forgotten_a_day_later(make, parts, sent):
    token = sent(make.photo()).token
    with transaction():
        db.session.scalar(select(Job)).state = JobState.DEAD

    with time_machine.travel(now() + uploading.KEPT + timedelta(hours=23)):
        assert tidying.forget_transfers(parts) == 0
    assert (parts.folder / token).exists()
    with time_machine.travel(now() + uploading.KEPT + timedelta(hours=25)):
        assert tidying.forget_transfers(parts) == 1
        worker.run_due()

    transfer = db.session.get(Transfer, token)
    assert (transfer.state, bool(transfer.problem)) == (TransferState.ENDED, True)
    assert not (parts.folder / token).exists()


def test_room_of_the_unit_is_asked_for_before_any_byte_comes(make, exemplar, begin):
    other = make.exemplar(unit=exemplar.lead_unit)
    held = make.evidence(other).file.size

    begin(3000, unit=held + 5000)
    with pytest.raises(Refused, match="your unit"):
        begin(3000, unit=held + 5000)

    assert db.session.scalar(select(func.count(Transfer.token))) == 1


def test_the_number_of_files_is_asked_for_before_any_byte_comes(make, exemplar, begin, monkeypatch):
    monkeypatch.setattr("registry.evidence.service.attaching.MOST_ITEMS", 2)
    make.evidence(exemplar)

    begin(3000)
    with pytest.raises(Refused, match="at most 2"):
        begin(3000)


@pytest.mark.parametrize(
    ("name", "most"),
    [("a.JPG", 20), ("ảnh.heic", 20), ("a.pdf", 50), ("a.docx", 50), ("a.mp3", 100), ("a.mp4", 500)],
)
def test_what_is_too_large_for_what_it_is_called_is_refused_before_any_byte_comes(begin, name, most):
    begin(most * MEGABYTE, name)

    with pytest.raises(TooLarge, match=f"{most}.MB"):
        begin(most * MEGABYTE + 1, name)


def test_a_name_that_says_nothing_is_held_against_the_largest_limit(begin):
    begin(500 * MEGABYTE, "a")

    with pytest.raises(TooLarge):
        begin(500 * MEGABYTE + 1, "a")
