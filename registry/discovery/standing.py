"""What a model has to show for itself in the ranking, from what everybody may know of it."""

from collections.abc import Sequence
from datetime import date

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState, Level
from registry.discovery.filters import PROOFS, Shown, proof_of
from registry.review.models import Recognition
from registry.stock.standing import Stand

STRENGTHS = dict(zip(PROOFS, (1.0, 0.7, 0.4, 0.0), strict=True))
LEVELS = {
    Level.GRASSROOTS: 0.2,
    Level.COMMUNE: 0.4,
    Level.DISTRICT_LEGACY: 0.6,
    Level.PROVINCE: 0.8,
    Level.CENTRAL: 1.0,
}
# A model that goes on of which no day is known: as if it was looked at long ago.
LONG_AGO = 1


def merits_for(
    exemplar: Exemplar,
    version: ExemplarVersion,
    recognitions: Sequence[Recognition],
    shown: Shown,
    stand: Stand | None,
) -> dict[str, int | float]:
    """How well it is shown, when it was last seen to go on (0 once it does not), its highest recognition."""
    return {
        "proof": STRENGTHS[proof_of(version, shown)],
        "verified": _verified(exemplar, version, recognitions, stand),
        "level": max((LEVELS[one.level] for one in recognitions), default=0.0),
    }


def _verified(
    exemplar: Exemplar, version: ExemplarVersion, recognitions: Sequence[Recognition], stand: Stand | None
) -> int:
    """The ordinal of the last day of which a figure tells, or of its recognition or its unit's answer."""
    if exemplar.state is not ExemplarState.RUNNING:
        return 0
    if stand is not None and not stand.goes_on:
        return 0
    told: list[date] = [result.as_of for result in version.results if result.as_of]
    told += [one.recognised_on for one in recognitions]
    told += [stand.since] if stand is not None else []
    return max((day.toordinal() for day in told), default=LONG_AGO)
