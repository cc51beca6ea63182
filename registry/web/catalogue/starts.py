"""What a registration can begin from."""

from registry.catalogue import queries
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.errors import NotFound
from registry.identity.models import User
from registry.replication import queries as replication
from registry.replication.states import ACTIVE_STATES
from registry.units.models import Unit

MOST = 30


def own_models(units: list[Unit]) -> list[Exemplar]:
    """The models of these units that were registered, the last changed first."""
    page = queries.list_of_units((unit.id for unit in units), size=MOST)
    return [one for one in page.items if one.state is not ExemplarState.DRAFT and not one.is_imported]


def copied_models(actor: User, named: str) -> list[Exemplar]:
    """The models that this person's units replicate; before them the one that was named, if readable."""
    found: dict[int, Exemplar] = {}
    if named:
        try:
            one = queries.get_exemplar(actor, named[:80])
        except NotFound:
            one = None
        if one is not None and one.state is not ExemplarState.DRAFT:
            found[one.id] = one
    for copy in replication.list_replications(actor, side="copies", size=MOST).items:
        if copy.state in ACTIVE_STATES:
            found.setdefault(copy.source_id, copy.source)
    return list(found.values())
