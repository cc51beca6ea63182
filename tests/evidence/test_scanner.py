"""Asking the virus scanner: a real clamd where it is installed, and one that misbehaves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.states import Visibility
from registry.core.clock import now
from registry.core.db import db
from registry.evidence import scanner
from registry.evidence.filetypes import ScanState
from registry.evidence.models import StoredFile
from registry.evidence.scanner import BadAddress, Clamd, ScannerDown
from registry.evidence.service import scanning, serving
from registry.evidence.service.serving import BeingScanned, Quarantined, Size
from registry.jobs import worker
from registry.notifications.models import Message
from tests.make.clamd import MARK, NAME, PICKED, Server, installed, running

needs_clamd = pytest.mark.skipif(
    installed() is None, reason="clamd is not installed: apt-get install clamav-daemon"
)


@pytest.fixture
def served():
    servers = []

    def serve(manner="well"):
        servers.append(Server(manner))
        scanner.use_scanner(servers[-1].address)
        return servers[-1]

    yield serve
    for server in servers:
        server.close()
    scanner.use_scanner("")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with running(tmp_path_factory.mktemp("clamd"), most="1M") as address:
        yield address


@pytest.fixture
def configured(clamd):
    scanner.use_scanner(clamd)
    yield
    scanner.use_scanner("")


@needs_clamd
def test_u07_a_real_scanner_tells_clean_from_infected(clamd):
    client = Clamd(clamd)

    assert client.answers()
    assert client.scan(BytesIO(b"harmless")).state is ScanState.CLEAN
    found = client.scan(BytesIO(bytes(300_000) + MARK + bytes(300_000)))
    assert (found.state, found.found) == (ScanState.INFECTED, NAME)


@needs_clamd
def test_what_is_larger_than_the_scanner_takes_stays_unscanned(clamd):
    verdict = Clamd(clamd).scan(BytesIO(bytes(5_000_000)))

    assert (verdict.state, bool(verdict.found)) == (ScanState.UNSCANNED, True)


@needs_clamd
@pytest.mark.slow
def test_u07_what_stands_at_the_end_of_a_large_file_is_found_by_many_at_once(tmp_path):
    with running(tmp_path / "clamd") as address, ThreadPoolExecutor(8) as pool:
        contents = [bytes(20_000_000) + (MARK if number % 2 else b"") for number in range(8)]
        found = list(pool.map(lambda content: Clamd(address).scan(BytesIO(content)).state, contents))

    assert found == [ScanState.CLEAN, ScanState.INFECTED] * 4


@needs_clamd
def test_u07_malware_is_locked_away_and_staff_are_told(make, configured, storage):
    exemplar = make.exemplar()
    keeper = make.administrator(exemplar.lead_unit)
    member = make.member(exemplar.lead_unit)
    words = "Biên bản " + MARK.decode()
    item = make.evidence(
        exemplar, actor=member, content=make.office(parts={"word/note.txt": words}), file_name="a.docx"
    )
    assert item.file.scan is ScanState.PENDING
    with pytest.raises(BeingScanned):
        serving.open_item(member, item, storage=storage)

    worker.run_due()

    assert (item.file.scan, item.file.scan_found) == (ScanState.INFECTED, NAME)
    for size in Size:
        with pytest.raises(Quarantined):
            serving.open_item(member, item, storage=storage, size=size)
    told = db.session.scalars(select(Message).where(Message.kind == "file.infected")).all()
    assert {message.to_id for message in told} == {keeper.id, member.id}
    assert all(NAME in message.body for message in told)
    assert db.session.scalar(select(func.count()).where(AuditEvent.action == "file.found_infected")) == 1
    scanning.scan_file(storage, item.digest)
    assert db.session.scalar(select(func.count(Message.id)).where(Message.kind == "file.infected")) == 2


@needs_clamd
def test_a_clean_file_is_given_out_once_it_was_scanned(make, configured, storage):
    exemplar = make.exemplar()
    member = make.member(exemplar.lead_unit)
    item = make.evidence(exemplar, actor=member, content=make.pdf())

    worker.run_due()

    assert (item.file.scan, item.file.scanned_at is not None) == (ScanState.CLEAN, True)
    serving.open_item(member, item, storage=storage).stream.close()


def test_without_a_scanner_files_are_unscanned_and_say_so(make, storage):
    exemplar = make.exemplar()
    member = make.member(exemplar.lead_unit)
    item = make.evidence(exemplar, actor=member, content=make.pdf())

    assert (item.file.scan, item.file.scanned_at) == (ScanState.UNSCANNED, None)
    assert scanning.scan_waiting(storage) == 0
    serving.open_item(member, item, storage=storage).stream.close()


def test_files_from_before_there_was_a_scanner_are_scanned_later(make, storage, served):
    item = make.evidence(make.exemplar(), content=make.pdf())
    server = served()

    assert scanning.scan_waiting(storage) == 1

    assert item.file.scan is ScanState.CLEAN
    with storage.open(item.digest) as stream:
        assert server.seen == stream.read()
    assert scanning.scan_waiting(storage) == 0


def test_photos_need_not_wait_for_the_scanner(make, storage, served):
    served("drops")
    exemplar = make.exemplar()
    member = make.member(exemplar.lead_unit)
    item = make.evidence(exemplar, actor=member)

    assert item.file.scan is ScanState.PENDING
    serving.open_item(member, item, storage=storage).stream.close()


@pytest.mark.parametrize("manner", ["drops", "hangs", "babbles", "halves", "errs"])
def test_a_scanner_that_fails_says_nothing_of_a_file(served, manner):
    server = served(manner)

    with pytest.raises(ScannerDown):
        Clamd(server.address, patience=0.3).scan(BytesIO(b"x" * 1_000_000))


def test_a_scanner_that_refuses_is_down(served):
    server = served()
    server.close()
    client = Clamd(server.address, patience=2)

    assert not client.answers()
    with pytest.raises(ScannerDown):
        client.scan(BytesIO(b"x"))


def test_a_scanner_that_has_enough_leaves_a_file_unscanned(served):
    verdict = Clamd(served("full").address).scan(BytesIO(bytes(20_000_000)))

    assert verdict.state is ScanState.UNSCANNED


def test_while_the_scanner_is_down_files_stay_pending_and_are_scanned_afterwards(make, storage, served):
    served("drops")
    item = make.evidence(make.exemplar(), visibility=Visibility.PUBLIC, content=make.pdf())
    worker.run_due()
    scanning.scan_waiting(storage)
    assert item.file.scan is ScanState.PENDING

    served()
    scanning.scan_waiting(storage)

    assert item.file.scan is ScanState.CLEAN
    assert db.session.scalar(select(func.count(StoredFile.digest)).where(StoredFile.scan == "pending")) == 0


def _first_in_line(make, content=None):
    """A file that waits for the scanner, and one behind it."""
    exemplar = make.exemplar()
    first = make.evidence(exemplar, content=content or make.pdf(), file_name="first.pdf")
    second = make.evidence(exemplar, content=make.pdf(), file_name="second.pdf")
    second.file.stored_at = first.file.stored_at + timedelta(seconds=1)
    db.session.commit()
    return first, second


def test_a_missing_file_is_reported_and_does_not_keep_others_waiting(make, storage, served):
    served()
    first, second = _first_in_line(make)
    _path(storage, first.digest).unlink()

    scanning.scan_waiting(storage)

    assert (first.file.scan, second.file.scan) == (ScanState.PENDING, ScanState.CLEAN)
    worker.run_due()
    assert first.file.damaged_at is not None
    assert scanning.scan_waiting(storage) == 0


def test_a_file_of_which_the_scanner_can_say_nothing_waits_behind_the_others(make, storage, served):
    served("picky")
    first, second = _first_in_line(make, make.pdf() + b"%" + PICKED + b"\n%%EOF")

    scanning.scan_waiting(storage)

    assert (first.file.scan, second.file.scan) == (ScanState.PENDING, ScanState.CLEAN)
    assert scanning.scan_waiting(storage) == 0

    served()
    with time_machine.travel(now() + scanning.ASKED_AGAIN_AFTER + timedelta(minutes=1)):
        assert scanning.scan_waiting(storage) == 1
    assert first.file.scan is ScanState.CLEAN


def _path(storage, digest):
    return storage.folder / digest[:2] / digest[2:4] / digest


@pytest.mark.parametrize("address", ["", "unix:", "tcp:host", "tcp::3310", "http://host:1", "/run/clamd.ctl"])
def test_addresses_that_are_none_are_refused(address):
    with pytest.raises(BadAddress):
        Clamd(address)
