"""What the pages of lists show: progress, rows, columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString

from registry.core.clock import now, today
from registry.core.i18n import _, _l, _n
from registry.core.permissions import allowed
from registry.identity.models import User
from registry.legacy.columns import COLUMNS
from registry.legacy.judging import judged
from registry.legacy.models import ImportRow, ImportRun
from registry.legacy.queries import ROLES_OF, count_fates
from registry.legacy.states import PERMISSION_OF, Fate, ListKind, RunState
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import units_with_role
from registry.web.imports.forms import letter_of
from registry.web.languages import language
from registry.web.words import word

SHOWN = (Fate.REFUSED, Fate.NEW, Fate.CHANGED, Fate.SAME)
SLUGS = {Fate.REFUSED: "bi-tu-choi", Fate.NEW: "moi", Fate.CHANGED: "thay-doi", Fate.SAME: "khong-doi"}
KIND_SLUGS = {ListKind.MODELS: "mo-hinh", ListKind.UNITS: "don-vi", ListKind.ACCOUNTS: "tai-khoan"}

# Said before rows are taken over: by what a row of the same list is found again.
KNOWN_BY: dict[ListKind, LazyString] = {
    ListKind.MODELS: _l(
        "The same list sent again changes nothing: each row is known by its number or its name and year."
    ),
    ListKind.UNITS: _l(
        "The same list sent again changes nothing: each unit is known by its code, or by its name and the"
        " unit above it."
    ),
    ListKind.ACCOUNTS: _l(
        "The same list sent again changes nothing: each person is known by the user name or the e-mail"
        " address, or by name and unit when the row has neither."
    ),
}


@dataclass(frozen=True)
class Progress:
    """How far the work on a list is; figures that cannot be known yet are None."""

    done: int
    total: int
    per_second: float | None
    seconds_left: int | None

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def progress_of(run: ImportRun) -> Progress:
    """The progress of the present phase."""
    since = (now() - run.phase_started_at).total_seconds() if run.phase_started_at else 0
    rate = run.done / since if run.done and since > 0 else None
    reading = run.state is RunState.READING
    left = None if rate is None or reading else int((run.total - run.done) / rate) + 1
    return Progress(0 if reading else run.done, run.total, rate, left)


def time_left(seconds: int | None) -> str:
    """How long it still takes, as people say it."""
    if seconds is None:
        return _("not known yet")
    if seconds < 60:
        return _("less than a minute")
    return _n("about %(num)s minute", "about %(num)s minutes", round(seconds / 60))


def tabs_of(run: ImportRun, chosen: Fate | None) -> list[dict[str, Any]]:
    """Links that narrow the rows to one fate."""
    counts = count_fates(run)
    items = [{"label": _("All rows"), "href": "?", "count": sum(counts.values()), "current": chosen is None}]
    items += [
        {"label": word(fate), "href": f"?xem={SLUGS[fate]}", "count": counts[fate], "current": chosen is fate}
        for fate in SHOWN
    ]
    return items


def fate_at(slug: str) -> Fate | None:
    """The fate a link asks for."""
    return next((fate for fate, one in SLUGS.items() if one == slug), None)


def labels_of(kind: ListKind) -> dict[str, LazyString]:
    """What the columns of a kind of list are called."""
    return {one.name: one.label for one in COLUMNS[kind]}


def rows_of(run: ImportRun, rows: list[ImportRow]) -> list[dict[str, Any]]:
    """Rows with what was found of them and where they lead."""
    labels, reasons = labels_of(run.kind), reasons_of(run, rows)
    return [
        {
            "number": row.number,
            "label": row.label or _("(no name)"),
            "fate": row.fate,
            "faults": [(labels.get(name, ""), reason) for name, reason in reasons.get(row.id, row.faults)],
            "changes": [(labels.get(name, name), before, after) for name, before, after in row.changes],
            "subject": row.subject,
            "href": _address(run, row),
        }
        for row in rows
    ]


def reasons_of(run: ImportRun, rows: list[ImportRow]) -> dict[int, list[list[str]]]:
    """Why rows were refused, by id, in the language of this request; none when they were judged in it.

    A row that would pass now, or was refused because of another row, keeps the words it was refused with.
    """
    refused = [row for row in rows if row.fate is Fate.REFUSED]
    if not refused or language() == run.started_by.language:
        return {}
    return {
        number: verdict.faults
        for number, verdict in judged(run, refused).items()
        if verdict.fate is Fate.REFUSED
    }


def unused_columns(run: ImportRun, columns: Mapping[str, int]) -> list[str]:
    """The columns of a list that hold something and are not taken over."""
    used, below = set(columns.values()), run.first_rows[run.header :]
    return [
        letter_of(place, heading)
        for place, heading in enumerate(run.headings)
        if place not in used and (heading or any(place < len(row) and row[place] for row in below))
    ]


def _address(run: ImportRun, row: ImportRow) -> str:
    if not row.subject:
        return ""
    endpoint, name = {
        ListKind.MODELS: ("catalogue.show_exemplar", "reference"),
        ListKind.UNITS: ("admin.show_unit", "code"),
        ListKind.ACCOUNTS: ("admin.show_user", "username"),
    }[run.kind]
    values: dict[str, Any] = {name: row.subject}
    return url_for(endpoint, **values)


def kinds_open_to(person: User) -> list[ListKind]:
    """The kinds of lists somebody may take over."""
    return [kind for kind in ListKind if allowed(person, PERMISSION_OF[kind])]


def seats_of(person: User) -> list[Unit]:
    """The units for which somebody may take over lists, those that exist."""
    held = units_with_role(person, *{role for roles in ROLES_OF.values() for role in roles})
    return [unit for unit in units.list_by_ids(held) if unit.exists_on(today())]
