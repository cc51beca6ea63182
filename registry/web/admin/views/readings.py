"""Who read what: the first question after a leak."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.audit.models import Reading
from registry.audit.reading import KEPT, list_readings
from registry.core.clock import HERE, today
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.queries import find_by_reference, find_user, list_users_by_id
from registry.web.admin.blueprint import bp
from registry.web.fields import parse_day
from registry.web.guard import permission
from registry.web.people_pages import words_of


@bp.get("/quan-tri/da-xem")
@permission(Permission.READINGS_READ)
def list_readings_of() -> ResponseReturnValue:
    """Readings of pages that show who people are: by whom, of whom or what, since when."""
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("nguoi", "ve", "tu")}
    reader = find_user(asked["nguoi"]) if asked["nguoi"] else None
    is_nobody = bool(asked["nguoi"]) and reader is None
    since, fault = _since(asked["tu"])
    page = list_readings(
        # Nobody has the number 0: a name that fits nobody finds nothing, and not everything.
        actor_id=0 if is_nobody else reader.id if reader else None,
        references=_references(asked["ve"]),
        since=since,
        number=request.args.get("trang", 1, type=int),
    )
    return render_template(
        "admin/list_readings.html", page=page, asked=asked, rows=_rows(page.items), fault=fault,
        days=KEPT.days,
        href=lambda number: "?" + urlencode({**asked, "trang": number}),
    )  # fmt: skip


def _since(typed: str) -> tuple[datetime | None, str]:
    """The beginning of the day that was typed, or what is wrong with it."""
    try:
        return datetime.combine(parse_day(typed), time(), HERE) if typed else None, ""
    except ValueError:
        return None, _("Enter a day, for example %(day)s.", day=f"{today():%d/%m/%Y}")


def _references(typed: str) -> frozenset[str] | None:
    """What a person may be called by in the log: a code, or the reference of somebody's user name."""
    if not typed:
        return None
    person = find_user(typed)
    return frozenset({typed, typed.upper(), *([person.reference] if person else [])})


def _rows(readings: Any) -> list[dict[str, Any]]:
    people = {one.id: one for one in list_users_by_id(one.actor_id for one in readings)}
    return [_row(one, people.get(one.actor_id)) for one in readings]


def _row(reading: Reading, person: Any) -> dict[str, Any]:
    subject = find_by_reference(reading.subject_ref) if reading.subject_kind in {"user", "reviewer"} else None
    return {
        "at": reading.at,
        "name": person.name if person else "",
        "username": person.username if person else "",
        "page": words_of(reading.page),
        "subject": subject.name if subject else reading.subject_ref,
        "address": reading.address,
    }
