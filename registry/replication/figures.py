"""The figures of how a model spread: each is defined here and nowhere else.

A place that follows a model is a confirmed copy (as it was, adapted, or on a larger scale) that goes on. What
was merged from several models or only inspired by one is drawn in the tree and never counted as a copy. A
copy counts as kept after so many months when there is a sign of it from that day or a later one: a report, a
checkpoint, a word that it goes on, or that it was stopped only then. Of one that said nothing since nobody
knows; it is told apart.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.identity.models import User
from registry.replication.lineage import Lineage, Link, ancestors, descendants
from registry.replication.pooling import FEWEST

MONTHS = (12, 24)


@dataclass(frozen=True)
class Kept:
    """Of the copies that began so many months ago or earlier: how many were kept, how many are silent."""

    months: int
    of: int
    kept: int
    silent: int

    @property
    def is_enough(self) -> bool:
        """Whether a share says more than chance."""
        return self.of >= FEWEST

    @property
    def share(self) -> float:
        """The share that was kept, of 1."""
        return self.kept / self.of if self.of else 0.0


@dataclass(frozen=True)
class Spread:
    """How a model spread: `direct` are copies of the model itself, `living` those of all the tree below."""

    direct: int
    living: int
    unconfirmed: int
    stopped: int
    ancestors: int
    descendants: int
    generations: int
    kept: tuple[Kept, ...]


def spread_of(exemplar: Exemplar, actor: User | None = None) -> Spread:
    """The figures of the tree that begins with a model, as far as this person may see it."""
    return spread_in(descendants(exemplar, actor), len(ancestors(exemplar, actor)))


def spread_in(tree: Lineage, above: int) -> Spread:
    """The figures of a tree that was read already."""
    links = [branch.link for branch in tree]
    return Spread(
        direct=sum(branch.link.lives for branch in tree.branches),
        living=sum(link.lives for link in links),
        unconfirmed=sum(not link.is_confirmed and link.stopped_on is None for link in links),
        stopped=sum(link.stopped_on is not None for link in links),
        ancestors=above,
        descendants=len(links),
        generations=tree.generations,
        kept=tuple(_kept(links, months) for months in MONTHS),
    )


def _kept(links: Iterable[Link], months: int) -> Kept:
    due = [(link, _after(link.started_on, months)) for link in links if link.is_copy]
    old = [(link, day) for link, day in due if day <= today()]
    kept = [link for link, day in old if (seen := _last_sign(link)) is not None and seen >= day]
    silent = [link for link, _day in old if link.stopped_on is None and link not in kept]
    return Kept(months, len(old), len(kept), len(silent))


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _last_sign(link: Link) -> date | None:
    signs = [link.reported_on, link.sustained_on, link.checked_on, link.stopped_on]
    return max((day for day in signs if day is not None), default=None)
