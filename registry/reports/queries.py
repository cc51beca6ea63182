"""Reading tables that are kept: one's own, and those of the units one looks after."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.reports.models import SavedTable
from registry.reports.states import READERS
from registry.units import queries as units
from registry.units.rules import units_with_role


def list_saved(reader: User) -> list[SavedTable]:
    """One's own tables and those of the units one holds a role at, the newest first."""
    tree, day = units.tree(), today()
    held = units_with_role(reader, *READERS)
    reached = held.union(*(tree.predecessors(unit, day) for unit in held))
    row = SavedTable
    own = row.unit_id.is_(None) & (row.maker_id == reader.id)
    query = select(row).where(or_(own, row.unit_id.in_(reached)))
    query = query.options(joinedload(row.maker), joinedload(row.unit))
    return list(db.session.scalars(query.order_by(row.unit_id.is_not(None), row.id.desc())))


def is_open_to(reader: User, saved: SavedTable) -> bool:
    """Whether somebody may open a table, and change it: its maker, or who reads the figures of its unit."""
    if saved.unit_id is None:
        return saved.maker_id == reader.id
    return allowed(reader, Permission.FIGURES_READ, saved.unit)


def get_saved(reader: User, reference: str) -> SavedTable:
    """A table by its reference; raises NotFound also for one that is not the reader's to open."""
    saved = db.session.scalar(select(SavedTable).where(SavedTable.reference == reference))
    if saved is None or not is_open_to(reader, saved):
        raise NotFound(_("There is no such saved report."))
    return saved
