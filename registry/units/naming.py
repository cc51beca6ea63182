"""How the name of a unit is written inside a sentence, and at its beginning."""

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def within(name: str) -> str:
    """A unit's name inside a sentence: what kind of place it is has no capital there.

    It is a place where a proper name or a number stands behind the kind; names of bodies keep their capital.
    """
    kind = next((one for one in _lines("kinds_of_places") if name.startswith(f"{one} ")), "")
    proper = name[len(kind) + 1 :].partition(" ")[0] if kind else ""
    is_place = proper and not proper[0].islower() and proper not in _lines("not_of_places")
    return name[:1].lower() + name[1:] if is_place else name


def at_start(name: str) -> str:
    """A unit's name as the first word of a sentence, however it was written down."""
    return name[:1].upper() + name[1:]


@cache
def _lines(part: str) -> tuple[str, ...]:
    return tuple((DATA / f"{part}.txt").read_text("utf-8").splitlines())
