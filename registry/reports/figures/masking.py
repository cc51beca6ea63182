"""Numbers too small to be shown, and those from which they could be worked out: pure."""

from collections.abc import Sequence

# Numbers below this, but for none at all, are not shown.
LEAST = 5


def masked(parts: Sequence[int]) -> list[int | None]:
    """The parts of a whole that is shown, None where a part is hidden.

    Hidden parts are at least two and come to at least the least number together; so neither the whole nor the
    other parts say what any of them is. Where no further part can be hidden, all of them are.
    """
    hidden = {place for place, part in enumerate(parts) if 0 < part < LEAST}
    others = sorted((part, place) for place, part in enumerate(parts) if part > 0 and place not in hidden)
    while hidden and others and (len(hidden) < 2 or sum(parts[place] for place in hidden) < LEAST):
        hidden.add(others.pop(0)[1])
    if hidden and (len(hidden) < 2 or sum(parts[place] for place in hidden) < LEAST):
        hidden = set(range(len(parts)))
    return [None if place in hidden else part for place, part in enumerate(parts)]
