"""Where the marks of small drawings stand: a reviewer's dots, a tree of replications."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

LINE_START, LINE_LENGTH, MIDDLE = 6, 208, 11
COLUMNS = (2, 252, 512)
WIDTHS = (186, 196, 206)
HEIGHTS = (58, 48, 30)
GAP = 10
LINE = 18
LETTERS = (21, 23, 25)
SHOWN = 12
MARK = 10


@dataclass(frozen=True)
class Dot:
    """One total on the line."""

    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """One place in the tree."""

    x: int
    y: int
    width: int
    height: int
    level: int
    lines: list[str]
    detail: str
    pending: bool
    ended: bool = False

    @property
    def mark(self) -> tuple[int, int] | None:
        """Where the square stands that says without colour that a copy was stopped: on its far edge."""
        if not self.ended:
            return None
        return self.x + self.width - MARK // 2, self.y + (self.height - MARK) // 2


@dataclass
class Tree:
    """Boxes, the lines between them, and the size of the whole."""

    boxes: list[Box] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    width: int = 720
    height: int = 0

    @property
    def legend(self) -> set[str]:
        """What the legend has to explain."""
        return {name for name in ("pending", "ended") if any(getattr(box, name) for box in self.boxes)}


def dots_of(totals: Iterable[Any], top: Any) -> list[Dot]:
    """Dots from 0 to `top`; equal totals stand one above the other."""
    seen: dict[float, int] = {}
    dots = []
    for total in sorted(float(total) for total in totals):
        share = min(max(total / float(top), 0.0), 1.0) if top else 0.0
        x = round(LINE_START + LINE_LENGTH * share, 1)
        above = seen.get(x, 0)
        seen[x] = above + 1
        dots.append(Dot(x, MIDDLE + (0, -5, 5)[above % 3]))
    return dots


def _short(text: Any, level: int) -> str:
    words = str(text or "")
    most = LETTERS[level]
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _lines(text: Any, level: int) -> list[str]:
    """A name on two lines at most."""
    words = " ".join(str(text or "").split())
    first, *rest = wrap(words, LETTERS[level]) or [""]
    return [first, _short(" ".join(rest), level)] if rest else [first]


def _place(tree: Tree, node: Mapping[str, Any], level: int, top: int) -> tuple[int, int]:
    """Draw the node and all below it from `top` down; returns its middle and where the next may start."""
    children = (node.get("children") or [])[:SHOWN] if level + 1 < len(COLUMNS) else []
    lines = _lines(node.get("title"), level)
    height = HEIGHTS[level] + LINE * (len(lines) - 1)
    middles, below = [], top
    for child in children:
        middle, below = _place(tree, child, level + 1, below)
        middles.append(middle)
    middle = (middles[0] + middles[-1]) // 2 if middles else top + height // 2
    middle = max(middle, top + height // 2)
    detail = _short(node.get("detail"), level) if level < len(COLUMNS) - 1 else ""
    box = Box(
        COLUMNS[level], middle - height // 2, WIDTHS[level], height, level,
        lines, detail, bool(node.get("pending")), bool(node.get("ended")),
    )  # fmt: skip
    tree.boxes.append(box)
    tree.paths.extend(_curve(box, middle, other) for other in middles)
    return middle, max(below, middle + height // 2 + GAP)


def _curve(box: Box, start: int, end: int) -> str:
    left, right = box.x + box.width, COLUMNS[box.level + 1]
    bend = (left + right) // 2
    return f"M{left} {start}C{bend} {start} {bend} {end} {right} {end}"


def lineage_of(root: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]) -> Tree:
    """The tree of a model and its replications, two generations deep; deeper ones are only in the list."""
    tree = Tree()
    _, bottom = _place(tree, {**root, "children": list(nodes)}, 0, 4)
    tree.height = bottom
    deep = any(node.get("children") for node in nodes)
    tree.width = COLUMNS[2] + WIDTHS[2] + 2 if deep else COLUMNS[1] + WIDTHS[1] + 2
    return tree
