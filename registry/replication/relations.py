"""Which units a model binds by its copies: those who copy it, and the one it was copied from."""

from collections.abc import Iterator

from sqlalchemy import select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.replication.models import Replication
from registry.replication.states import ReplicationState
from registry.review.conflicts import Relation
from registry.review.states import ConflictKind


def list_relations() -> Iterator[Relation]:
    """Every copy whose link was not declined, seen from the source and from the copy's own model."""
    query = (
        select(Replication.source_id, Replication.unit_id, Replication.copy_id, Exemplar.lead_unit_id)
        .join(Exemplar, Exemplar.id == Replication.source_id)
        .where(Replication.state != ReplicationState.DECLINED)
    )
    for source, unit, copy, source_unit in db.session.execute(query):
        yield source, unit, ConflictKind.REPLICATES
        if copy is not None and source_unit is not None:
            yield copy, source_unit, ConflictKind.SOURCE
