"""The scores of a panel and the options of a calibration as they come from outside, checked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple

Name = str | int

# Squares of larger scores would leave the numbers a computer holds.
LARGEST = 1e9
MOST_DRAWS = 20_000


class BadScores(ValueError):
    """Scores or options that cannot be calculated with: the reason as one word, and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


class Score(NamedTuple):
    """The points one reviewer gave one nomination."""

    nomination: Name
    reviewer: Name
    score: float


@dataclass(frozen=True)
class Options:
    """What a calibration is asked for. `line` is in points; `level` is the share an interval is to cover."""

    line: float | None = None
    level: float = 0.8
    estimand: Literal["panel", "population"] = "panel"
    duplicates: Literal["reject", "allow"] = "reject"
    min_reviews: int = 3
    min_reviewers: int = 3
    min_nominations: int = 5
    min_df: int = 5
    draws: int = 2000
    seed: int = 1


WORDS = {"estimand": ("panel", "population"), "duplicates": ("reject", "allow")}
LEAST = {"min_reviews": 1, "min_reviewers": 1, "min_nominations": 1, "min_df": 1, "draws": 1, "seed": 0}
KNOWN = {field.name for field in fields(Options)} - {"line", "level"}


def options_of(asked: Mapping[str, Any]) -> Options:
    """The options in a question {"line", "level", "options"}. Raises BadScores("bad_option")."""
    options = Options()
    if (line := asked.get("line")) is not None:
        options = replace(options, line=_number("line", line))
    if (level := asked.get("level")) is not None:
        options = replace(options, level=_number("level", level))
        if not 0 < options.level < 1:
            raise BadScores("bad_option", "level must lie between 0 and 1, for example 0.8")
    given = asked.get("options")
    if given is None:
        return options
    if not isinstance(given, Mapping):
        raise BadScores("bad_option", "options must be an object")
    if unknown := sorted(set(given) - KNOWN):
        raise BadScores("bad_option", f"unknown option {unknown[0]}; known are {', '.join(sorted(KNOWN))}")
    return replace(options, **{name: _option(name, value) for name, value in given.items()})


def _option(name: str, value: Any) -> Any:
    if name in WORDS:
        if value not in WORDS[name]:
            raise BadScores("bad_option", f"{name} must be {' or '.join(WORDS[name])}")
        return value
    most = MOST_DRAWS if name == "draws" else 2**31
    if isinstance(value, bool) or not isinstance(value, int) or not LEAST[name] <= value <= most:
        raise BadScores("bad_option", f"{name} must be a whole number from {LEAST[name]} to {most}")
    return value


def _number(name: str, value: Any) -> float:
    if not _is_number(value):
        raise BadScores("bad_option", f"{name} must be a number")
    return float(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= LARGEST


def scores_of(rows: Any, options: Options) -> list[Score]:
    """The scores of a list of {"nomination", "reviewer", "score"}, by name: their order tells nothing.

    Raises BadScores: no_scores, bad_score (with the row, counted from 1), duplicate_score unless allowed.
    """
    if rows is None or rows == []:
        raise BadScores("no_scores", "there are no scores")
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise BadScores("bad_score", "scores must be a list")
    scores = [_score(number, row) for number, row in enumerate(rows, 1)]
    if options.duplicates == "reject":
        _refuse_duplicates(scores)
    # 1 and "1" are two names: whole numbers stand before words.
    return sorted(scores, key=lambda one: (_order(one.nomination), _order(one.reviewer), one.score))


def _order(name: Name) -> tuple[bool, int, str]:
    return (True, 0, name) if isinstance(name, str) else (False, name, "")


def _score(number: int, row: Any) -> Score:
    if not isinstance(row, Mapping):
        raise BadScores("bad_score", f"score {number}: not an object")
    if unknown := sorted(set(row) - {"nomination", "reviewer", "score"}):
        raise BadScores("bad_score", f"score {number}: unknown name {unknown[0]}")
    for key in ("nomination", "reviewer"):
        if not _is_name(row.get(key)):
            raise BadScores("bad_score", f"score {number}: {key} must be a text or a whole number")
    if not _is_number(row.get("score")):
        raise BadScores("bad_score", f"score {number}: the score must be a number of at most {LARGEST:.0f}")
    return Score(row["nomination"], row["reviewer"], float(row["score"]))


def _is_name(name: Any) -> bool:
    """A whole number, or a text that can be written down: half of a surrogate pair cannot."""
    if isinstance(name, str):
        return bool(name) and not any("\ud800" <= sign <= "\udfff" for sign in name)
    return isinstance(name, int) and not isinstance(name, bool)


def _refuse_duplicates(scores: Sequence[Score]) -> None:
    seen: dict[tuple[Name, Name], int] = {}
    for number, one in enumerate(scores, 1):
        first = seen.setdefault((one.nomination, one.reviewer), number)
        if first != number:
            raise BadScores(
                "duplicate_score",
                f"score {number}: {one.reviewer} has scored {one.nomination} already, in score {first}",
            )
