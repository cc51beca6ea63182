"""Taking over a list of units: each row is recorded, known already, or refused with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput
from registry.core.transaction import transaction
from registry.core.types import unique_key
from registry.identity.models import User
from registry.units import queries
from registry.units.models import Unit
from registry.units.service import registering
from registry.units.states import Area, UnitKind

COLUMNS = ("code", "name", "kind", "parent", "party_parent", "started_on", "areas")
Row = Mapping[str, object]
Waiting = tuple[int, Row, str]


@dataclass
class Report:
    """What became of the rows; a refused row is named by its number in the file."""

    added: int = 0
    known: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def import_units(actor: User | None, rows: Iterable[tuple[int, Row]]) -> Report:
    """Record the units of a list; a parent may stand further down. Units are known by their code.

    A row whose code is known and that says the same is left alone; one that says something else is refused:
    what happens to a unit is recorded as a change, not by overwriting it.
    """
    report = Report()
    waiting = [(number, row, _text(row, "code")) for number, row in rows]
    with transaction():
        while waiting:
            coming = {code for _number, _row, code in waiting}
            later: list[Waiting] = []
            ready: list[Waiting] = []
            for item in waiting:
                (later if _awaits_parent(item, coming) else ready).append(item)
            # When all wait for one another they stand in a ring: each is refused for want of its parent.
            for number, row, code in ready or waiting:
                _take(actor, number, row, code, report)
            waiting = later if ready else []
    report.refused.sort()
    return report


def _awaits_parent(item: Waiting, coming: set[str]) -> bool:
    _number, row, code = item
    return bool({_text(row, "parent"), _text(row, "party_parent")} & (coming - {"", code}))


def _text(row: Row, column: str) -> str:
    return str(row.get(column) or "").strip()


def _take(actor: User | None, number: int, row: Row, code: str, report: Report) -> None:
    try:
        with db.session.begin_nested():
            known = queries.find_unit(code) if code else None
            if known is not None:
                _check_same(known, row)
                report.known += 1
            else:
                _create(actor, code, row)
                report.added += 1
    except DomainError as refusal:
        queries.forget_tree()
        name = refusal.field if isinstance(refusal, InvalidInput) else ""
        report.refused.append((number, code, f"{name}: {refusal.message}" if name else refusal.message))


def _check_same(unit: Unit, row: Row) -> None:
    names = {name.name_key for name in unit.names}
    if unique_key(_text(row, "name")) not in names:
        raise InvalidInput("name", f"{unit.code} is recorded as {unit.name}")
    if _text(row, "kind") != unit.kind:
        raise InvalidInput("kind", f"{unit.code} is recorded as {unit.kind}")


def _create(actor: User | None, code: str, row: Row) -> None:
    if not code:
        raise InvalidInput("code", "missing")
    parent, party_parent = _parent(row, "parent"), _parent(row, "party_parent")
    registering.create_unit(
        actor,
        code=code,
        name=_text(row, "name"),
        kind=_kind(_text(row, "kind")),
        parent=parent,
        party_parent=party_parent,
        started_on=_day(_text(row, "started_on")),
        areas=_areas(_text(row, "areas")),
    )


def _parent(row: Row, column: str) -> Unit | None:
    code = _text(row, column)
    if not code:
        return None
    unit = queries.find_unit(code)
    if unit is None:
        raise InvalidInput(column, f"no unit has the code {code}")
    return unit


def _kind(word: str) -> UnitKind:
    try:
        return UnitKind(word)
    except ValueError:
        raise InvalidInput("kind", f"{word!r} is none of {', '.join(UnitKind)}") from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput("started_on", f"{text!r} is not a day such as 2025-07-01") from None


def _areas(text: str) -> list[str]:
    words = text.replace(";", " ").replace(",", " ").split()
    unknown = [word for word in words if word not in set(Area)]
    if unknown:
        raise InvalidInput("areas", f"{unknown[0]!r} is none of {', '.join(Area)}")
    return words
