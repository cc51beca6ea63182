"""Registering for a unit that sent paper: who typed it in, the scan, the unit's confirmation."""

from dataclasses import dataclass
from datetime import date

from registry.audit import service as audit
from registry.catalogue.cleaning import clean_line
from registry.catalogue.models import Exemplar
from registry.catalogue.service import registering
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import Visibility
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence.checks import Limits
from registry.evidence.service.attaching import Prepared, attach_prepared
from registry.evidence.service.editing import Description
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.legacy.models import PaperEntry
from registry.legacy.queries import find_paper
from registry.notifications.service import notify
from registry.units.models import Unit

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Paper:
    """A registration on paper: who sent it, when it came, and its scan when there is one."""

    received_on: date
    sender: str = ""
    scan: Prepared | None = None


def enter_paper(
    actor: User, unit: Unit, *, title: str, field: str | None, paper: Paper, limits: Limits
) -> PaperEntry:
    """Open a draft for a unit from its paper; the scan is internal evidence. The unit's leads are told."""
    with transaction():
        require(actor, Permission.EXEMPLAR_ENTER, unit)
        sender = _checked(paper, title)
        exemplar = registering.start_from_paper(actor, unit, title=title, field=field)
        entry = PaperEntry(
            exemplar=exemplar, typed_by_id=actor.id, received_on=paper.received_on, sender=sender
        )
        db.session.add(entry)
        db.session.flush()
        if paper.scan is not None:
            about = Description(_("Scan of the registration on paper"), Visibility.INTERNAL)
            entry.scan = attach_prepared(actor, exemplar, paper.scan, about=about, limits=limits)
        audit.record(
            actor, "exemplar.entered_from_paper", exemplar, received=paper.received_on,
            scan=entry.scan.digest if entry.scan else "", personal={"sender": sender},
        )  # fmt: skip
        _tell_leads(actor, exemplar)
    return entry


def confirm_paper(actor: User, exemplar: Exemplar, *, version: int | None = None) -> PaperEntry:
    """The unit's lead confirms that what was typed in is what the unit sent."""
    with transaction():
        require(actor, Permission.EXEMPLAR_CONFIRM, exemplar)
        entry = get_paper(exemplar)
        require_version(entry, version)
        if entry.confirmed_at is not None:
            raise InvalidTransition(_("This was confirmed already."))
        if entry.typed_by_id == actor.id:
            raise PermissionDenied(
                Permission.EXEMPLAR_CONFIRM, _("Somebody else than who typed it in confirms it."),
                subject=exemplar, actor_id=actor.id,
            )  # fmt: skip
        entry.confirmed_by_id, entry.confirmed_at = actor.id, now()
        audit.record(actor, "exemplar.paper_confirmed", exemplar)
        note_change(exemplar)
    return entry


def get_paper(exemplar: Exemplar) -> PaperEntry:
    """How a model came on paper; raises NotFound for one that did not."""
    entry = find_paper(exemplar)
    if entry is None:
        raise NotFound(_("This model did not come on paper."))
    return entry


def _checked(paper: Paper, title: str) -> str:
    faults, sender = Faults(), ""
    with faults.gathered():
        if not title.strip():
            raise InvalidInput("title", _("Enter the name of the model"))
    with faults.gathered():
        if paper.received_on > today():
            raise InvalidInput("received_on", _("This day is still to come."))
        if paper.received_on < EARLIEST:
            raise InvalidInput("received_on", _("Check the year of this date."))
    with faults.gathered():
        sender = clean_line("sender", paper.sender, 200)
    faults.refuse()
    return sender


def _tell_leads(actor: User, exemplar: Exemplar) -> None:
    if exemplar.lead_unit_id is None:
        return
    title = exemplar.latest.title
    for person in list_holders({exemplar.lead_unit_id}, Role.UNIT_LEAD):
        if person.id != actor.id:
            notify(
                person, "paper.entered", _("Typed in from your paper: %(title)s", title=title),
                _("%(name)s typed in what your unit sent on paper. Read it and confirm it.", name=actor.name),
                f"/mo-hinh/{exemplar.reference}/xac-nhan",
            )  # fmt: skip
