"""Statements that are asked on nearly every page: made, compiled and taken apart once.

Asking SQLite for a few rows takes a tenth of what a statement and its result take on their way through
everything that serves statements of any kind. Here are plain values in and plain rows out.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, bindparam, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute

from registry.core.db import db

Process = Callable[[Any], Any] | None


def is_among(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """A column holds one of the numbers or texts of a list that is given when the statement is asked.

    The list is one value, however long it is: the statement stays the same.
    """
    given = func.json_each(bindparam(name, None, type_=JSON)).table_valued("value")
    return column.in_(select(given.c.value))


class Prepared:
    """One statement; its values are given by name."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self._query = query
        self._ready: _Ready | None = None

    def rows(self, **values: Any) -> list[Any]:
        """All rows, as named tuples of what the columns hold."""
        db.session.flush()
        connection = db.session.connection()
        ready = self._ready
        if ready is None:
            ready = self._ready = _Ready(self._query, connection.dialect)
        found = connection.exec_driver_sql(ready.text, ready.values(values))
        return ready.rows(found)

    def one(self, **values: Any) -> Any:
        """The row of a statement that has one."""
        (row,) = self.rows(**values)
        return row


class _Ready:
    """A statement in the words of the database, and what becomes of values on their way there and back."""

    def __init__(self, query: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        # By position the name of a value, what stands there if none is given, and what is done to it.
        self._places: list[tuple[str, Any, Process]] = []
        for name in compiled.positiontup or ():
            bound = compiled.binds.get(name)
            process = bound.type.dialect_impl(dialect).bind_processor(dialect) if bound is not None else None
            self._places.append((name, compiled.params[name], process))
        columns = query.selected_columns
        make: Callable[..., Any] = namedtuple  # Its fields are known here for the first time.
        self._made = make("Row", columns.keys(), rename=True)
        processes = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._processed = [(place, one) for place, one in enumerate(processes) if one is not None]

    def values(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """What the statement is asked with. Raises KeyError for a value that is not given."""
        values = []
        for name, known, process in self._places:
            value = given[name] if known is None else given.get(name, known)
            values.append(value if process is None else process(value))
        return tuple(values)

    def rows(self, found: Iterable[Iterable[Any]]) -> list[Any]:
        """The rows as they are read elsewhere."""
        if not self._processed:
            return [self._made._make(row) for row in found]
        made = []
        for row in found:
            values = list(row)
            for place, process in self._processed:
                values[place] = process(values[place])
            made.append(self._made._make(values))
        return made
