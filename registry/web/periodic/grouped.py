"""The rows of the consolidated table along the tree: opened and closed by links, without a script."""

from collections.abc import Callable
from typing import Any

from registry.core.i18n import _
from registry.periodic.consolidating import Line, Table
from registry.periodic.grouping import Group, rows_of
from registry.units.naming import at_start
from registry.web.periodic.present import link_of, shown

# In an address: the codes of what is opened, or one of these words.
OPENED, ALL, NONE = "mo", "tat-ca", "khong"
# So many units stand open at first.
MOST_OPEN = 24


def opened_by(whole: Group, asked: str | None) -> set[str]:
    """The codes of the groups that stand open: as the address asks, else all while they are few."""
    codes = {one.unit.code for one in whole.within}
    if asked is None:
        asked = ALL if sum(1 for _line in whole) <= MOST_OPEN else NONE
    return codes if asked == ALL else codes & set(asked.split(","))


def shown_rows(
    table: Table, whole: Group, opened: set[str], href: Callable[[str], str]
) -> list[dict[str, Any]]:
    """A row a unit, and before those of a group what they come to, with the link that opens or closes it."""
    return [
        _of_group(table, one, opened, href) if isinstance(one, Group) else _of_unit(table, one, depth)
        for depth, one in rows_of(whole, opened)
    ]


def opener_of(whole: Group, opened: set[str], href: Callable[[str], str]) -> tuple[str, str] | None:
    """The link that opens or closes all of them, as (words, address); None where there is nothing between."""
    codes = {one.unit.code for one in whole.within}
    if not codes:
        return None
    return (_("Close all"), href(NONE)) if opened == codes else (_("Open all"), href(ALL))


def _of_group(table: Table, group: Group, opened: set[str], href: Callable[[str], str]) -> dict[str, Any]:
    code = group.unit.code
    other = opened ^ {code}
    return {
        "is_group": True, "depth": group.depth, "unit": at_start(group.unit.name_on(table.period.last)),
        "is_open": code in opened, "href": href(",".join(sorted(other)) or NONE), "code": code,
        "filed": group.filed, "expected": group.expected, "missing": group.expected - group.filed,
        "cells": [shown(one, group.figures.get(one.code)) for one in table.form.indicators],
    }  # fmt: skip


def _of_unit(table: Table, line: Line, depth: int) -> dict[str, Any]:
    """A unit with its figures in the order of the form."""
    return {
        "is_group": False, "depth": depth, "unit": at_start(line.unit.name_on(table.period.last)),
        "cells": [shown(one, line.figures.get(one.code)) for one in table.form.indicators],
        "href": link_of(line.reports[0][1]) if len(line.reports) == 1 and line.expected == 1 else "",
        "filed": len(line.reports), "expected": line.expected, "missing": len(line.missing),
    }  # fmt: skip
