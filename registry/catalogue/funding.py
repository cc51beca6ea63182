"""What the results of a model cost by who paid, and whether that is the cost the model names."""

from dataclasses import dataclass

from registry.catalogue.models import ExemplarVersion
from registry.catalogue.rows import FUNDS


@dataclass(frozen=True)
class Funding:
    """Whole dong by source, over all results; `budget` is the total cost of the model, when it names one."""

    by_source: dict[str, int]
    budget: int | None

    @property
    def total(self) -> int:
        return sum(self.by_source.values())

    @property
    def differs(self) -> bool:
        """The parts do not add up to the whole. That is told, never refused: the rest may stand elsewhere."""
        return bool(self.by_source) and self.total != self.budget


def funding_of(version: ExemplarVersion) -> Funding:
    """The funding of all results of a version; sources nobody names are left out."""
    told = {
        name: [amount for result in version.results if (amount := getattr(result, name)) is not None]
        for name in FUNDS
    }
    return Funding({name: sum(given) for name, given in told.items() if given}, version.budget_vnd)
