"""What consent adds to the pages of a model: a row of the task list, a note before sending, a link."""

from typing import Any

from flask import url_for

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.consent.queries import Standing, list_people, standing_of
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.web.catalogue.parts import add_part


def show_task(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The row "People in the file", and what to know of it before sending."""
    if not allowed(actor, Permission.CONSENT_RECORD, exemplar):
        return None
    found, href = standing_of(exemplar), _href(exemplar)
    row = {"label": _("People in the file"), "href": href, "state": _state_of(found), "sub": _sub_of(found)}
    return {"rows": [row], "notes": [(_note_of(found), href, _("People in the file"))]}


def show_work(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The way to the people, for the unit and the staff."""
    if not allowed(actor, Permission.CONSENT_RECORD, exemplar):
        return None
    return {"links": [(_("People in the file"), _href(exemplar), "users")]}


def _href(exemplar: Exemplar) -> str:
    return url_for("consent.list_people", reference=exemplar.reference)


def _state_of(found: Standing) -> tuple[str, str, str]:
    if not found.people:
        return _("Nobody recorded"), "", ""
    if found.unasked:
        told = _n("%(num)s person to ask", "%(num)s people to ask", found.unasked)
        return told, "warn", "alert-triangle"
    return _n("%(num)s person", "%(num)s people", found.people), "ok", "check"


def _sub_of(found: Standing) -> str:
    return "" if found.people else _("Only needed when a text names somebody or a photo shows a face.")


def _note_of(found: Standing) -> str:
    if not found.people:
        return _("Nobody is recorded as named or pictured. If a text names somebody, record them first.")
    if found.withheld:
        return _n(
            "%(num)s person has not agreed to be public: everybody else reads initials and sees no photo.",
            "%(num)s people have not agreed to be public: everybody else reads initials and sees no photo.",
            found.withheld,
        )
    return _("Everybody who is recorded agreed to be named and pictured.")


def show_logged(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The people of the file by name, for those who may read the names."""
    if not allowed(actor, Permission.CONSENT_RECORD, exemplar):
        return None
    return {"subjects": [("namedperson", one.reference, one.name) for one in list_people(exemplar)]}


add_part("tasks", show_task)
add_part("logged", show_logged)
add_part("work", show_work)
