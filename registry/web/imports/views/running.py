"""The page of one list: its progress, the fate of every row, taking it over."""

from collections.abc import Callable

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.legacy import queries, sheets
from registry.legacy.models import ImportRun
from registry.legacy.service import discarding, running
from registry.legacy.states import OPEN, Fate, ListKind, RunState
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.imports import present
from registry.web.imports.blueprint import bp
from registry.web.imports.views.lists import sheet_answer
from registry.web.telling import tell


@bp.get("/nhap-danh-sach/<ref:reference>")
@permission(Permission.EXEMPLAR_IMPORT)
def show_import(reference: str) -> ResponseReturnValue:
    """How far a list is and what becomes of every row."""
    return _page(queries.get_run(actor(), reference), Form.from_request())


def _page(run: ImportRun, form: Form) -> ResponseReturnValue:
    fate = present.fate_at(request.args.get("xem", ""))
    progress = present.progress_of(run)
    page = queries.list_rows(run, fate, request.args.get("trang", 1, type=int))
    counts = queries.count_fates(run)
    form.version.data = str(run.version)
    return render_template(
        "imports/show_import.html",
        run=run,
        form=form,
        progress=progress,
        left=present.time_left(progress.seconds_left),
        still=running.stands_still(run),
        counts={one.value: counts[one] for one in Fate},
        waiting=queries.count_waiting(run) if run.state is RunState.CHECKED else 0,
        tabs=present.tabs_of(run, fate),
        known_by=present.KNOWN_BY[run.kind],
        page=page,
        rows=present.rows_of(run, list(page.items)),
        is_open=run.state in OPEN,
        unused=present.unused_columns(run, run.columns) if run.state is RunState.CHECKED else [],
        to_hand_out=queries.list_waiting_accounts(run) if run.kind is ListKind.ACCOUNTS else {},
        href=lambda number: f"?xem={present.SLUGS[fate] if fate else ''}&trang={number}",
    ), form.status


def _answer(reference: str, command: Callable[[ImportRun, Form], str]) -> ResponseReturnValue:
    """Run a command on a list and lead to where it says; what it refuses is told on the list's own page."""
    run = queries.get_run(actor(), reference)
    form = Form.from_request()
    answer = form.done(lambda: command(run, form)) if form.submitted() else None
    return answer or _page(run, form)


@bp.post("/nhap-danh-sach/<ref:reference>/nhap")
@permission(Permission.EXEMPLAR_IMPORT)
def import_list(reference: str) -> ResponseReturnValue:
    """Have the rows that are new or changed taken over."""
    return _answer(reference, _begun)


def _begun(run: ImportRun, form: Form) -> str:
    running.import_list(actor(), run, version=form.seen_version)
    tell(
        _("The rows are being taken over. You may leave this page; a message tells you of the end."),
        "success",
    )
    return url_for("imports.show_import", reference=run.reference)


@bp.post("/nhap-danh-sach/<ref:reference>/bo")
@permission(Permission.EXEMPLAR_IMPORT)
def discard_list(reference: str) -> ResponseReturnValue:
    """Throw a list away of which nothing was taken over."""
    return _answer(reference, _discarded)


def _discarded(run: ImportRun, form: Form) -> str:
    name = run.file_name
    discarding.discard_list(actor(), run, version=form.seen_version)
    tell(_("The list %(name)s was thrown away. Nothing of it was stored.", name=name), "success")
    return url_for("imports.list_imports")


@bp.post("/nhap-danh-sach/<ref:reference>/tiep-tuc")
@permission(Permission.EXEMPLAR_IMPORT)
def resume_import(reference: str) -> ResponseReturnValue:
    """Take up work that stands still."""
    return _answer(reference, _resumed)


def _resumed(run: ImportRun, _form: Form) -> str:
    running.resume(actor(), run)
    return url_for("imports.show_import", reference=run.reference)


@bp.get("/nhap-danh-sach/<ref:reference>/dong-bi-tu-choi.xlsx")
@permission(Permission.EXEMPLAR_IMPORT)
def download_refused(reference: str) -> ResponseReturnValue:
    """The refused rows with the reasons, to correct and send again."""
    run = queries.get_run(actor(), reference)
    labels = {name: str(label) for name, label in present.labels_of(run.kind).items()}
    rows = queries.list_refused(run)
    content = sheets.refused_rows(run, rows, labels, present.reasons_of(run, rows))
    return sheet_answer(content, f"{run.reference}-dong-bi-tu-choi.xlsx")
