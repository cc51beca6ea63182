"""Registrations that came on paper: typing one in for its unit, and the unit's confirmation."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence.queries import list_items
from registry.evidence.service.attaching import Prepared
from registry.legacy.service import papers
from registry.web.admin.fields import suggestions
from registry.web.catalogue import checking
from registry.web.evidence import uploads
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.imports import receiving, scans
from registry.web.imports.blueprint import bp
from registry.web.imports.forms import PaperForm, units_to_type_in_for
from registry.web.ports import settings
from registry.web.telling import tell


@bp.route("/dang-ky-tu-giay", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_ENTER)
def enter_paper() -> ResponseReturnValue:
    """Open a draft for a unit from what it sent on paper."""
    refusal = receiving.refuse_large(settings().document_limit)
    if refusal is not None:
        return refusal
    receiving.check_token()
    form = PaperForm.from_request()
    form.offer()
    if form.submitted() and (answer := _taken_in(form)):
        return answer
    if form.is_submitted():
        scans.keep_scan(form)
    page = {"kept": scans.kept_of(form), "suggestions": suggestions(units_to_type_in_for())}
    return render_template("imports/enter_paper.html", form=form, **page), form.status


def _taken_in(form: PaperForm) -> Response | None:
    # In a tuple: a paper without a scan is none that was refused.
    scan = form.prepared(lambda: (scans.scan_of(form),))
    return form.done(lambda: _entered(form, *scan)) if scan else None


def _entered(form: PaperForm, scan: Prepared | None) -> str:
    unit = form.unit.named
    require(actor(), Permission.EXEMPLAR_ENTER, unit)
    paper = papers.Paper(form.received_on.data or today(), form.sender.data or "", scan)
    entry = papers.enter_paper(
        actor(), unit, title=form.title.data or "", field=form.field.data or None, paper=paper,
        limits=uploads.limits(),
    )  # fmt: skip
    tell(_("The draft is open. Type in what the paper says, section by section."), "success")
    return url_for("catalogue.show_tasks", reference=entry.exemplar.reference)


@bp.route("/mo-hinh/<ref:reference>/xac-nhan", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_CONFIRM)
def confirm_paper(reference: str) -> ResponseReturnValue:
    """What was typed in from the unit's paper, beside the scan, for the unit's lead to confirm."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EXEMPLAR_CONFIRM, exemplar)
    entry = papers.get_paper(exemplar)
    form = Form.from_request(version=str(entry.version))
    if form.submitted() and (answer := form.done(lambda: _confirmed(exemplar, form))):
        return answer
    version = exemplar.latest
    return render_template(
        "imports/confirm_paper.html",
        form=form,
        exemplar=exemplar,
        entry=entry,
        version=version,
        sections=checking.sections_of(exemplar, version),
        files=list_items(version),
        may_confirm=entry.confirmed_at is None and entry.typed_by_id != actor().id,
    ), form.status


def _confirmed(exemplar: Exemplar, form: Form) -> str:
    papers.confirm_paper(actor(), exemplar, version=form.seen_version)
    tell(_("You confirmed that this is what your unit sent."), "success")
    return url_for("catalogue.show_tasks", reference=exemplar.reference)
