"""Where the marks of the charts stand: columns of fields, the bar of stages, tiles of provinces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.units import queries as units
from registry.web.search.tiles import HEIGHT, LEFT, TILES, TOP, WIDTH, Tile, limits_of

TALL, FLOOR, HEAD = 214, 244, 26
# A number is written in a part that is at least so high.
ROOM = 15


@dataclass(frozen=True)
class Part:
    """One field in a column."""

    slot: int
    y: float
    height: float
    count: int


@dataclass(frozen=True)
class Column:
    """One year: its place and its middle in percent of the width, its parts from below, and the whole."""

    label: str
    x: float
    middle: float
    parts: list[Part]
    top: float
    total: int


@dataclass(frozen=True)
class Columns:
    """The whole drawing, as wide as there is room; `lines` are (height, number) of the grid.

    Widths are percentages and heights are points, so that letters keep their size on a phone.
    """

    bar: float
    columns: list[Column]
    lines: list[tuple[float, int]]


def columns_of(years: Sequence[tuple[str, Mapping[int, int]]], slots: Mapping[int, int]) -> Columns:
    """Columns of so many units of each field, by year; `slots` gives the colour of each field."""
    most = max((sum(counts.values()) for _label, counts in years), default=0) or 1
    step = _step(most)
    top = step * -(-most // step)
    pitch = 100 / max(1, len(years))
    bar = round(pitch * 0.58, 1)
    drawn = []
    for number, (label, counts) in enumerate(years):
        parts, y = [], float(FLOOR)
        for field_id, slot in slots.items():
            height = round(TALL * counts.get(field_id, 0) / top, 1)
            y = round(y - height, 1)
            if height:
                parts.append(Part(slot, y, height, counts.get(field_id, 0)))
        middle = round(pitch * (number + 0.5), 1)
        drawn.append(Column(label, round(middle - bar / 2, 1), middle, parts, y, sum(counts.values())))
    lines = [(round(FLOOR - TALL * value / top, 1), value) for value in range(0, top + 1, step)]
    return Columns(bar, drawn, lines)


def _step(most: int) -> int:
    """The distance of the lines: 1, 2 or 5 with noughts, so that there are three or four."""
    step = 1
    for times in (2, 2.5, 2) * 12:
        if most / step <= 4:
            break
        step = int(step * times)
    return step


@dataclass(frozen=True)
class Piece:
    """One stage in the bar."""

    label: str
    value: float
    x: float
    width: float
    shade: int


def pieces_of(stages: Sequence[tuple[str, float]], width: int = 400) -> list[Piece]:
    """Stages side by side, as long as they took; a short one is still seen."""
    total = sum(value for _label, value in stages) or 1
    found, x = [], 0.0
    for number, (label, value) in enumerate(stages):
        wide = round(max(8.0, (width - 2 * len(stages)) * value / total), 1)
        found.append(Piece(label, value, round(x, 1), wide, number % 4 + 1))
        x += wide + 2
    return found


def tiles_by_province(counts: Mapping[str, int], url_of) -> tuple[list[Tile], list[dict[str, object]]]:  # type: ignore[no-untyped-def]
    """A tile for each province of today with its number, and the legend of the shades."""
    names = {unit.code: unit.name for unit in units.list_by_codes(TILES)}
    limits = limits_of(dict(counts))
    tiles = [
        Tile(
            code, short, names.get(code, short), LEFT + column * WIDTH, TOP + row * HEIGHT,
            counts.get(code, 0), sum(counts.get(code, 0) >= low for low, _high in limits),
            url_of(code) if counts.get(code) else "",
        )
        for code, (short, column, row) in TILES.items()
    ]  # fmt: skip
    legend = [
        {"shade": shade, "label": str(low) if low == high else f"{low}–{high}"}
        for shade, (low, high) in enumerate(limits, start=1)
    ]
    return tiles, legend
