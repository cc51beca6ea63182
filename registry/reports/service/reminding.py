"""Reminding a unit of what is late there: a message to those who act, at most once a day."""

from flask_babel import force_locale
from sqlalchemy import select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.identity.queries import list_holders
from registry.notifications.service import notify
from registry.reports.facts import day_of
from registry.reports.figures.overdue import ACTING, Late, Stuck, acting_for, list_late
from registry.reports.scope import Period, Scope
from registry.reports.words import WAITS_FOR
from registry.units.models import Unit

INBOX = "/viec-can-lam"


def remind_unit(actor: User, unit: Unit, what: Stuck) -> int:
    """Tell those who act at a unit what is late; returns how many people were told.

    Refused where nothing is late any more, where it was said today already, and where nobody acts.
    """
    with transaction():
        require(actor, Permission.UNIT_REMIND, unit)
        late = _late_at(actor, unit, what)
        if late is None:
            raise InvalidTransition(_("Nothing of that is late at this unit any more."))
        if what in reminded_today([unit]).get(unit.code, set()):
            raise InvalidTransition(_("This unit was reminded of that today already."))
        people = list_holders(acting_for(unit.id), *ACTING[what])
        if not people:
            raise InvalidTransition(_("Nobody holds the role at this unit that could act."))
        for person in people:
            _tell(person, unit, late)
        audit.record(actor, "unit.reminded", unit, what=what, things=late.count, people=len(people))
    return len(people)


def _late_at(actor: User, unit: Unit, what: Stuck) -> Late | None:
    found = list_late(Scope(actor, Period.of_year(today().year)))
    return next((one for one in found if one.unit_id == unit.id and one.what is what), None)


def _tell(person: User, unit: Unit, late: Late) -> None:
    with force_locale(person.language):
        title = _("Reminder: %(what)s", what=WAITS_FOR[late.what])
        things = _n("%(num)s thing at %(unit)s", "%(num)s things at %(unit)s", late.count, unit=unit.name)
        days = _n("late by %(num)s day", "late by up to %(num)s days", late.days)
        notify(person, "figures.reminder", title, f"{things}, {days}.", INBOX)


def reminded_today(units: list[Unit]) -> dict[str, set[Stuck]]:
    """Of what units were reminded today, by code."""
    event = AuditEvent
    query = select(event.subject_ref, event.detail, event.at).where(
        event.action == "unit.reminded", event.subject_ref.in_({unit.code for unit in units})
    )
    found: dict[str, set[Stuck]] = {}
    for code, detail, at in db.session.execute(query.order_by(event.seq.desc()).limit(500)):
        if day_of(at) == day_of(now()):
            found.setdefault(code, set()).update(one for one in Stuck if f'"what":"{one}"' in detail)
    return found
