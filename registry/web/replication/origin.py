"""What a registration was begun from, beside its sections, and the way from there to a replication."""

from typing import Any

from flask import url_for

from registry.catalogue.draft_tables import OriginKind
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.origins import find_origin, list_unchecked
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.replication.queries import find_active_copy, own_units
from registry.web.catalogue.labels import SECTIONS
from registry.web.catalogue.parts import add_part
from registry.web.replication.present import link_of


def show_origin(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The model a registration was begun from; for one to copy, its replication or the way to register it."""
    origin = find_origin(exemplar)
    if origin is None or not allowed(actor, Permission.EXEMPLAR_READ, origin.source):
        return None
    source = origin.source
    href = url_for("catalogue.show_exemplar", reference=source.reference)
    links = [(_("Begun from %(code)s", code=source.reference), href, "copy")]
    if origin.kind is OriginKind.REPLICATION:
        known = find_active_copy(own_units(actor), source)
        if known is not None:
            links.append((_("Its replication %(code)s", code=known.reference), link_of(known), "plant-2"))
        elif allowed(actor, Permission.REPLICATION_REGISTER):
            begin = url_for("replication.start_replication", reference=source.reference)
            links.append(
                (_("Register it as a replication of %(code)s", code=source.reference), begin, "plant-2")
            )
    return {"links": links}


def show_unchecked(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """What to know before sending: that sections still say what last year's model said."""
    left, origin = list_unchecked(exemplar), find_origin(exemplar)
    if not left or origin is None:
        return None
    sentence = _(
        "Not looked through since they were taken over from %(code)s: %(sections)s.",
        code=origin.source.reference,
        sections=", ".join(str(SECTIONS[section]) for section in left),
    )
    href = url_for("catalogue.show_tasks", reference=exemplar.reference)
    return {"notes": [(sentence, href, _("Look through the sections"))]}


add_part("tasks", show_unchecked)
add_part("work", show_origin)
