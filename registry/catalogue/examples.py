"""How a real model filled in a section: what somebody who fills it in for the first time may look at."""

from sqlalchemy import ColumnElement, case, func, literal, select

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.db import db

# Fewer letters than these say nothing; an empty list of sources is written in so many.
ENOUGH, NO_SOURCE = 20, 4
# The contents of a section that make an example; a model shows most of them or is none.
SHOWN: dict[Section, tuple[str, ...]] = {
    Section.NAME: ("title", "summary"),
    Section.PROBLEM: ("situation", "goals", "target_group"),
    Section.METHOD: ("method", "forces", "resources", "schedule"),
    Section.RESULTS: ("outcome", "outputs"),
    Section.REUSE: ("needs_people", "needs_money", "needs_time", "upkeep"),
}


def find_example(section: Section, besides: Exemplar, field_id: int | None) -> Exemplar | None:
    """The public model with a source that fills in most of a section; one of the same field goes first."""
    columns = [getattr(ExemplarVersion, name) for name in SHOWN[section]]
    filled: ColumnElement[int] = literal(0)
    for column in columns:
        filled = filled + case((func.length(column) > ENOUGH, 1), else_=0)
    query = (
        select(Exemplar)
        .join(ExemplarVersion, ExemplarVersion.id == Exemplar.public_version_id)
        .where(Exemplar.is_public, Exemplar.id != besides.id, filled > 0)
        .where(func.length(ExemplarVersion.sources) > NO_SOURCE)
        .order_by(filled.desc(), (ExemplarVersion.field_id == field_id).desc(), Exemplar.id)
        .limit(1)
    )
    return db.session.scalar(query)
