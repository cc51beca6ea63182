"""The receipt of a registration: its code, the code to photograph, the next step and its date."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry.audit import queries as audit
from registry.catalogue import completeness
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.queries import names_of
from registry.web import qr
from registry.web.catalogue import hub
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.parts import part_of
from registry.web.filters import as_datetime
from registry.web.guard import actor, permission
from registry.web.ports import settings


@bp.get("/mo-hinh/<ref:reference>/bien-nhan")
@permission(Permission.EXEMPLAR_EDIT)
def show_receipt(reference: str) -> ResponseReturnValue:
    """What a unit holds in hand once a model is registered."""
    exemplar = hub.own_exemplar(reference)
    if exemplar.state is ExemplarState.DRAFT:
        return redirect(hub.tasks_url(exemplar), 303)
    version = exemplar.latest
    missing = completeness.missing_items(version, hub.evidence_count(version))
    return render_template(
        "catalogue/show_receipt.html",
        exemplar=exemplar,
        version=version,
        missing=len(missing),
        deadline=part_of("deadline", actor(), exemplar, version),
        facts=_registered(exemplar),
    )


def _registered(exemplar: Exemplar) -> list[tuple[str, str]]:
    """When and by whom it was registered; nothing for what was taken over from a list."""
    events = audit.list_history("exemplar", exemplar.reference)
    event = next((one for one in events if one.action == "exemplar.registered"), None)
    if event is None:
        return []
    facts = [(_("Registered on"), as_datetime(event.at))]
    names = names_of([event.actor_id] if event.actor_id else [])
    return facts + [(_("By"), name) for name in names.values()]


@bp.get("/mo-hinh/<ref:reference>/ma-qr.svg")
@permission(Permission.EXEMPLAR_EDIT)
def show_code(reference: str) -> ResponseReturnValue:
    """The address of a model's page as a QR code."""
    exemplar = hub.own_exemplar(reference)
    path = url_for("catalogue.show_exemplar", reference=exemplar.reference)
    return qr.qr_code(qr.absolute(settings().base_url, path))
