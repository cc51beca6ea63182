"""What a builder makes first in a test is kept, and copied where another test begins with the same."""

import shutil
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import wraps

import time_machine
from sqlalchemy import inspect, select

from registry.audit import unchanged
from registry.audit.models import AuditEvent
from registry.core.clock import is_told, today
from registry.core.db import db
from registry.core.transaction import is_open

PLAIN = (str, int, float, bool, bytes, Enum, type(None))


def kept_when_first(build):
    """A builder whose result is copied with its whole database when nothing came before it in the test.

    Half of the tests begin with the same nomination; making it takes ten times as long as copying it.
    """

    @wraps(build)
    def built(make, **named):
        key = _key(make, build, named)
        if key is None:
            return build(make, **named)
        keeping = make.app.extensions.setdefault("tests.kept", {})
        if key not in keeping:
            result = build(make, **named)
            keeping[key] = _keep(make, len(keeping), result)
            return result
        return _put_back(make, *keeping[key])

    return built


def _key(make, build, named):
    """What tells one beginning from another; None where this is not the beginning of a test of today."""
    if make.begun or time_machine.escape_hatch.is_travelling() or is_told() or is_open():
        return None
    make.begun = True
    if not all(_is_plain(value) for value in named.values()):
        return None
    if db.session.scalar(select(AuditEvent.seq).limit(1)) is not None:
        return None
    return build.__name__, repr(sorted(named.items())), today()


def _is_plain(value):
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN)


def _database(make):
    return make.app.extensions["registry.settings"].instance / "registry.db"


def _close():
    db.session.remove()
    db.engine.dispose()


def _keep(make, number, result):
    """(copy of the database, what was made, how many numbers were given out)."""
    made = _names(result)
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    place = make.app.extensions["tests.folder"] / f"kept-{number}.db"
    shutil.copy(_database(make), place)
    return place, made, make.count


def _put_back(make, place, made, count):
    _close()
    shutil.copy(place, _database(make))
    unchanged.forget_all()
    make.count = count
    return _objects(made)


class _Row:
    """The name of a row: its class and its key."""

    def __init__(self, kind, key):
        self.kind, self.key = kind, key


def _names(thing):
    """The same thing with names of rows in place of rows."""
    if isinstance(thing, list):
        return [_names(one) for one in thing]
    if is_dataclass(thing):
        return type(thing), {field.name: _names(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, PLAIN):
        return thing
    return _Row(type(thing), inspect(thing).identity)


def _objects(named):
    if isinstance(named, list):
        return [_objects(one) for one in named]
    if isinstance(named, tuple):
        kind, values = named
        return kind(**{name: _objects(value) for name, value in values.items()})
    return db.session.get(named.kind, named.key) if isinstance(named, _Row) else named
