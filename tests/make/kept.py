"""What builders make is kept, and copied where another test takes the same steps from its beginning on.

Most of the time of a test goes into what stands before it: a model, a nomination, a copy, by real commands.
Copying a database back takes a tenth of that. Steps count as the same while nothing but builders has written.
"""

import shutil
import time
from collections import OrderedDict
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import wraps
from inspect import isfunction

import time_machine
from sqlalchemy import inspect, select
from sqlalchemy.exc import NoInspectionAvailable

from registry.audit import unchanged
from registry.audit.models import AuditEvent
from registry.core.clock import is_told, today
from registry.core.db import db
from registry.core.i18n import get_locale
from registry.core.transaction import is_open
from registry.discovery import sights

PLAIN = (str, int, float, bool, bytes, Decimal, date, datetime, Enum, type(None))
# Processor seconds from which making something again takes longer than copying it.
WORTH = 0.015
# Databases that a process keeps, of some two megabytes each: those of the tests of a file or two.
MOST = 40
# What lies in the folder of an installation in which nobody has stored a file.
DATABASE_ONLY = {"registry.db", "registry.db-wal", "registry.db-shm", "worker.bell"}


class Unknown(Exception):
    """Something that cannot be named, and so not be made again."""


class Beginning:
    """The steps that a test has taken, until something else than builders changed something."""

    def __init__(self, app, *, keeps):
        self.instance = app.extensions["registry.settings"].instance
        self.kept = app.extensions.setdefault("tests.kept", OrderedDict())
        self.folder = app.extensions.get("tests.folder")
        # None once nobody can say any more what there is, and where nothing is to be kept.
        self.steps, self.is_inside = () if keeps else None, False
        self.mark = self._mark()

    @property
    def database(self):
        return self.instance / "registry.db"

    def _mark(self):
        """What is different after every commit, whoever it was."""
        log = self.instance / "registry.db-wal"
        state = log.stat() if log.exists() else None
        return state and (state.st_size, state.st_mtime_ns)

    def key(self, make, build, values, named):
        """What tells the steps up to this one from others; None where that is not known."""
        if self.steps is None or is_open() or is_told() or time_machine.escape_hatch.is_travelling():
            return None
        if self.mark != self._mark() or db.session.new or db.session.dirty or db.session.deleted:
            return None
        if not self.steps and self._is_anything_there():
            return None
        try:
            step = (build.__qualname__, repr(_names(list(values))), repr(_names(named)))
        except Unknown:
            return None
        return (*(self.steps or (str(today()), str(get_locale()), make.count)), step)

    def _is_anything_there(self):
        return db.session.scalar(select(AuditEvent.seq).limit(1)) is not None

    def has_files(self):
        """Whether there is more than the database, which is all that is copied."""
        return bool({path.name for path in self.instance.iterdir()} - DATABASE_ONLY)

    def go_on(self, key):
        """A step was taken."""
        self.steps, self.mark = key, self._mark()


def remembered(build):
    """A builder, `make` first, whose result is copied with its whole database when it is known."""

    @wraps(build)
    def built(make, *values, **named):
        beginning = make.beginning
        if beginning.is_inside:
            return build(make, *values, **named)
        key = beginning.key(make, build, values, named)
        if key in beginning.kept:
            result = _put_back(make, beginning.kept[key])
            beginning.kept.move_to_end(key)
        else:
            result = _make(make, key, lambda: build(make, *values, **named))
        beginning.go_on(key)
        return result

    return built


def all_remembered(builders):
    """A class of which every public method is such a builder."""
    for name in dir(builders):
        build = getattr(builders, name)
        if not name.startswith("_") and isfunction(build):
            setattr(builders, name, remembered(build))
    return builders


def _make(make, key, build):
    beginning, start = make.beginning, time.process_time()
    beginning.is_inside = True
    try:
        result = build()
    except BaseException:
        # Nobody can say how far it came.
        beginning.go_on(None)
        raise
    finally:
        beginning.is_inside = False
    if key is not None and time.process_time() - start >= WORTH and not beginning.has_files():
        try:
            beginning.kept[key] = _keep(make, result)
        except Unknown:
            return result
        if len(beginning.kept) > MOST:
            _key, (oldest, _made, _count) = beginning.kept.popitem(last=False)
            oldest.unlink()
    return result


def _keep(make, result):
    """(copy of the database, what was made, how many numbers were given out)."""
    made = _names(result)
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = make.beginning.folder
    place = folder / f"kept-{time.monotonic_ns()}.db"
    shutil.copy(make.beginning.database, place)
    return place, made, make.count


def _put_back(make, kept):
    place, made, make.count = kept
    # What the test holds already stays its own, and is read anew.
    db.session.rollback()
    db.session.expire_all()
    db.engine.dispose()
    shutil.copy(place, make.beginning.database)
    unchanged.forget_all()
    sights.forget_all()
    return _objects(made)


class _Row:
    """The name of a row: its class and its key."""

    def __init__(self, kind, key):
        self.kind, self.key = kind, key

    def __repr__(self):
        return f"{self.kind.__name__}{self.key}"


class _Parts:
    """Something of many parts: how they are put together, and their names."""

    def __init__(self, kind, parts):
        self.kind, self.parts = kind, parts

    def __repr__(self):
        return f"{self.kind.__name__}{self.parts}"


def _names(thing):
    """The same thing with names of rows in place of rows; raises Unknown."""
    if isinstance(thing, (list, tuple)):
        return _Parts(type(thing), [_names(one) for one in thing])
    if isinstance(thing, dict):
        return {name: _names(value) for name, value in thing.items()}
    if isinstance(thing, PLAIN):
        return thing
    try:
        state = inspect(thing)
    except NoInspectionAvailable:
        if is_dataclass(thing) and not isinstance(thing, type):
            return _Parts(type(thing), {one.name: _names(getattr(thing, one.name)) for one in fields(thing)})
        raise Unknown(thing) from None
    if not getattr(state, "persistent", False):
        raise Unknown(thing)
    return _Row(type(thing), state.identity)


def _objects(named):
    if isinstance(named, _Row):
        return db.session.get(named.kind, named.key)
    if isinstance(named, dict):
        return {name: _objects(value) for name, value in named.items()}
    if not isinstance(named, _Parts):
        return named
    if isinstance(named.parts, dict):
        return named.kind(**{name: _objects(value) for name, value in named.parts.items()})
    return named.kind(_objects(one) for one in named.parts)
