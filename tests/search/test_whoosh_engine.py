"""The index on disk: damage is found, interrupted work leaves nothing, readers follow the writer."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from registry.search.base import EngineUnavailable, Query
from registry.search.folder import IndexFolder
from registry.search.whoosh_engine import WhooshEngine
from registry.search.whoosh_index import ArraysWriter
from tests.search.conftest import ROOT, doc

RICE, ROAD = doc("A", "Hũ gạo tình thương"), doc("B", "Hiến đất làm đường")


def build_folder(engine):
    return engine._folder.current()


def files(folder):
    return sorted(path for path in folder.iterdir() if path.is_file() and "LOCK" not in path.name)


def test_an_index_never_built_is_unavailable(tmp_path):
    engine = WhooshEngine(tmp_path / "search")
    for ask in (
        lambda: engine.search(Query("a")),
        lambda: engine.similar("A"),
        lambda: engine.apply([RICE], [], 1),
        engine.position,
        engine.versions,
    ):
        with pytest.raises(EngineUnavailable):
            ask()
    assert engine.status()["healthy"] is False


def test_an_index_never_built_is_not_waited_for(tmp_path, monkeypatch):
    pauses = []
    monkeypatch.setattr("registry.search.snapshots.time.sleep", pauses.append)
    with pytest.raises(EngineUnavailable):
        WhooshEngine(tmp_path / "search").search(Query("a"))
    assert pauses == []


def test_folders_are_for_their_owner_only(whoosh):
    folder = build_folder(whoosh)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o777 == 0o700


def test_an_index_others_could_write_is_not_opened(whoosh):
    build_folder(whoosh).chmod(0o777)
    with pytest.raises(EngineUnavailable):
        WhooshEngine(whoosh._folder.root).search(Query())


def test_the_index_holds_no_readable_text(whoosh):
    whoosh.apply([doc("A", "Hũ gạo tình thương", summary="Năm 2020 hũ gạo đầu tiên ra mắt")], [], 1)
    for path in files(build_folder(whoosh)):
        assert "đầu tiên ra mắt".encode() not in path.read_bytes()


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [truncate, flip, lambda path: path.unlink()], ids=["cut", "flipped", "gone"])
def test_damage_to_any_file_is_found_and_a_rebuild_heals(whoosh, harm):
    whoosh.apply([RICE], [], 1)
    whoosh.apply([ROAD], [], 2)
    for number in range(len(files(build_folder(whoosh)))):
        path = files(build_folder(whoosh))[number]
        harm(path)
        for engine in (whoosh, WhooshEngine(whoosh._folder.root)):
            with pytest.raises(EngineUnavailable):
                engine.search(Query("hũ"))
            with pytest.raises(EngineUnavailable):
                engine.apply([RICE], [], 3)
            assert engine.status()["healthy"] is False
        assert whoosh.rebuild([RICE], 2) == 1
        whoosh.apply([ROAD], [], 3)
        assert whoosh.search(Query("hũ")).total == 1


@pytest.mark.parametrize("content", ["", "../elsewhere", "build-unheard-of", "\x00"])
def test_a_damaged_current_file_is_found(whoosh, content):
    (whoosh._folder.root / "CURRENT").write_text(content)
    with pytest.raises(EngineUnavailable):
        whoosh.search(Query())
    whoosh.rebuild([RICE], 1)
    assert whoosh.search(Query("hũ")).total == 1


def test_a_failed_rebuild_leaves_the_old_index(whoosh):
    whoosh.apply([RICE], [], 7)

    def broken():
        yield ROAD
        raise RuntimeError("the database went away")

    with pytest.raises(EngineUnavailable):
        whoosh.rebuild(broken(), 9)
    assert whoosh.position() == 7
    assert whoosh.search(Query("hũ")).total == 1
    assert [path for path in whoosh._folder.root.iterdir() if path.is_dir()] == [build_folder(whoosh)]


def test_a_failed_change_stores_nothing(whoosh):
    whoosh.apply([RICE], [], 7)
    with pytest.raises(EngineUnavailable):
        whoosh.apply([ROAD, doc("C", None)], ["A"], 8)
    assert whoosh.position() == 7
    assert whoosh.versions() == {"A": 1}
    whoosh.apply([ROAD], [], 8)
    assert whoosh.versions() == {"A": 1, "B": 1}


def test_other_engines_see_commits_and_rebuilds(whoosh):
    other = WhooshEngine(whoosh._folder.root)
    assert other.search(Query()).total == 0
    whoosh.apply([RICE], [], 1)
    assert other.search(Query()).total == 1
    whoosh.rebuild([RICE, ROAD], 2)
    assert other.search(Query()).total == 2
    other.apply([], ["A"], 3)
    assert whoosh.search(Query()).total == 1


def test_an_index_that_is_replaced_is_still_read_by_who_has_it_open(whoosh):
    whoosh.apply([doc(f"K{n}", f"Mô hình số {n}") for n in range(20)], [], 1)
    parts = whoosh._open().parts
    WhooshEngine(whoosh._folder.root).rebuild([], 2)
    assert len(parts[0].segment.postings("hình")) == 20


def test_many_changes_leave_few_segments_and_write_few_documents_again(whoosh, monkeypatch):
    whoosh.rebuild([doc(f"K{n}", f"Mô hình số {n}") for n in range(400)], 1)
    written = []
    add_reader = ArraysWriter.add_reader
    monkeypatch.setattr(
        ArraysWriter,
        "add_reader",
        lambda self, reader: written.append(reader.doc_count()) or add_reader(self, reader),
    )
    segments = []
    for n in range(60):
        whoosh.apply([doc(f"K{n}", f"Mô hình đã sửa {n}", version=2)], [], n + 2)
        segments.append(len(whoosh._open().parts))
    assert max(segments) <= 4
    assert sum(segments) / len(segments) < 3
    # The largest is never written again, and each of the others some times.
    assert 0 < sum(written) < 60 * 8
    assert whoosh.search(Query("sửa", counted=False)).total == 60
    assert whoosh.search(Query("hình", counted=False)).total == 400


def test_small_segments_are_joined_with_the_largest_when_they_have_grown(whoosh):
    whoosh.rebuild([doc(f"K{n}", f"Mô hình số {n}") for n in range(20)], 1)
    for n in range(4):
        whoosh.apply([doc(f"L{n}", f"Con đường {n}")], [f"K{n}"], n + 2)
    assert len(whoosh._open().parts) > 1
    whoosh.apply([doc("L4", "Con đường 4")], [], 9)
    assert [len(part.segment.keys) for part in whoosh._open().parts] == [21]
    # What only goes leaves no empty segment behind.
    whoosh.apply([], [f"L{n}" for n in range(5)], 10)
    assert len(whoosh._open().parts) == 1


def test_readers_and_writers_in_threads_see_whole_generations(whoosh):
    """Every commit holds as many documents of one kind as of the other; so must every answer."""
    stop, wrong = threading.Event(), []

    def read():
        engine = WhooshEngine(whoosh._folder.root)
        while not stop.is_set():
            try:
                outcome = engine.search(Query(limit=100))
                kinds = [hit.key[0] for hit in outcome.hits]
                if kinds.count("A") != kinds.count("B"):
                    wrong.append(kinds)
            except EngineUnavailable as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(12):
        whoosh.apply([doc(f"A{number}", "gạo"), doc(f"B{number}", "đất")], [], number + 1)
        if number == 6:
            whoosh.rebuild([doc("A", "x"), doc("B", "y")], number + 1)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from registry.search.base import Document
from registry.search.folder import IndexFolder
from registry.search.whoosh_engine import WhooshEngine
from registry.search.whoosh_index import ArraysWriter
engine = WhooshEngine(Path(sys.argv[1]))
n = engine.position()
print("ready", flush=True)
while True:
    n += 1
    engine.apply([Document(f"A{n}", 1, "gạo"), Document(f"B{n}", 1, "đất")], [f"A{n-9}", f"B{n-9}"], n)
"""


