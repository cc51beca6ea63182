"""The audit log in plain words: what happened, by whom, and the details that people understand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString

from registry.audit.models import AuditEvent
from registry.audit.queries import kept_values
from registry.core.i18n import _, _l
from registry.identity.queries import list_users_by_id
from registry.units.queries import find_unit, list_by_ids
from registry.web.admin.sentences import SENTENCES
from registry.web.campaigns.words import RULES
from registry.web.filters import as_date
from registry.web.words import word

# Details worth reading, in this order; the rest of an event is for machines.
DETAILS: dict[str, LazyString] = {
    "role": _l("Role"),
    "unit": _l("Unit"),
    "name": _l("Name"),
    "kind": _l("Kind"),
    "before": _l("Before"),
    "after": _l("After"),
    "into": _l("Into"),
    "parent": _l("Below"),
    "on": _l("On"),
    "start": _l("From"),
    "end": _l("Until"),
    "basis": _l("Basis"),
    "reason": _l("Reason"),
    "added": _l("Added"),
    "removed": _l("Taken out"),
    "moved": _l("Moved"),
    "changed": _l("Changed"),
    "rules": _l("Rules changed"),
    "count": _l("Number"),
    "permission": _l("Permission"),
    "is_active": _l("Open to new models"),
}
# Whoever administers the roles of a unit may read why they were given.
ROLES = frozenset({"role.granted", "role.ended"})
UNITS_BY_CODE = frozenset({"unit", "into", "parent"})
# What "kind" is a kind of, by the first word of the action; any other is for machines.
KINDS_OF = {
    "unit": "unit_kind", "conflict": "conflict", "assignment": "conflict", "deadline": "stage_kind",
    "replication": "replication_kind", "list": "list_kind", "campaign": "rubric_kind",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event for `history.draw`."""

    at: datetime
    text: LazyString | str
    by: str
    note: str
    on: bool = False


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """The events in words, the newest first."""
    listed = list(events)
    reasons = kept_values((event for event in listed if event.action in ROLES), "reason")
    people = _people({event.actor_id for event in listed if event.actor_id is not None})
    return [
        Line(
            event.at,
            SENTENCES.get(event.action, _("Something else was recorded")),
            people.get(event.actor_id, _("the operator")) if event.action != "session.refused" else "",
            "; ".join(_details(event.action, _told(event, reasons))),
        )
        for event in reversed(listed)
    ]


def _told(event: AuditEvent, reasons: dict[int, str]) -> dict[str, Any]:
    detail: dict[str, Any] = json.loads(event.detail)
    return detail | {"reason": reasons[event.seq]} if event.seq in reasons else detail


def _people(ids: set[int]) -> dict[int | None, str]:
    return {person.id: person.name for person in list_users_by_id(ids)}


def _details(action: str, detail: dict[str, Any]) -> list[str]:
    found = {name: detail[name] for name in DETAILS if detail.get(name) not in (None, "", [])}
    told = {name: _value(action, name, value) for name, value in found.items()}
    return [f"{DETAILS[name]}: {value}" for name, value in told.items() if value]


def _value(action: str, name: str, value: Any) -> str:
    if isinstance(value, dict):
        return str(_("kept apart as personal data"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "unit" and isinstance(value, int):
        return ", ".join(unit.name for unit in list_by_ids([value]))
    if name in UNITS_BY_CODE:
        return ", ".join(_unit_name(code) for code in (value if isinstance(value, list) else [value]))
    if name == "role":
        return str(word(value, "role"))
    if name == "kind":
        return _kind(action.partition(".")[0], value)
    if name == "rules":
        return ", ".join(str(RULES.get(one, one)) for one in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return as_date(date.fromisoformat(value)) if _is_day(value) else str(value)


def _kind(subject: str, value: str) -> str:
    found = str(word(value, KINDS_OF.get(subject, "")))
    return found if found != value else ""


def _unit_name(code: str) -> str:
    unit = find_unit(code)
    return unit.name if unit else code


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
