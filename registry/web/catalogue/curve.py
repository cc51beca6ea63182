"""A series as a small line: where its points stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.catalogue.series import Point

WIDTH, HEIGHT, EDGE = 240, 72, 6


@dataclass(frozen=True)
class Curve:
    """The points in a box of WIDTH by HEIGHT, and the line through them."""

    points: list[tuple[float, float]]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """For a polyline."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def curve_of(series: Sequence[Point]) -> Curve | None:
    """The line of two points or more; time runs to the right, and equal figures stand in the middle."""
    if len(series) < 2:
        return None
    days = [point.first_day.toordinal() for point in series]
    values = [float(point.value) for point in series]
    return Curve(
        [
            (_place(day, days, WIDTH), round(HEIGHT - _place(value, values, HEIGHT), 1))
            for day, value in zip(days, values, strict=True)
        ]
    )


def _place(value: float, among: Sequence[float], size: int) -> float:
    low, high = min(among), max(among)
    share = (value - low) / (high - low) if high > low else 0.5
    return round(EDGE + share * (size - 2 * EDGE), 1)