def kill_a_writer(engine, after):
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WRITER, str(engine._folder.root), str(ROOT)],
        stdout=subprocess.PIPE,
    )
    process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def whole_at(position):
    """What the index holds after so many whole steps of the writer, and how much of it is found."""
    kept = range(max(1, position - 8), position + 1)
    return {f"{kind}{n}": 1 for n in kept for kind in "AB"}, len(kept)


def held_by(engine):
    return engine.versions(), engine.search(Query("gạo")).total


@pytest.mark.parametrize("after", [0.05, 0.13])
def test_a_killed_writer_leaves_a_whole_generation_and_no_lock(whoosh, after):
    kill_a_writer(whoosh, after)
    assert held_by(whoosh) == whole_at(whoosh.position())
    whoosh.apply([RICE], [], whoosh.position() + 1)
    assert whoosh.search(Query("hũ")).total == 1


@pytest.mark.slow
def test_fifty_killed_writers(whoosh):
    for number in range(50):
        kill_a_writer(whoosh, 0.01 + number * 0.007)
        assert held_by(whoosh) == whole_at(whoosh.position())


def test_a_manifest_replaced_while_it_is_read_is_read_again(whoosh, monkeypatch):
    whoosh.apply([RICE], [], 1)
    reader, read = WhooshEngine(whoosh._folder.root), IndexFolder.manifest

    def slow(folder, build):
        found = read(folder, build)
        # Without a change of documents only the manifest itself is replaced.
        whoosh.apply([], [], found.position + 1)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reader._folder, "manifest", lambda build: slow(reader._folder, build))
        assert reader.position() == 1
    assert reader.position() == 2
