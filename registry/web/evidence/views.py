"""Pages on which a unit looks after its evidence, and the gallery that everybody may open."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.service.holding import is_file_free, list_closed_files
from registry.core.errors import DomainError, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence import queries
from registry.evidence.models import EvidenceItem
from registry.evidence.service import editing, removing
from registry.evidence.service.redacting import can_be_covered
from registry.web.catalogue.parts import asked_for
from registry.web.evidence import present, uploads
from registry.web.evidence.blueprint import bp
from registry.web.evidence.forms import WHO_SEES, AddForm, EditForm
from registry.web.evidence.viewer import playable
from registry.web.filters import as_date, as_filesize
from registry.web.forms import Form
from registry.web.guard import actor, actor_or_none, permission, public
from registry.web.headers import POLICY
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
        asked_for=asked_for(actor(), exemplar, Section.EVIDENCE),
        rows=present.rows_of(actor(), items),
        kept_files=list_closed_files(exemplar),
        gone=removing.list_restorable(version),
        undo=_just_removed(exemplar),
        expected=present.expected_of(items),
        earlier={item.id: queries.list_earlier(item) for item in items if item.replaces_id},
        can_be_covered=can_be_covered,
        results=present.results_of(version),
        limits=uploads.limits(),
        used=queries.size_of_all(exemplar),
        who_sees=WHO_SEES,
        files_help=_files_help(),
    )
    answer = make_response(page, form.status)
    # Photos are shown on this page before they are sent.
    answer.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self'", "img-src 'self' blob:")
    return answer


def _files_help() -> str:
    at_most = uploads.limits()
    return _(
        "Photos (JPEG, PNG, WebP, HEIC) up to %(photo)s; PDF, Word, Excel, ODT and ODS up to %(document)s;"
        " video up to %(video)s, sound up to %(sound)s. The place and the camera are taken out of photos.",
        photo=as_filesize(at_most.photo),
        document=as_filesize(at_most.document),
        video=as_filesize(at_most.video),
        sound=as_filesize(at_most.sound),
    )


def _just_removed(exemplar: Exemplar) -> EvidenceItem | None:
    """The file that was taken out a moment ago, which the page offers to put back."""
    asked = request.args.get("vua-bo", "")
    gone = removing.list_restorable(exemplar.latest) if asked else []
    return next((item for item in gone if item.reference == asked), None)


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
    form = EditForm.from_request(version=str(item.version), **editing.stored_of(item))
    form.offer(item.exemplar_version)
    if form.submitted() and (answer := form.done(lambda: _describe(item, form))):
        return answer
    held = not is_file_free(item.exemplar, item.digest)
    if not form.is_submitted() and (item.exemplar_version.is_frozen or held):
        # The task list says why nothing can be changed, and how a new version is begun.
        return redirect(url_for("catalogue.show_tasks", reference=item.exemplar.reference), 303)
    page = render_template(
        "evidence/edit_item.html",
        form=form,
        item=item,
        row=present.rows_of(actor(), [item])[0],
        conflict=_conflict(form, item),
        can_be_covered=can_be_covered,
        who_sees=WHO_SEES,
    )
    return page, form.status


def _describe(item: EvidenceItem, form: EditForm) -> str:
    editing.describe_item(actor(), item, form.description(), version=form.seen_version)
    tell(_("The description is saved."), "success")
    return _back_to(item)


def _back_to(item: EvidenceItem) -> str:
    return url_for("evidence.manage_evidence", reference=item.exemplar.reference)


def _conflict(form: EditForm, item: EvidenceItem) -> list[dict[str, object]]:
    """Both texts of what two people changed, for the page that says so."""
    if form.stale is None:
        return []
    rows = [
        (form.caption.label.text, form.caption.data, item.caption),
        (form.aspect.label.text, word(form.aspect.data, "aspect"), word(item.aspect or "", "aspect")),
        (form.taken_on.label.text, as_date(form.taken_on.data), as_date(item.taken_on)),
        (form.visibility.label.text, word(form.visibility.data, "visibility"), word(item.visibility)),
        (form.has_personal_data.label.text, _yes(form.has_personal_data.data), _yes(item.has_personal_data)),
        (form.cleared_reason.label.text, form.cleared_reason.data, item.cleared_reason or ""),
    ]
    told = [row for row in rows if row[1] != row[2] or row[0] == form.caption.label.text]
    return [{"label": label, "mine": mine, "theirs": theirs} for label, mine, theirs in told]


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


@bp.post("/minh-chung/<ref:reference>/bo")
@permission(Permission.EVIDENCE_ATTACH)
def remove_item(reference: str) -> ResponseReturnValue:
    """Take a file out of the newest version; it stays below the list, from where it can be put back."""
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _remove(item, form))):
        return answer
    return refused_page(item, form)


def _remove(item: EvidenceItem, form: Form) -> str:
    removing.remove_item(actor(), item, version=form.seen_version)
    return f"{_back_to(item)}?vua-bo={item.reference}"


@bp.post("/minh-chung/<ref:reference>/khoi-phuc")
@permission(Permission.EVIDENCE_ATTACH)
def restore_item(reference: str) -> ResponseReturnValue:
    """Put a removed file back."""
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _restore(item))):
        return answer
    return refused_page(item, form)


def _restore(item: EvidenceItem) -> str:
    removing.restore_item(actor(), item)
    tell(_("The file is back."), "success")
    return _back_to(item)


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
    if form.submitted() and (
        answer := form.done(lambda: _back_to(editing.move_item(actor(), item, up=up)) + f"#{reference}")
    ):
        return answer
    return refused_page(item, form)


def refused_page(item: EvidenceItem, form: Form) -> ResponseReturnValue:
    """The list again, with the reason on top: also of what other pages of evidence refuse."""
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
    rows = present.rows_of(actor_or_none(), queries.list_visible(actor_or_none(), version))
    page = render_template(
        "evidence/show_library.html",
        exemplar=exemplar,
        version=version,
        photos=[row for row in rows if row["kind"] == "photo"],
        moving=[row for row in rows if row["kind"] in present.MOVING],
        documents=[row for row in rows if row["kind"] in {"document", "sheet", "text"}],
        links=[row for row in rows if row["kind"] == "link"],
    )
    return playable(make_response(page))
