"""What one answer on a ballot may be: points, bonus points, met or not met."""

from collections.abc import Mapping
from decimal import Decimal

from registry.campaigns import scoring
from registry.campaigns.models import Criterion
from registry.core.i18n import _

MET, NOT_MET = Decimal(1), Decimal(0)


def fault_of_answer(points: Decimal, criterion: Criterion) -> str | None:
    """The sentence that says why a criterion cannot be answered so, or None."""
    if criterion.is_check and points not in {MET, NOT_MET}:
        return _("Say whether it is met or not met.")
    return scoring.fault_of_points(points, criterion.max_points)


def fault_without_answer(criterion: Criterion) -> str:
    """What is said of a criterion that has no answer yet."""
    if criterion.is_check:
        return _("Say whether “%(label)s” is met.", label=criterion.label)
    return _("Give points for “%(label)s”.", label=criterion.label)


def faults_of_bonus(
    bonuses: Mapping[int, Decimal | None], criteria: Mapping[int, Criterion]
) -> dict[str, str]:
    """What is wrong with bonus points, by field."""
    faults = {}
    for criterion_id, bonus in bonuses.items():
        criterion = criteria.get(criterion_id)
        if criterion is None:
            faults["marks"] = _("This criterion is not on the sheet.")
        elif bonus is not None and (fault := scoring.fault_of_points(bonus, criterion.max_bonus)):
            faults[f"bonus_{criterion_id}"] = fault
    return faults
