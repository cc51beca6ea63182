"""One run: builds every index of one size, asks everything, and keeps the figures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.finding import corpus, judging, speed, visible
from benchmarks.finding.judging import Judged
from benchmarks.finding.ours import write_texts
from benchmarks.finding.questions import Asker
from benchmarks.finding.room import ENGINES, Room
from benchmarks.finding.speed import Times
from benchmarks.finding.visible import Delay

MODELS = "models.jsonl"
# Classes that readers ask while somebody writes.
BUSY = ("frequent term", "AND of 2-3", "phrase", "AND + 3 filters", "9 facets of a frequent term")

FIRST_WORD = "a word for the first time"


@dataclass
class Sized:
    """Everything measured at one size, by engine."""

    size: int
    built: dict[str, dict[str, float]] = field(default_factory=dict)
    opened: dict[str, dict[str, float]] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)
    once: dict[str, dict[str, Times]] = field(default_factory=dict)
    times: dict[str, dict[str, Times]] = field(default_factory=dict)
    anew: dict[str, dict[str, Times]] = field(default_factory=dict)
    agreement: dict[str, dict[str, int]] = field(default_factory=dict)
    delays: dict[str, list[Delay]] = field(default_factory=dict)


def installed(names: Sequence[str], folder: Path) -> dict[str, str]:
    """Why an engine cannot be measured here; empty for one that can."""
    return {name: _once(name, folder / "none", "is_installed") for name in names}


def _once(name: str, folder: Path, what: str, *given: object) -> str:
    room = Room(name, folder)
    try:
        return str(room.call(what, *given))
    finally:
        room.close()


def at(size: int, names: Sequence[str], folder: Path, rounds: int, clock: str = "wall") -> Sized:
    """Measure these engines at one size. Indexes that the folder holds already are not built again."""
    place = folder / str(size)
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o755)
    corpus.write(place / MODELS, size)
    write_texts(place / "texts.db", corpus.read(place / MODELS))
    result = Sized(size, built=build(names, place))
    rooms = [Room(name, folder_of(place, name), clock) for name in names]
    try:
        _ask(result, rooms, Asker(place / MODELS), rounds)
    finally:
        for room in rooms:
            room.close()
    return result


def _ask(result: Sized, rooms: Sequence[Room], asker: Asker, rounds: int) -> None:
    for room in rooms:
        result.opened[room.name] = room.call("open")
    result.once = speed.once(rooms, {FIRST_WORD: asker.first_words()})
    classes = asker.classes()
    result.times = speed.measure(rooms, classes, rounds)
    result.anew = speed.anew(rooms, classes)
    result.once |= speed.once(rooms, asker.never_asked())
    for room in rooms:
        result.after[room.name] = room.call("memory")
    result.agreement = speed.agreement(rooms, asker.with_one_reading())


def folder_of(place: Path, name: str) -> Path:
    """Where an engine keeps its index."""
    return place / ENGINES[name][0]


def build(names: Sequence[str], place: Path) -> dict[str, dict[str, float]]:
    """Build what is not there; the figures of each building are kept beside the index."""
    known = place / "built.json"
    figures: dict[str, dict[str, float]] = json.loads(known.read_text()) if known.exists() else {}
    for name in names:
        if name not in figures:
            room = Room(name, folder_of(place, name))
            try:
                figures[name] = room.call("build", place / MODELS)
            finally:
                room.close()
            known.write_text(json.dumps(figures, indent=1))
    return {name: figures[name] for name in names}


def delays(result: Sized, names: Sequence[str], folder: Path, crowds: Sequence[int]) -> None:
    """Measure from a change to its being found with so many readers; it changes the indexes."""
    place = folder / str(result.size)
    classes = Asker(place / MODELS).classes()
    busy = [question for name in BUSY for question in classes[name][:4]]
    for name in names:
        result.delays[name] = [
            visible.measure(name, folder_of(place, name), place / MODELS, busy, crowd) for crowd in crowds
        ]


def judged(names: Sequence[str], folder: Path) -> dict[str, Judged]:
    """Relevance of each engine on the judged samples."""
    place = folder / "judged"
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o755)
    judging.write_samples(place / MODELS)
    build(names, place)
    results = {}
    for name in names:
        room = Room(name, folder_of(place, name))
        try:
            write_texts(place / "texts.db", corpus.read(place / MODELS))
            room.call("open")
            results[name] = judging.judge(room)
        finally:
            room.close()
    return results
