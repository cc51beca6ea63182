"""Reading units: the tree, names old and new, provinces."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from registry.audit.unchanged import while_unchanged
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.core.paging import Page, page_of
from registry.core.prepared import Prepared, is_among
from registry.core.types import unique_key
from registry.units.models import Unit, UnitChange, UnitName, UnitPlacement
from registry.units.states import PROVINCIAL, UnitKind
from registry.units.tree import Placement, Succession, UnitTree

_TREE, _PROVINCES, _PROVINCE_IDS = "unit_tree", "present_provinces", "province_ids"
# Of 0 to 1: how much of two names must be the same for one to be a slip for the other.
ALIKE = 0.6
# Communes of one name are many; more of them than this are no answer.
MOST_CALLED = 40


def tree() -> UnitTree:
    """The tree of all units: one for the open database transaction, kept until something is stored."""
    session = db.session()
    known = session.info.get(_TREE)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        built = while_unchanged(_TREE, _read_tree)
        known = session.info[_TREE] = (session.get_transaction(), built)
    return known[1]


def _read_tree() -> UnitTree:
    return UnitTree(_placements(), _successions())


def _placements() -> list[Placement]:
    row = UnitPlacement
    query = select(row.unit_id, row.parent_id, row.tree, row.valid_from, row.valid_to)
    return [Placement(*values) for values in db.session.execute(query)]


def _successions() -> list[Succession]:
    row = UnitChange
    query = select(row.unit_id, row.successor_id, row.happened_on).where(row.successor_id.is_not(None))
    return [
        Succession(unit, successor, day) for unit, successor, day in db.session.execute(query) if successor
    ]


def forget_tree() -> None:
    """Have the next reader build the tree anew; called by every command that changes it."""
    db.session().info.pop(_TREE, None)


def find_unit(code: str) -> Unit | None:
    """The unit with a code, or None."""
    return db.session.scalar(select(Unit).where(Unit.code == code))


def get_unit(code: str) -> Unit:
    """The unit with a code; raises NotFound."""
    unit = find_unit(code)
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def list_by_ids(ids: Iterable[int]) -> list[Unit]:
    """Units by id, in the order of their names."""
    wanted = set(ids)
    if not wanted:
        return []
    return sorted(db.session.scalars(select(Unit).where(Unit.id.in_(wanted))), key=_sort_name)


def _sort_name(unit: Unit) -> str:
    return unit.names[-1].name_sort if unit.names else unit.code


def list_by_codes(codes: Iterable[str]) -> list[Unit]:
    """The units with these codes, in no order; unknown codes are left out."""
    return list(db.session.scalars(select(Unit).where(Unit.code.in_(set(codes)))))


def present_names(codes: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """By code what units are called today or were called last, and whether they are no more."""
    wanted, provinces = set(codes), _provinces()
    named = {code: provinces[code] for code in wanted & provinces.keys()}
    found = _present(_BY_CODES.rows(codes=list(others))) if (others := wanted - provinces.keys()) else []
    return named | {code: (name, is_ended) for code, name, _sort, is_ended in found}


def list_provinces_called() -> tuple[str, ...]:
    """What every province and centrally run city there is and was is called today, in order."""
    return tuple(name for name, _is_ended in _provinces().values())


def _provinces() -> dict[str, tuple[str, bool]]:
    """What `present_names` tells of all provinces, in the order of their names: every search names some."""
    return while_unchanged(_PROVINCES, _read_provinces)


def _read_provinces() -> dict[str, tuple[str, bool]]:
    found = sorted(_present(_OF_PROVINCES.rows()), key=lambda one: one[2])
    return {code: (name, is_ended) for code, name, _sort, is_ended in found}


def list_province_ids() -> frozenset[int]:
    """Ids of the provinces and centrally run cities there are today."""
    return while_unchanged(_PROVINCE_IDS, _read_province_ids)


def _read_province_ids() -> frozenset[int]:
    provinces = db.session.scalars(select(Unit).where(Unit.kind.in_(PROVINCIAL)))
    return frozenset(unit.id for unit in provinces if unit.exists_on(today()))


def _names_where(which: ColumnElement[bool]) -> Prepared:
    """Every name of some units, in their order."""
    columns = Unit.code, Unit.ended_on, UnitName.name, UnitName.name_sort, UnitName.valid_from
    return Prepared(select(*columns).outerjoin(UnitName).where(which).order_by(Unit.id, UnitName.valid_from))


_BY_CODES, _OF_PROVINCES = _names_where(is_among(Unit.code, "codes")), _names_where(Unit.kind.in_(PROVINCIAL))


def _present(rows: Iterable[Any]) -> list[tuple[str, str, str, bool]]:
    """Code, present name, what it is sorted by and whether it is no more, of rows of every name."""
    found: dict[str, tuple[str, str, str, bool]] = {}
    for code, ended_on, name, name_sort, valid_from in rows:
        if code not in found or valid_from <= today():
            found[code] = (code, name or code, name_sort or code, ended_on is not None)
    return list(found.values())


def find_by_name(name: str, kinds: Iterable[UnitKind] | None = None) -> list[Unit]:
    """Units that bear or ever bore a name, whatever its case or composition."""
    query = select(Unit).join(UnitName).where(UnitName.name_key == unique_key(name)).distinct()
    if kinds is not None:
        query = query.where(Unit.kind.in_(list(kinds)))
    return list(db.session.scalars(query.order_by(Unit.id)))


def find_called(text: str) -> list[Unit]:
    """The units of that code, or else of that name now or once, or else of that name without its marks."""
    key, plain = unique_key(text), plain_words(text)
    query = (
        select(Unit, UnitName.name_key)
        .join(UnitName)
        .where(or_(Unit.code == text, UnitName.name_key == key, UnitName.name_plain == (plain or text)))
        .order_by(Unit.id)
        .limit(MOST_CALLED)
    )
    rows = [(unit, name) for unit, name in db.session.execute(query)]
    same_code = [unit for unit, _name in rows if unit.code == text]
    same_name = [unit for unit, name in rows if name == key]
    return list(dict.fromkeys(same_code or same_name or [unit for unit, _name in rows]))


def find_by_plain_name(name: str, within: Iterable[int]) -> list[Unit]:
    """Units among some that bear or ever bore a name, whatever its marks and case."""
    plain = plain_words(name)
    named = select(UnitName.unit_id).where(UnitName.name_plain == plain)
    units = db.session.scalars(select(Unit).where(Unit.id.in_(named)).order_by(Unit.id))
    known = set(within)
    return [unit for unit in units if plain and unit.id in known]


def list_near(name: str, within: Iterable[int], limit: int = 8) -> list[Unit]:
    """Units among some whose present name is written almost like this one, the nearest first."""
    known, names = set(within), {}
    for unit_id, plain in db.session.execute(
        select(UnitName.unit_id, UnitName.name_plain).order_by(UnitName.valid_from)
    ):
        if unit_id in known:
            names[unit_id] = plain
    wanted = plain_words(name)
    near = get_close_matches(wanted, set(names.values()), limit, ALIKE)
    found = [unit_id for plain in near for unit_id, bears in names.items() if bears == plain][:limit]
    units = {unit.id: unit for unit in list_by_ids(found)}
    return [units[unit_id] for unit_id in found]


def list_provinces() -> list[Unit]:
    """Every province and centrally run city there is and was, in the order of their names."""
    found = db.session.scalars(select(Unit).where(Unit.kind.in_(PROVINCIAL))).all()
    return sorted(found, key=lambda unit: unit.name_row.name_sort if unit.names else unit.code)


def list_provincial_names() -> list[tuple[str, str]]:
    """Code and name, for every name that a province or centrally run city has or had."""
    query = select(Unit.code, UnitName.name).join(UnitName).where(Unit.kind.in_(PROVINCIAL)).order_by(Unit.id)
    return [(code, name) for code, name in db.session.execute(query)]


def list_changes_of(unit: Unit) -> list[UnitChange]:
    """What happened to a unit and to those that became part of it, the last first."""
    query = select(UnitChange).where(or_(UnitChange.unit_id == unit.id, UnitChange.successor_id == unit.id))
    return list(db.session.scalars(query.order_by(UnitChange.happened_on.desc(), UnitChange.id.desc())))


def search_units(
    text: str = "",
    *,
    within: Iterable[int],
    kind: UnitKind | None = None,
    with_ended: bool = True,
    number: int = 1,
) -> Page[Unit]:
    """Units among some whose code or any name, old ones included, holds the words; marks may be left out."""
    query = _holding(text, within)
    if kind is not None:
        query = query.where(Unit.kind == kind)
    if not with_ended:
        query = query.where(_goes_on())
    return page_of(query.order_by(_last(UnitName.name_sort), Unit.id), number)


def list_likely(text: str, *, within: Iterable[int], limit: int) -> list[Unit]:
    """Units that hold the words, the likeliest first: still there, with the fewest further words."""
    name = _last(UnitName.name_plain)
    words = func.length(name) - func.length(func.replace(name, " ", ""))
    query = _holding(text, within).order_by(_goes_on().desc(), words, _last(UnitName.name_sort), Unit.id)
    return list(db.session.scalars(query.limit(limit)))


def _holding(text: str, within: Iterable[int]) -> Select[tuple[Unit]]:
    ids: BindParameter[list[int]] = bindparam(None, sorted(within), expanding=True, literal_execute=True)
    query = select(Unit).where(Unit.id.in_(ids))
    for word in plain_words(text).split():
        named = select(UnitName.unit_id).where(UnitName.name_plain.contains(word, autoescape=True))
        query = query.where(Unit.id.in_(named) | Unit.code.contains(word, autoescape=True))
    return query


def _goes_on() -> ColumnElement[bool]:
    return Unit.ended_on.is_(None) | (Unit.ended_on > today())


def _last(column: InstrumentedAttribute[str]) -> ScalarSelect[str]:
    """A column of the last name of each unit."""
    return (
        select(column)
        .where(UnitName.unit_id == Unit.id)
        .order_by(UnitName.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def province_of(unit: Unit, on: date) -> Unit | None:
    """The province a unit was in on a day; the unit itself when it is one."""
    if unit.kind in PROVINCIAL:
        return unit
    above = tree().last_ancestors(unit.id, on)
    if not above:
        return None
    return db.session.scalar(select(Unit).where(Unit.id.in_(above), Unit.kind.in_(PROVINCIAL)).limit(1))


def current_successors(unit: Unit, on: date | None = None) -> list[Unit]:
    """The units that stand in a unit's place today; the unit itself while it exists."""
    return current_successors_of([unit], on)[unit.id]


