"""The provinces and centrally run cities: the 63 until 30 June 2025 and the 34 since."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from registry.core.ids import slug_of
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.units import queries
from registry.units.models import Unit
from registry.units.service import registering, reorganising
from registry.units.states import UnitKind

TABLE = Path(__file__).parents[1] / "data" / "provinces.csv"
# From this day there were exactly the 63 of the table; what was before is not recorded.
RECORDED_FROM = date(2008, 8, 1)
MERGED_ON = date(2025, 7, 1)
MERGER = "Nghị quyết số 202/2025/QH15 ngày 12/6/2025 của Quốc hội"
# Huế bore the name of its province until it became a centrally run city.
EARLIER_NAMES = {"Huế": ("Thừa Thiên Huế", date(2025, 1, 1), "Nghị quyết số 175/2024/QH15 của Quốc hội")}


def seed_provinces(actor: User | None = None) -> int:
    """Record what is missing of the provinces old and new, and the mergers between them; returns how many.

    A province that kept its name in a merger is the same unit before and after. Run again, it adds nothing.
    """
    rows = _rows()
    with transaction():
        known = {name: queries.find_unit(slug_of(name)) for name, _new, _kind in rows}
        added = [name for name, unit in known.items() if unit is None]
        kinds = {new: kind for _old, new, kind in rows}
        for name in added:
            known[name] = _add(actor, name, kinds.get(name, UnitKind.PROVINCE))
        for new, old in _mergers(rows).items():
            ending = [unit for name in old if (unit := known[name]) is not None and unit.ended_on is None]
            successor = known[new]
            if ending and successor is not None:
                reorganising.merge_units(actor, ending, into=successor, on=MERGED_ON, basis=MERGER)
    return len(added)


def _rows() -> list[tuple[str, str, UnitKind]]:
    """(name until 30 June 2025, name since, kind since) of every old province."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            (
                row["province_until_2025_06_30"],
                row["province_since_2025_07_01"],
                UnitKind.CITY if row["kind_since"] == "centrally run city" else UnitKind.PROVINCE,
            )
            for row in csv.DictReader(file)
        ]


def _mergers(rows: list[tuple[str, str, UnitKind]]) -> dict[str, list[str]]:
    mergers = defaultdict(list)
    for old, new, _kind in rows:
        if old != new:
            mergers[new].append(old)
    return mergers


def _add(actor: User | None, name: str, kind: UnitKind) -> Unit:
    earlier = EARLIER_NAMES.get(name)
    unit = registering.create_unit(
        actor,
        code=slug_of(name),
        name=earlier[0] if earlier else name,
        kind=kind,
        started_on=RECORDED_FROM,
    )
    if earlier:
        reorganising.rename_unit(actor, unit, name=name, on=earlier[1], basis=earlier[2])
    return unit
