"""Beginning to take over a list: upload, sheet, columns, and the list of what was taken over."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import SelectChoice

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.legacy import queries, reading, sheets
from registry.legacy.models import ImportRun
from registry.legacy.service import uploading
from registry.legacy.states import ListKind
from registry.web.guard import actor, permission
from registry.web.imports import present, receiving
from registry.web.imports.blueprint import bp
from registry.web.imports.forms import ColumnsForm, SheetForm, UploadForm, columns_form, letter_of
from registry.web.ports import storage
from registry.web.words import word


@bp.get("/nhap-danh-sach")
@permission(Permission.EXEMPLAR_IMPORT)
def list_imports() -> ResponseReturnValue:
    """The lists that were taken over or are being worked on, and the templates."""
    page = queries.list_runs(actor(), request.args.get("trang", 1, type=int))
    kinds = [(kind, word(kind), present.KIND_SLUGS[kind]) for kind in present.kinds_open_to(actor())]
    return render_template(
        "imports/list_imports.html", page=page, kinds=kinds, href=lambda number: f"?trang={number}"
    )


@bp.get("/nhap-danh-sach/mau/<ref:name>")
@permission(Permission.EXEMPLAR_IMPORT)
def download_template(name: str) -> ResponseReturnValue:
    """An empty list of one kind."""
    kind = next((kind for kind, slug in present.KIND_SLUGS.items() if f"{slug}.xlsx" == name), None)
    if kind is None or kind not in present.kinds_open_to(actor()):
        raise NotFound(_("There is no such list."))
    return sheet_answer(sheets.template(kind), f"mau-{name}")


def sheet_answer(content: bytes, name: str) -> Response:
    """A spreadsheet to be saved."""
    answer = Response(content, mimetype=sheets.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.route("/nhap-danh-sach/moi", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_IMPORT)
def start_import() -> ResponseReturnValue:
    """Upload a list; what it holds is looked at before anything is stored of it."""
    refusal = receiving.refuse_large(reading.LARGEST)
    if refusal is not None:
        return refusal
    receiving.check_token()
    units, kinds = present.seats_of(actor()), present.kinds_open_to(actor())
    asked = request.args.get("loai", "")
    known = [kind for kind in kinds if present.KIND_SLUGS[kind] == asked] or kinds
    form = UploadForm.from_request(kind=known[0].value if known else None)
    form.kind.choices = [SelectChoice(kind.value, word(kind)) for kind in kinds]
    form.unit.choices = [SelectChoice(unit.code, unit.name) for unit in units]
    if form.submitted() and (answer := _taken_in(form)):
        return answer
    return render_template("imports/start_import.html", form=form, units=units), form.status


def _taken_in(form: UploadForm) -> ResponseReturnValue | None:
    received = form.prepared(lambda: _received(form.file.data))
    return form.done(lambda: _uploaded(form, received)) if received else None


def _received(file: FileStorage) -> uploading.ReceivedList:
    content = file.stream.read(reading.LARGEST + 1)
    return uploading.receive_list(storage(), content, file.filename or "")


def _uploaded(form: UploadForm, received: uploading.ReceivedList) -> str:
    unit = next(one for one in present.seats_of(actor()) if one.code == form.unit.data)
    run = uploading.start_run(actor(), unit, ListKind(form.kind.data), received)
    several = len(run.sheets) > 1
    return url_for("imports.choose_sheet" if several else "imports.map_columns", reference=run.reference)


@bp.route("/nhap-danh-sach/<ref:reference>/trang-tinh", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_IMPORT)
def choose_sheet(reference: str) -> ResponseReturnValue:
    """Choose the sheet of a file that has several."""
    run = queries.get_run(actor(), reference)
    form = SheetForm.from_request(sheet=run.sheet, version=str(run.version))
    form.sheet.choices = [SelectChoice(one["name"], one["name"]) for one in run.sheets]
    if form.submitted() and (answer := form.done(lambda: _chosen(run, form))):
        return answer
    told = {one["name"]: " · ".join(next(filter(any, one["rows"]), [])[:5]) for one in run.sheets}
    return render_template("imports/choose_sheet.html", run=run, form=form, told=told), form.status


def _chosen(run: ImportRun, form: SheetForm) -> str:
    uploading.choose_sheet(actor(), run, sheet=form.sheet.data, version=form.seen_version)
    return url_for("imports.map_columns", reference=run.reference)


@bp.route("/nhap-danh-sach/<ref:reference>/cot", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_IMPORT)
def map_columns(reference: str) -> ResponseReturnValue:
    """Say which column holds what; then every row is checked and nothing stored yet."""
    run = queries.get_run(actor(), reference)
    form = columns_form(run)
    if form.submitted() and (answer := form.done(lambda: _checked(run, form))):
        return answer
    letters = [letter_of(place, "") for place in range(len(run.headings))]
    return render_template(
        "imports/map_columns.html",
        run=run,
        form=form,
        letters=letters,
        unused=present.unused_columns(run, form.columns if form.is_submitted() else run.columns),
    ), form.status


def _checked(run: ImportRun, form: ColumnsForm) -> str:
    as_drafts = form.as_drafts is not None and form.as_drafts.data == "1"
    choice = uploading.Choice(form.header.data or 1, form.columns, as_drafts)
    uploading.check_list(actor(), run, choice, version=form.seen_version)
    return url_for("imports.show_import", reference=run.reference)
