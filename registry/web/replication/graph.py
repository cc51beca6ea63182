"""The tree of a model over all its generations: where each box stands, and the lines between them."""

from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from registry.core.i18n import _
from registry.replication.lineage import Branch, Lineage
from registry.units.naming import at_start
from registry.web.drawing import MARK
from registry.web.replication.present import in_words, is_stopped, link_of

WIDTH, GAP, HEIGHT, SPACE, EDGE, LINE = 196, 56, 46, 10, 4, 17
LETTERS = 25
# More copies of one model than this stand in one box that says how many; as do all once so many are drawn.
MOST_BESIDE, MOST_DRAWN = 12, 240


@dataclass(frozen=True)
class Box:
    """One place. `kind`: root, open (not confirmed), stopped, lives, or more (a number of places)."""

    x: int
    y: int
    height: int
    kind: str
    lines: list[str]
    detail: str
    href: str = ""

    @property
    def mark(self) -> tuple[int, int] | None:
        """Where the square of a stopped copy stands: on its far edge."""
        if self.kind != "stopped":
            return None
        return self.x + WIDTH - MARK // 2, self.y + (self.height - MARK) // 2


@dataclass
class Drawing:
    """Boxes, the lines between them (dashed to what is not confirmed), and the size of the whole."""

    boxes: list[Box] = field(default_factory=list)
    paths: list[tuple[str, bool]] = field(default_factory=list)
    width: int = 0
    height: int = 0
    drawn: int = 0


def drawing_of(tree: Lineage, root: dict[str, Any]) -> Drawing:
    """The drawing of a whole tree, from left to right."""
    drawing = Drawing()
    first = _Node("root", root["title"], root["detail"], branches=tree.branches)
    _middle, bottom = _place(drawing, first, 0, EDGE)
    drawing.height = bottom
    drawing.width = max(box.x for box in drawing.boxes) + WIDTH + EDGE
    return drawing


@dataclass(frozen=True)
class _Node:
    kind: str
    title: str
    detail: str
    href: str = ""
    branches: list[Branch] = field(default_factory=list)


def _place(drawing: Drawing, node: _Node, level: int, top: int) -> tuple[int, int]:
    """Draw a node and all below it from `top` down; returns its middle and where the next may start."""
    drawing.drawn += 1
    below, ends = top, []
    for child in _children(drawing, node):
        middle, below = _place(drawing, child, level + 1, below)
        ends.append((middle, child.kind == "open"))
    lines = _lines(node.title)
    height = HEIGHT + LINE * (len(lines) - 1)
    middle = max((ends[0][0] + ends[-1][0]) // 2 if ends else 0, top + height // 2)
    x = EDGE + level * (WIDTH + GAP)
    drawing.boxes.append(
        Box(x, middle - height // 2, height, node.kind, lines, _short(node.detail, 4), node.href)
    )
    drawing.paths.extend((_curve(x + WIDTH, middle, end), is_open) for end, is_open in ends)
    return middle, max(below, middle + height // 2 + SPACE)


def _children(drawing: Drawing, node: _Node) -> list[_Node]:
    room = MOST_BESIDE if len(node.branches) <= MOST_BESIDE else MOST_BESIDE - 1
    shown = node.branches[:room] if drawing.drawn < MOST_DRAWN else []
    nodes = [_node(branch) for branch in shown]
    if left := len(node.branches) - len(shown):
        nodes.append(_Node("more", _("%(n)s other places", n=left), ""))
    return nodes


def _node(branch: Branch) -> _Node:
    link = branch.link
    kind = "lives" if link.is_confirmed else "open"
    if is_stopped(link):
        kind = "stopped"
    detail = f"{link.started_on.year}, {in_words(link)}"
    return _Node(kind, at_start(link.unit_name), detail, link_of(link), branch.branches)


def _lines(text: str) -> list[str]:
    """A name on two lines at most."""
    first, *rest = wrap(text, LETTERS) or [""]
    return [first, _short(" ".join(rest))] if rest else [first]


def _short(text: str, more: int = 0) -> str:
    most = LETTERS + more
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _curve(left: int, start: int, end: int) -> str:
    right = left + GAP
    bend = left + GAP // 2
    return f"M{left} {start}C{bend} {start} {bend} {end} {right} {end}"