def current_successors_of(given: Collection[Unit], on: date | None = None) -> dict[int, list[Unit]]:
    """The same for many units, by id: what replaced them is read at once."""
    standing = {unit.id: tree().successors(unit.id, on or today()) for unit in given}
    known = {unit.id: unit for unit in given}
    others = list_by_ids(set().union(*standing.values()) - known.keys())
    ordered = sorted([*known.values(), *others], key=_sort_name)
    return {one: [unit for unit in ordered if unit.id in ids] for one, ids in standing.items()}


def all_names_of(unit: Unit) -> list[str]:
    """Every name of the unit, of what it replaced and of what replaced it, so that an old name finds it."""
    return all_names_of_many([unit.id])[unit.id]


def all_names_of_many(ids: Iterable[int]) -> dict[int, list[str]]:
    """The same of many units, by id: their names are read at once."""
    day = today()
    kin = {one: tree().predecessors(one, day) | tree().successors(one, day) | {one} for one in ids}
    query = select(UnitName.unit_id, UnitName.name).where(
        is_one_of(UnitName.unit_id, set().union(*kin.values()))
    )
    called: dict[int, set[str]] = defaultdict(set)
    for unit_id, name in db.session.execute(query):
        called[unit_id].add(name)
    return {one: sorted(set().union(*(called[other] for other in others))) for one, others in kin.items()}
