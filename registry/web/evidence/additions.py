"""Pages beside the list of files: a link, a newer file for an old one, what was removed."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence import queries
from registry.evidence.models import EvidenceItem
from registry.evidence.service import removing
from registry.evidence.service.linking import attach_link
from registry.evidence.service.preparing import Prepared, Upload, prepare_file
from registry.evidence.service.replacing import replace_file as put_newer
from registry.web.evidence import present, uploads
from registry.web.evidence.blueprint import bp
from registry.web.evidence.forms import WHO_SEES, LinkForm, ReplaceForm
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.ports import storage
from registry.web.telling import tell


@bp.route("/mo-hinh/<ref:reference>/minh-chung/lien-ket", methods=["GET", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
def add_link(reference: str) -> ResponseReturnValue:
    """Add the address of a page elsewhere: a film too large to send, a report in the press."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EVIDENCE_ATTACH, exemplar)
    form = LinkForm.from_request()
    form.offer(exemplar.latest)
    if form.submitted() and (answer := form.done(lambda: _add(exemplar, form))):
        return answer
    page = render_template(
        "evidence/add_link.html", form=form, exemplar=exemplar, version=exemplar.latest, who_sees=WHO_SEES
    )
    return page, form.status


def _add(exemplar: Exemplar, form: LinkForm) -> str:
    item = attach_link(actor(), exemplar, form.link.data, about=form.description())
    tell(_("The link was added."), "success")
    return _list_at(item)


def _list_at(item: EvidenceItem) -> str:
    home = url_for("evidence.manage_evidence", reference=item.exemplar.reference)
    return f"{home}#{item.reference}"


@bp.route("/minh-chung/<ref:reference>/thay", methods=["GET", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
def replace_file(reference: str) -> ResponseReturnValue:
    """Put a newer file in the place of one; the old one stays as an earlier version."""
    item = queries.get_own_item(actor(), reference)
    refusal = uploads.refuse_large()
    if refusal is not None:
        return refusal
    uploads.check_token()
    form = ReplaceForm.from_request(version=str(item.version))
    if form.submitted() and (answer := _replaced(item, form)):
        return answer
    page = render_template(
        "evidence/replace_file.html",
        form=form,
        item=item,
        row=present.rows_of(actor(), [item])[0],
        earlier=queries.list_earlier(item),
        limits=uploads.limits(),
    )
    return page, form.status


def _replaced(item: EvidenceItem, form: ReplaceForm) -> Response | None:
    sent = Upload(form.files.data.stream, form.files.data.filename or "")
    prepared = form.prepared(lambda: prepare_file(storage(), sent, uploads.limits()))
    return form.done(lambda: _replace(item, form, prepared)) if prepared else None


def _replace(item: EvidenceItem, form: ReplaceForm, prepared: Prepared) -> str:
    put_newer(actor(), item, prepared, limits=uploads.limits(), version=form.seen_version)
    tell(_("The newer file is in its place. Check the places that results name in it."), "success")
    return _list_at(item)


@bp.get("/mo-hinh/<ref:reference>/minh-chung/da-bo")
@permission(Permission.EVIDENCE_ATTACH)
def show_trash(reference: str) -> ResponseReturnValue:
    """What was removed in the last thirty days, and can be put back."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EVIDENCE_ATTACH, exemplar)
    return render_template(
        "evidence/show_trash.html",
        form=Form(formdata=None),
        exemplar=exemplar,
        version=exemplar.latest,
        rows=present.rows_of(actor(), removing.list_restorable(exemplar.latest)),
        kept_for=removing.KEPT_FOR,
    )
