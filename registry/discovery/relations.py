"""Which units a model binds by where it comes from: the unit on whose model it builds."""

from collections.abc import Iterator

from sqlalchemy import func, select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.discovery.models import OriginStatement
from registry.discovery.origins import Origin
from registry.review.conflicts import Relation
from registry.review.states import ConflictKind


def list_relations() -> Iterator[Relation]:
    """The models that build on another, with that other's unit; what the staff judged goes before."""
    row = OriginStatement
    query = (
        select(row.exemplar_id, Exemplar.lead_unit_id)
        .join(Exemplar, Exemplar.id == func.coalesce(row.judged_source_id, row.source_id))
        .where(func.coalesce(row.judged, row.origin) == Origin.BUILDS_ON)
    )
    for model, unit in db.session.execute(query):
        if unit is not None:
            yield model, unit, ConflictKind.SOURCE
