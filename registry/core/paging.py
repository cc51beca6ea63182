"""One way to page every list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from registry.core.db import db

T = TypeVar("T")
# Deeper pages are refused: nobody reads them and they cost the most.
DEEPEST = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items of a longer list; `number` counts from 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to offer, None where some are left out."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.last):
            if shown and shown[-1] is not None and number > shown[-1] + 1:
                shown.append(None)
            shown.append(number)
        return shown


def slice_of(items: Sequence[T], number: int, size: int = 20) -> Page[T]:
    """One page of what was read already; a number out of range gives the nearest page."""
    last = max(1, -(-len(items) // size))
    number = min(max(1, number), last)
    return Page(items[(number - 1) * size : number * size], number, size, len(items))


def page_of(query: Select[Any], number: int, size: int = 20) -> Page[Any]:
    """One page of a query's objects; a number out of range gives the nearest page."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-min(total, DEEPEST) // size))
    number = min(max(1, number), last)
    items = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, size, total)
