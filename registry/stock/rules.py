"""Who may hold a yearly review, read it, and answer for a model."""

from collections.abc import Iterable

from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.permissions import Permission, Way
from registry.identity.models import Role, User
from registry.stock.models import StockEntry, StockReview
from registry.stock.queries import OWNERS, READERS
from registry.stock.states import StockResult
from registry.units.models import Unit
from registry.units.queries import tree
from registry.units.rules import has_role_at, role, units_with_role


def reviewing_unit(subject: StockReview | StockEntry | Unit) -> Iterable[Unit]:
    """The unit whose stock it is; a unit stands for itself."""
    if isinstance(subject, StockEntry):
        return [subject.review.unit]
    return [subject.unit] if isinstance(subject, StockReview) else [subject]


def leading_unit(entry: StockEntry) -> Iterable[Unit | None]:
    """The unit that runs the model."""
    return [entry.exemplar.lead_unit]


def runs_no_model_of_it(actor: User, subject: StockReview | StockEntry | Unit) -> bool:
    """Nobody judges a model that their own unit runs, or one that stands in its place."""
    if not isinstance(subject, StockEntry):
        return True
    unit = subject.exemplar.lead_unit_id
    own = tree().successors(unit, today()) | {unit} if unit is not None else set()
    return own.isdisjoint(units_with_role(actor, *OWNERS))


# What everybody reads of a model. What its unit is to mend, and that it was dropped, is read by fewer: that a
# recognition no longer holds stands with the recognition.
FOR_EVERYBODY = frozenset({StockResult.KEEP, StockResult.REPLICATE})


def reads_result(actor: User | None, exemplar: Exemplar, result: StockResult) -> bool:
    """Whether somebody reads what a review made of a model: its unit, those above, who looks after it."""
    if result in FOR_EVERYBODY:
        return True
    unit = exemplar.lead_unit_id
    return actor is not None and unit is not None and has_role_at(actor, unit, *OWNERS, *READERS)


GRANTS: dict[Permission, list[Way]] = {
    Permission.STOCK_REVIEW: [(role(Role.REGISTRY_STAFF, at=reviewing_unit), runs_no_model_of_it)],
    Permission.STOCK_READ: [(role(*READERS, at=reviewing_unit),)],
    # Staff write down what a unit without a computer tells them.
    Permission.STOCK_ANSWER: [
        (role(*OWNERS, at=leading_unit),),
        (role(Role.REGISTRY_STAFF, at=reviewing_unit),),
    ],
}
