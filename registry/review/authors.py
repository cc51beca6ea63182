"""Who wrote a model: they do not judge it."""

from registry.audit.queries import list_actors
from registry.catalogue.models import Exemplar

WRITING = ("exemplar.started", "exemplar.edited", "exemplar.begun_from", "exemplar.version_begun")


def authors_of(exemplar: Exemplar) -> list[int]:
    """Ids of all who registered a model or ever changed what it says."""
    people = {exemplar.registered_by_id, *(version.edited_by_id for version in exemplar.versions)}
    people |= set(list_actors("exemplar", exemplar.reference, WRITING))
    return sorted(one for one in people if one is not None)
