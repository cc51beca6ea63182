"""How long each class of questions takes each engine, round after round in changing order."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.finding.asking import Question
from benchmarks.finding.questions import Classes
from benchmarks.finding.room import Room

ROUNDS = 5
# An engine that takes longer for a class in one round is not asked the rest of it.
BUDGET = 20.0


@dataclass
class Times:
    """Milliseconds of a class: of the first time each question was asked, and of all later times."""

    first: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)

    @property
    def usual(self) -> list[float]:
        """The later times; of an engine that was too slow to be asked again, the first."""
        return self.warm or self.first

    @property
    def p50(self) -> float:
        """The middle one."""
        return statistics.median(self.usual)

    @property
    def p95(self) -> float:
        """What one in twenty passes."""
        return share(self.usual, 0.95)


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of them does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def measure(rooms: Sequence[Room], classes: Classes, rounds: int = ROUNDS) -> dict[str, dict[str, Times]]:
    """Times by class and engine. In each round the engines take turns, another one first each time."""
    times = {name: {room.name: Times() for room in rooms} for name in classes}
    for turn in range(rounds):
        for place, (name, questions) in enumerate(classes.items()):
            start = (turn + place) % len(rooms)
            for room in [*rooms[start:], *rooms[:start]]:
                _ask(room, questions, turn, times[name][room.name])
    return times


def anew(rooms: Sequence[Room], classes: Classes, rounds: int = 3) -> dict[str, dict[str, Times]]:
    """Times of questions that were asked before, each asked once after the index has changed."""
    times: dict[str, dict[str, Times]] = {}
    for name, questions in classes.items():
        times[name] = {room.name: Times() for room in rooms}
        for _turn in range(rounds):
            for room in rooms:
                answers = room.call("ask_anew", questions, BUDGET)
                times[name][room.name].first += [milliseconds for milliseconds, _hits in answers]
    return times


def once(rooms: Sequence[Room], kinds: Classes) -> dict[str, dict[str, Times]]:
    """Times of questions that are each asked a single time."""
    times: dict[str, dict[str, Times]] = {}
    for kind, questions in kinds.items():
        answers = {room.name: room.call("ask", questions, 0, BUDGET) for room in rooms}
        times[kind] = {name: Times([spent for spent, _hits in each]) for name, each in answers.items()}
    return times


def _ask(room: Room, questions: Sequence[Question], turn: int, times: Times) -> None:
    if sum(times.first) > BUDGET * 1000:
        return
    answers = room.call("ask", questions, turn % 5, BUDGET)
    spent = [milliseconds for milliseconds, _hits in answers]
    (times.warm if turn else times.first).extend(spent)
    if not turn:
        times.hits = [hits for _milliseconds, hits in answers]


def agreement(rooms: Sequence[Room], kinds: Mapping[str, list[Question]]) -> dict[str, dict[str, int]]:
    """By kind and engine: for how many questions it finds as many models as the first engine does."""
    found = {room.name: {kind: room.call("totals", asked) for kind, asked in kinds.items()} for room in rooms}
    ours = found[rooms[0].name]
    return {
        kind: {
            name: sum(a == b for a, b in zip(ours[kind], theirs[kind], strict=True))
            for name, theirs in found.items()
        }
        for kind in kinds
    }
