"""Keeping a table that was put together: for oneself, or for a unit whose figures one reads.

What somebody keeps for themselves is their own affair; what belongs to a unit is told in its log
(decision 0045).
"""

from dataclasses import asdict

from sqlalchemy import delete, select, update

from registry.audit import service as audit
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version, unique_key
from registry.identity.models import User
from registry.reports.builder import Question, period_asked, require_sense
from registry.reports.models import SavedTable, new_reference
from registry.reports.queries import is_open_to
from registry.units.models import Unit

MOST_SAVED, LONGEST_NAME = 50, 120


def save_table(actor: User, question: Question, *, name: str, unit: Unit | None) -> SavedTable:
    """Keep a question under a name: for oneself, or for a unit. Raises InvalidInput for one without sense."""
    with transaction():
        require(actor, Permission.FIGURES_READ, unit)
        _require_answer(question)
        saved = SavedTable(reference=new_reference(), maker_id=actor.id, question=asdict(question))
        if len(_kept_with(actor, unit)) >= MOST_SAVED:
            raise InvalidInput("name", _("There are %(most)s already. Delete one first.", most=MOST_SAVED))
        _name(actor, saved, name, unit)
        db.session.add(saved)
        db.session.flush()
        # The log names no title: whoever wrote it may have put anything into it.
        if saved.unit is not None:
            audit.record(actor, "figures.saved", saved, unit=saved.unit.code)
    return saved


def change_table(
    actor: User, saved: SavedTable, *, version: int | None, name: str, unit: Unit | None
) -> None:
    """Call it something else, hand it to a unit, or take it back for oneself."""
    with transaction():
        _require_open(actor, saved)
        require(actor, Permission.FIGURES_READ, unit)
        require_version(saved, version, {"name": saved.name, "unit": saved.unit.name if saved.unit else ""})
        if unit is None and saved.unit is not None:
            audit.record(actor, "figures.taken_back", saved, unit=saved.unit.code)
            saved.maker_id = actor.id
        _name(actor, saved, name, unit)
        db.session.flush()
        if saved.unit is not None:
            audit.record(actor, "figures.renamed", saved, unit=saved.unit.code)


def replace_table(actor: User, saved: SavedTable, question: Question, *, version: int | None) -> None:
    """Have it ask something else from now on, under its name."""
    with transaction():
        _require_open(actor, saved)
        require_version(saved, version, {"name": saved.name})
        _require_answer(question)
        saved.question = asdict(question)
        if saved.unit is not None:
            audit.record(actor, "figures.replaced", saved, unit=saved.unit.code)


def delete_table(actor: User, saved: SavedTable, *, version: int | None) -> None:
    """Keep it no longer."""
    with transaction():
        _require_open(actor, saved)
        require_version(saved, version, {"name": saved.name})
        if saved.unit is not None:
            audit.record(actor, "figures.deleted", saved, unit=saved.unit.code)
        db.session.delete(saved)


def forget_tables(user: User) -> None:
    """Delete what a person kept for themselves; what is a unit's stays. Part of closing an account: opens no
    transaction of its own.
    """
    row = SavedTable
    db.session.execute(delete(row).where(row.maker_id == user.id, row.unit_id.is_(None)))
    db.session.execute(update(row).where(row.maker_id == user.id).values(maker_id=None))


def question_of(saved: SavedTable) -> Question:
    """What a kept table asks; a figure that there is no more is left out."""
    return Question.from_stored(saved.question)


def _require_open(actor: User, saved: SavedTable) -> None:
    require(actor, Permission.FIGURES_READ)
    if not is_open_to(actor, saved):
        raise NotFound(_("There is no such saved report."))


def _require_answer(question: Question) -> None:
    """A question that makes no table is told at the name: the form of the question is another page."""
    try:
        require_sense(question)
        period_asked(question)
    except InvalidInput as fault:
        raise InvalidInput("name", fault.message) from fault


def _kept_with(actor: User, unit: Unit | None) -> list[SavedTable]:
    row = SavedTable
    where = row.unit_id == unit.id if unit else row.unit_id.is_(None) & (row.maker_id == actor.id)
    with db.session.no_autoflush:
        return list(db.session.scalars(select(row).where(where)))


def _name(actor: User, saved: SavedTable, name: str, unit: Unit | None) -> None:
    name = " ".join(clean_text(name).split())
    if not name:
        raise InvalidInput("name", _("Give the report a name."))
    if len(name) > LONGEST_NAME:
        raise InvalidInput("name", _("Write at most %(max)d characters", max=LONGEST_NAME))
    key = unique_key(name)[:240]
    if any(one.name_key == key and one.id != saved.id for one in _kept_with(actor, unit)):
        raise InvalidInput("name", _("There is a report of this name already."))
    saved.name, saved.name_key, saved.unit = name, key, unit
