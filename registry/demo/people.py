"""The units and people of the demonstration."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from registry.demo.data_files import day, day_after, moment, read
from registry.demo.replay import History
from registry.identity.models import Role, User
from registry.identity.queries import get_user
from registry.identity.service import accounts, roles
from registry.units.models import Unit
from registry.units.queries import find_unit, get_unit
from registry.units.service import registering, reorganising
from registry.units.states import Tree, UnitKind

PASSWORD = "suong-mai-2026"  # noqa: S105 -- public on purpose: the sign-in page of the demonstration shows it
# The registry of the invented province was opened on this day.
BEGINNING = "2023-01-02"
BASIS = "Nghị quyết sắp xếp đơn vị hành chính (văn bản minh họa)"


def add_units(history: History) -> None:
    """The invented province, its units as they were, and what happened to them on 1 July 2025."""
    data = read("units")
    renamed = {event["unit"] for event in data["events"] if event["kind"] == "rename"}
    for row in _parents_first(data["units"]):
        start = max(row["valid_from"], BEGINNING)
        history.add(moment(start, 7), partial(_create, row))
        if row["old_names"] and row["code"] not in renamed:
            on = day_after(row["old_names"][-1]["to"])
            history.add(moment(str(on), 8, 30), partial(_rename, row["code"], row["name"], on))
    for event in data["events"]:
        history.add(moment(event["on"], 8), partial(_happen, event))


def add_people(history: History) -> None:
    """The invented people with the roles they hold or held."""
    for row in read("people")["people"]:
        history.add(moment(BEGINNING, 7, 30), partial(_create_person, row))
        for grant in row["grants"]:
            start = max(grant["from"], BEGINNING)
            history.add(moment(start, 7, 40), partial(_grant, row["username"], grant))


def _create_person(row: dict[str, Any]) -> None:
    accounts.create_user(
        None,
        username=row["username"],
        name=row["name"],
        password=PASSWORD,
        job_title=row["job_title"],
        is_demonstration=True,
    )


def _grant(username: str, grant: dict[str, Any]) -> None:
    roles.grant_role(
        None,
        get_user(username),
        role=Role(grant["role"]),
        unit_id=get_unit(grant["unit"]).id,
        valid_from=day(grant["from"]),
        valid_to=day(grant["to"]) if grant["to"] else None,
    )


def _rename(code: str, name: str, on: date) -> None:
    reorganising.rename_unit(None, get_unit(code), name=name, on=on, basis=BASIS)


def write_showcase(path: Path) -> list[dict[str, Any]]:
    """One account per role, and the officer of a commune, into the file that the sign-in page reads."""
    rows = []
    for person in read("people")["people"]:
        if not person["showcase"]:
            continue
        user, grant = get_user(person["username"]), person["grants"][0]
        rows.append(
            {
                "role": person.get("shown_as", grant["role"]),
                "username": user.username,
                "password": PASSWORD,
                "unit": get_unit(grant["unit"]).name,
                "name": user.name,
                "job_title": user.job_title,
            }
        )
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return rows


def person(username: str) -> User:
    """An invented person."""
    return get_user(username)


def _parents_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known: set[str | None] = {None}
    ordered: list[dict[str, Any]] = []
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row["party_parent"] in known and _first_parent(row) in known]
        if not ready:
            raise ValueError(f"units without a known parent: {[row['code'] for row in waiting]}")
        ordered += ready
        known |= {row["code"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return ordered


def _first_parent(row: dict[str, Any]) -> str | None:
    old = row.get("old_parents") or []
    return old[0]["territorial_parent"] if old else row["territorial_parent"]


def _create(row: dict[str, Any]) -> None:
    names = row["old_names"]
    registering.create_unit(
        None,
        code=row["code"],
        name=names[0]["name"] if names else row["name"],
        kind=UnitKind(row["kind"]),
        parent=_unit(_first_parent(row)),
        party_parent=_unit(row["party_parent"]),
        started_on=day(row["valid_from"]),
        areas=row["areas"],
        is_demonstration=True,
    )


def _unit(code: str | None) -> Unit | None:
    return find_unit(code) if code else None


def _happen(event: dict[str, Any]) -> None:
    on, basis = day(event["on"]), event["basis"]
    if event["kind"] == "merge":
        units = [get_unit(code) for code in event["from"]]
        reorganising.merge_units(None, units, into=get_unit(event["into"]), on=on, basis=basis)
    elif event["kind"] == "rename":
        reorganising.rename_unit(None, get_unit(event["unit"]), name=event["to_name"], on=on, basis=basis)
    elif event["kind"] == "dissolve" and get_unit(event["unit"]).ended_on is None:
        # A district is recorded with its last day from the start: the level itself ended.
        reorganising.dissolve_unit(None, get_unit(event["unit"]), on=on, basis=basis)
    elif event["kind"] == "re_parent":
        unit, parent = get_unit(event["unit"]), get_unit(event["to_parent"])
        reorganising.move_unit(None, unit, parent=parent, tree=Tree.TERRITORIAL, on=on, basis=basis)
