"""Where the copies of a model live today: how many in each province."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.replication.lineage import Link
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import PROVINCIAL


def count_by_province(links: Iterable[Link]) -> Counter[str]:
    """The number of copies by the code of the province in which the unit, or what replaced it, is today.

    A copy whose unit is in no province counts under an empty code.
    """
    query = select(Unit.id, Unit.code).where(Unit.kind.in_(PROVINCIAL))
    codes = {row.id: row.code for row in db.session.execute(query)}
    known: dict[int, str] = {}
    found: Counter[str] = Counter()
    for link in links:
        if link.unit_id not in known:
            known[link.unit_id] = _province_of(link.unit_id, codes)
        found[known[link.unit_id]] += 1
    return found


def _province_of(unit_id: int, codes: dict[int, str]) -> str:
    tree, day = units.tree(), today()
    standing = tree.successors(unit_id, day) or {unit_id}
    above = standing.union(*(tree.ancestors(one, day) for one in standing))
    return min((codes[one] for one in above if one in codes), default="")
