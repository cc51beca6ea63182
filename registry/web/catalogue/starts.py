"""What a registration can begin from."""

from collections.abc import Iterable

from registry.catalogue import queries
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.identity.models import User
from registry.replication import queries as replication
from registry.replication.states import ACTIVE_STATES
from registry.units.models import Unit
from registry.web.words import word

MOST = 30


def own_models(units: list[Unit]) -> list[Exemplar]:
    """The models of these units that were registered, the last changed first."""
    page = queries.list_of_units((unit.id for unit in units), size=MOST)
    return [one for one in page.items if one.state is not ExemplarState.DRAFT and not one.is_imported]


def told_of(person: User, sources: Iterable[Exemplar]) -> dict[str, str]:
    """What tells each model from others of its name: code, unit, when it began, its state."""
    return {one.reference: ", ".join(filter(None, _told(person, one))) for one in sources}


def _told(person: User, exemplar: Exemplar) -> tuple[str, ...]:
    year = queries.version_to_show(person, exemplar).started_year
    began = _("began in %(year)s", year=year) if year else ""
    return exemplar.reference, exemplar.lead_unit_name or "", began, str(word(exemplar.state)).lower()


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
