"""What each weight of the ranking was measured to be worth: written by `benchmarks/weights.py`."""

import csv
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

from registry.search.ranking import Weights

TABLE = Path(__file__).parent / "data" / "measured.csv"


def values_of(weights: Weights) -> dict[str, float]:
    """Every weight by its name; those of a group as `group.name`."""
    found: dict[str, float] = {}
    for one in fields(weights):
        value = getattr(weights, one.name)
        if isinstance(value, Mapping):
            found |= {f"{one.name}.{name}": float(part) for name, part in value.items()}
        else:
            found[one.name] = float(value)
    return found


@lru_cache(maxsize=1)
def measured() -> dict[str, tuple[float, float]]:
    """nDCG@10 with and without each weight."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["weight"]: (float(row["with"]), float(row["without"])) for row in csv.DictReader(file)}
