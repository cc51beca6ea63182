"""Bringing the tables up to date: under maintenance, with a copy first, all of it or nothing."""

from collections.abc import Callable
from pathlib import Path

from flask_migrate import upgrade

from registry.core import schema
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.operations.backups.copying import copied, database_of
from registry.operations.maintenance import Sign
from registry.settings import Settings

FOLDER = "before-upgrades"
# Copies of this many upgrades stay.
KEPT = 2


def upgrade_schema(settings: Settings, tell: Callable[[str], object]) -> None:
    """Make the tables those of this program. A migration that fails leaves them as they were.

    Readers go on reading meanwhile. Whoever still runs the program of before writes nothing from then on.
    """
    before = schema.present()
    db.session.remove()
    sign = Sign(settings.instance)
    if before == schema.wanted():
        sign.settle()
        return
    if before and not schema.knows(before):
        raise InvalidTransition(
            f"the database is at migration {before}: it belongs to a newer program than this one"
        )
    if not before:
        upgrade()
        sign.settle()
        return
    was_on = sign.is_on()
    if not was_on:
        sign.turn_on()
    try:
        copy = _copy(settings, before)
        tell(f"from migration {before} to {schema.wanted()}; the database of before is kept as {copy}")
        upgrade()
        sign.note_schema(schema.wanted())
    finally:
        if not was_on:
            sign.turn_off()


def _copy(settings: Settings, before: str) -> Path:
    folder = settings.instance / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{now():%Y%m%dT%H%M%SZ}-{before}.db"
    with copied(database_of(settings.database), folder) as copy:
        copy.rename(target)
    for old in sorted(folder.glob("*Z-*.db"))[:-KEPT]:
        old.unlink()
    return target
