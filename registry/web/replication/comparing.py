"""Two to four copies of a model side by side: what each kept, with whom and what, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.core.clock import HERE
from registry.core.i18n import _
from registry.identity.models import User
from registry.replication import queries
from registry.replication.lineage import Lineage, lineage
from registry.replication.models import Replication
from registry.replication.queries import as_read_by, title_of
from registry.replication.states import Own, Treatment
from registry.units.naming import at_start
from registry.web.filters import as_date, as_money
from registry.web.guard import actor_or_none, public
from registry.web.replication.blueprint import bp
from registry.web.replication.outcome_tables import figures_of_copy
from registry.web.replication.present import link_of
from registry.web.search.comparing import shortened
from registry.web.words import word

CHOSEN, MOST = "ban", 4
LONGEST = 420
Lines = list[str]


@dataclass(frozen=True)
class Compared:
    """One copy as a reader reads it. Money and people are for those inside."""

    copy: Replication
    reader: User | None
    is_inside: bool

    @property
    def told(self) -> Replication:
        return as_read_by(self.reader, self.copy, self.copy)

    def read(self, row: Any) -> Any:
        """A part of it."""
        return as_read_by(self.reader, self.copy, row)


@bp.get("/mo-hinh/<ref:reference>/lan-toa/so-sanh")
@public
def compare_copies(reference: str) -> ResponseReturnValue:
    """The copies that were ticked. What the reader may not see is as if it were not named."""
    exemplar = catalogue.get_exemplar(actor_or_none(), reference)
    copies = _chosen(lineage(exemplar, actor_or_none()))
    return render_template(
        "replication/compare_copies.html", exemplar=exemplar, title=title_of(exemplar),
        heads=[_head(one) for one in copies], rows=_shown(copies),
        back=url_for("replication.show_lineage", reference=reference),
    )  # fmt: skip


def _chosen(tree: Lineage) -> list[Compared]:
    """The first copies of a tree that an address names, in the order of the tree."""
    actor, named = actor_or_none(), set(request.args.getlist(CHOSEN))
    found = [branch.link.reference for branch in tree if branch.link.reference in named]
    copies = [queries.get_replication(actor, one) for one in list(dict.fromkeys(found))[:MOST]]
    return [Compared(one, actor, queries.is_inside(actor, one)) for one in copies]


def _head(one: Compared) -> dict[str, Any]:
    return {"title": at_start(one.copy.unit_name), "href": link_of(one.copy), "state": one.copy.state}


def _shown(copies: Sequence[Compared]) -> list[dict[str, Any]]:
    """Each row with the lines of every copy; what none of them says is left out."""
    rows = [(title, [read(one) for one in copies]) for title, read in _rows()]
    inside = [(title, read) for title, read in _inside_rows() if any(one.is_inside for one in copies)]
    rows[5:5] = [
        (title, [read(one) if one.is_inside else [_("Only both units read this.")] for one in copies])
        for title, read in inside
    ]
    return [
        {"title": title, "cells": cells, "same": len({tuple(cell) for cell in cells}) == 1}
        for title, cells in rows
        if any(cells)
    ]


def _rows() -> list[tuple[str, Callable[[Compared], Lines]]]:
    return [
        (_("How it is copied"), lambda one: [str(word(one.copy.kind))]),
        (_("Kept as it is"), lambda one: _parts(one, Treatment.KEEP)),
        (_("Adapted"), lambda one: _parts(one, Treatment.ADAPT)),
        (_("Left out"), lambda one: _parts(one, Treatment.LEAVE_OUT)),
        (_("Added here"), lambda one: _parts(one, Own.ADDED)),
        (_("What was done otherwise"), lambda one: _text(one.told.adaptation)),
        (_("Dates"), _dates),
        (_("Checkpoints"), _checkpoints),
        (_("Changed on the way"), _changes),
        (_("Result"), lambda one: _text(one.told.result)),
        (_("Figures"), _figures),
        (_("How it is kept going"), lambda one: _text(one.told.sustain_note)),
        (_("Why it was stopped"), lambda one: _text(one.told.stop_reason)),
    ]


def _inside_rows() -> list[tuple[str, Callable[[Compared], Lines]]]:
    return [
        (_("Who does it"), lambda one: _text(one.told.people)),
        (_("Money it takes"), _money),
        (_("Where the money comes from"), lambda one: _text(one.told.funding)),
    ]


def _parts(one: Compared, mark: Treatment | Own) -> Lines:
    parts = [one.read(part) for part in one.copy.components if part.mark is mark]
    return [f"{part.name}: {part.reason}" if part.reason else part.name for part in parts]


def _money(one: Compared) -> Lines:
    return [str(as_money(one.copy.budget_vnd))] if one.copy.budget_vnd is not None else []


def _dates(one: Compared) -> Lines:
    confirmed = one.copy.confirmed_at
    days: list[tuple[str, date | None]] = [
        (_("Start"), one.copy.started_on),
        (_("Confirmed"), confirmed.astimezone(HERE).date() if confirmed else None),
        (_("Result reported"), one.copy.reported_on), (_("Said to go on"), one.copy.sustained_on),
        (_("Stopped"), one.copy.stopped_on),
    ]  # fmt: skip
    return [f"{label}: {as_date(day)}" for label, day in days if day is not None]


def _checkpoints(one: Compared) -> Lines:
    days = (one.read(day) for day in one.copy.checkpoints)
    return [f"{as_date(day.due_on)}: {day.what} ({_reached(day)})" for day in days]


def _reached(day: Any) -> str:
    return str(word(day.reached)).lower() if day.reached else _("to come")


def _changes(one: Compared) -> Lines:
    rows = (one.read(row) for row in one.copy.adaptations if row.withdrawn_on is None)
    return [f"{as_date(row.changed_on)}: {shortened(row.what, LONGEST)}" for row in rows]


def _figures(one: Compared) -> Lines:
    return [
        f"{line.who}: {line.before} → {line.after}" if line.before else f"{line.who}: {line.after}"
        for line in figures_of_copy(one.copy)
    ]


def _text(text: str) -> Lines:
    return [line for line in shortened(text, LONGEST).splitlines() if line.strip()]
