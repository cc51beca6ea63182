"""Whoever stores work wakes the worker at once."""

import threading

import pytest

from registry.core.transaction import transaction
from registry.jobs import bell, worker
from registry.jobs.service import announce, enqueue
from tests.make.commands import Failed, fail_after

PATIENCE = 20


@pytest.fixture
def hung(app, tmp_path, monkeypatch):
    """The bell in a folder of the test's own."""
    monkeypatch.setattr(bell, "_bells", [])
    bell.hang_in(tmp_path)
    return tmp_path / bell.NAME


@pytest.fixture
def rest(hung):
    with bell.listening(threading.Event()) as rest:
        assert rest(0) is False
        yield rest


def test_what_is_stored_rings_once_whatever_it_is(rest):
    with transaction():
        enqueue("test.work")
        for number in range(3):
            announce("exemplars", str(number))
        assert rest(0) is False
    assert (rest(PATIENCE), rest(0)) == (True, False)


def test_what_is_not_stored_does_not_ring(rest):
    with pytest.raises(Failed):
        fail_after(lambda: announce("exemplars", "x"))
    assert rest(0) is False


def test_a_ring_during_work_ends_the_next_rest(rest):
    bell.ring()
    bell.ring()
    assert (rest(0), rest(0)) == (True, False)


def test_ringing_harms_nothing_where_nobody_listens(hung):
    bell.ring()
    assert not hung.exists()


def test_the_bell_is_its_owners_and_no_way_to_another_file(hung, tmp_path):
    other = tmp_path / "other"
    other.write_text("kept")
    before = other.stat().st_mtime_ns
    hung.symlink_to(other)
    bell.ring()
    with bell.listening(threading.Event()) as rest:
        assert rest(0) is False
    assert (other.stat().st_mtime_ns, other.read_text()) == (before, "kept")
    hung.unlink()
    with bell.listening(threading.Event()):
        assert hung.stat().st_mode & 0o777 == 0o600


def test_without_a_bell_the_worker_rests_as_told(monkeypatch):
    monkeypatch.setattr(bell, "_bells", [])
    stop = threading.Event()
    with bell.listening(stop) as rest:
        assert rest(0.01) is False
        stop.set()
        assert rest(PATIENCE) is True


def test_the_worker_wakes_from_its_rest(app, hung, monkeypatch):
    done, stop, rested = threading.Event(), threading.Event(), threading.Event()
    monkeypatch.setattr(worker, "_handlers", {"test.work": done.set})
    monkeypatch.setattr(worker, "_followers", {"test": lambda: rested.set() or 0})

    def work():
        with app.app_context():
            worker.run_forever(stop, pause=PATIENCE)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        assert rested.wait(PATIENCE)
        with transaction():
            enqueue("test.work")
        assert done.wait(PATIENCE / 2)
    finally:
        stop.set()
        bell.ring()
        thread.join(PATIENCE / 2)
    assert not thread.is_alive()
