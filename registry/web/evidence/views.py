"""Pages on which a unit looks after its evidence, and the gallery that everybody may open."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.core.errors import DomainError, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence import queries
from registry.evidence.models import EvidenceItem
from registry.evidence.service import editing, removing
from registry.web.evidence import present, uploads
from registry.web.evidence.blueprint import bp
from registry.web.evidence.forms import WHO_SEES, AddForm, DescriptionForm
from registry.web.forms import Form
from registry.web.guard import actor, actor_or_none, permission, public
from registry.web.telling import tell
from registry.web.words import word


@bp.route("/mo-hinh/<ref:reference>/minh-chung", methods=["GET", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
def manage_evidence(reference: str) -> ResponseReturnValue:
    """Everything attached to the newest version of a model, and the form that adds to it."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EVIDENCE_ATTACH, exemplar)
    refusal = uploads.refuse_large()
    if refusal is not None:
        return refusal
    uploads.check_token()
    form = AddForm.from_request()
    form.offer(exemplar.latest)
    if form.submitted():
        answer = uploads.receive(form, exemplar)
        if answer is not None:
            return answer
    return _manager(exemplar, form)


def _manager(exemplar: Exemplar, form: AddForm) -> ResponseReturnValue:
    version = exemplar.latest
    items = queries.list_items(version)
    page = render_template(
        "evidence/manage_evidence.html",
        form=form,
        exemplar=exemplar,
        version=version,
        closed=_why_closed(exemplar),
        rows=present.rows_of(actor(), items),
        removed=queries.list_removed(version),
        results=present.results_of(version),
        limits=uploads.limits(),
        used=queries.size_of_all(exemplar),
        who_sees=WHO_SEES,
    )
    return page, form.status


def _why_closed(exemplar: Exemplar) -> str:
    """Why nothing can be changed now; empty while everything can."""
    try:
        editing.require_open(exemplar.latest)
    except InvalidTransition as refusal:
        return refusal.message
    return ""


@bp.route("/minh-chung/<ref:reference>/sua", methods=["GET", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
def edit_item(reference: str) -> ResponseReturnValue:
    """The caption of one file and who may see it."""
    item = queries.get_own_item(actor(), reference)
    form = DescriptionForm.from_request(version=str(item.version), **editing.stored_of(item))
    form.offer(item.exemplar_version)
    if form.submitted():
        answer = form.done(lambda: _describe(item, form))
        if answer:
            tell(_("The description is saved."), "success")
            return answer
    page = render_template(
        "evidence/edit_item.html",
        form=form,
        item=item,
        row=present.rows_of(actor(), [item])[0],
        conflict=_conflict(form, item),
        who_sees=WHO_SEES,
    )
    return page, form.status


def _describe(item: EvidenceItem, form: DescriptionForm) -> str:
    editing.describe_item(actor(), item, form.description(), version=form.seen_version)
    return _back_to(item)


def _back_to(item: EvidenceItem) -> str:
    return url_for("evidence.manage_evidence", reference=item.exemplar.reference)


def _conflict(form: DescriptionForm, item: EvidenceItem) -> list[dict[str, object]]:
    """Both texts of what two people changed, for the page that says so."""
    if form.stale is None:
        return []
    rows = [
        (form.caption.label.text, form.caption.data, item.caption),
        (form.visibility.label.text, word(form.visibility.data, "visibility"), word(item.visibility)),
    ]
    return [{"label": label, "mine": mine, "theirs": theirs} for label, mine, theirs in rows]


@bp.post("/minh-chung/<ref:reference>/bo")
@permission(Permission.EVIDENCE_ATTACH)
def remove_item(reference: str) -> ResponseReturnValue:
    """Take a file out of the newest version; it stays below the list, from where it can be put back."""
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    if form.submitted():
        answer = form.done(lambda: _remove(item, form))
        if answer:
            tell(_("The file was removed. You can put it back at the end of this page."), "success")
            return answer
    return _refused(item, form)


def _remove(item: EvidenceItem, form: Form) -> str:
    removing.remove_item(actor(), item, version=form.seen_version)
    return _back_to(item)


@bp.post("/minh-chung/<ref:reference>/khoi-phuc")
@permission(Permission.EVIDENCE_ATTACH)
def restore_item(reference: str) -> ResponseReturnValue:
    """Put a removed file back."""
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    if form.submitted():
        answer = form.done(lambda: _back_to(removing.restore_item(actor(), item)))
        if answer:
            tell(_("The file is back."), "success")
            return answer
    return _refused(item, form)


@bp.post("/minh-chung/<ref:reference>/len")
@permission(Permission.EVIDENCE_ATTACH)
def raise_item(reference: str) -> ResponseReturnValue:
    """Show a file before the one that stands above it: the first photo stands for the model."""
    return _move(reference, up=True)


@bp.post("/minh-chung/<ref:reference>/xuong")
@permission(Permission.EVIDENCE_ATTACH)
def lower_item(reference: str) -> ResponseReturnValue:
    """Show a file after the one that stands below it."""
    return _move(reference, up=False)


def _move(reference: str, *, up: bool) -> ResponseReturnValue:
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    if form.submitted():
        answer = form.done(lambda: _back_to(editing.move_item(actor(), item, up=up)) + f"#{reference}")
        if answer:
            return answer
    return _refused(item, form)


def _refused(item: EvidenceItem, form: Form) -> ResponseReturnValue:
    """The list again, with the reason on top."""
    page = AddForm(formdata=None)
    page.offer(item.exemplar.latest)
    page.show(form.refusal or DomainError(_("This could not be done. Try once more.")))
    return _manager(item.exemplar, page)


@bp.get("/mo-hinh/<ref:reference>/thu-vien")
@public
def show_library(reference: str) -> ResponseReturnValue:
    """All files of a model that this person may see, the photos first."""
    exemplar = catalogue.get_exemplar(actor_or_none(), reference)
    version = catalogue.version_to_show(actor_or_none(), exemplar)
    items = queries.list_visible(actor_or_none(), version)
    return render_template(
        "evidence/show_library.html",
        exemplar=exemplar,
        version=version,
        photos=present.rows_of(actor_or_none(), (item for item in items if item.is_photo)),
        documents=present.rows_of(actor_or_none(), (item for item in items if not item.is_photo)),
    )
