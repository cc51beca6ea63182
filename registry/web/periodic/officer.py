"""Pages of a unit's own reports: what is due, writing, filing, reading, correcting."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.core.clock import HERE, now
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.documents.printing import is_able
from registry.periodic import queries
from registry.periodic.contents import faults_of, whole_figures, whole_rows
from registry.periodic.expected import Expected
from registry.periodic.models import PeriodicReport
from registry.periodic.prefill import known_figures, known_rows, told_aside
from registry.periodic.service import writing
from registry.periodic.states import ReportState
from registry.web.guard import actor, keeps_typed, permission
from registry.web.periodic import present
from registry.web.periodic.blueprint import bp
from registry.web.periodic.forms import FileForm, ReportFields, fields_for, reason_field, values_of
from registry.web.periodic.overview import bodies_of
from registry.web.put_aside import (
    forget_put_aside,
    list_put_aside,
    put_aside_refused,
    sending,
    stored_while_typing,
)
from registry.web.telling import tell

PAGE = "/bao-cao-dinh-ky/<ref:form>/<ref:period>/<ref:unit>"


@bp.get("/bao-cao-dinh-ky")
@permission(Permission.REPORT_READ)
def list_reports() -> ResponseReturnValue:
    """What a person's units have to file and have filed; for the level above, how far all are."""
    return render_template(
        "periodic/list_reports.html",
        writes=bool(queries.own_units(actor())),
        due=present.due_of(actor()),
        filed=present.filed_of(actor()),
        received=present.received_of(actor()),
        bodies=bodies_of(actor()),
        may_demand=allowed(actor(), Permission.REPORT_GATHER),
    )


@bp.route(f"{PAGE}/soan", methods=["GET", "POST"])
@permission(Permission.REPORT_DRAFT)
def edit_report(form: str, period: str, unit: str) -> ResponseReturnValue:
    """Fill in a report; whatever is sent is kept, complete or not."""
    asked = queries.get_expected(actor(), form, period, unit, Permission.REPORT_DRAFT)
    report = queries.find_report(form, period, asked.unit)
    page, is_again = _page(asked, report), request.form.get("then") == "again"
    # What a machine still had of an earlier page is only shown again; its person saves it.
    if not is_again and page.submitted() and (answer := page.done(lambda: _saved(page, asked))):
        forget_put_aside()
        return answer
    # The page of a filed report leads away from here: nobody could come back for what was put aside.
    is_filed = report is not None and report.state is ReportState.FILED
    if not is_again and page.status != 200 and not is_filed:
        put_aside_refused(page)
    if request.method == "GET" and report is not None and is_filed:
        return redirect(present.link_of(report), 303)
    shown = render_template(
        "periodic/edit_report.html",
        form=page,
        asked=asked,
        report=report,
        due=present.when_due(asked.due_on),
        kept=list_put_aside(page),
        sent=sending() if is_again else "",
        conflict=_conflict(page, report),
        typing=present.link_of_asked(asked, "autosave_report"),
        is_early=asked.form.opens_on(asked.period) > now().astimezone(HERE).date(),
        aside=told_aside(page.form, asked.unit, asked.period),
    )
    return shown, page.status


def _page(asked: Expected, report: PeriodicReport | None, **more: Any) -> ReportFields:
    form = queries.form_of_report(report) if report else asked.form
    known = known_figures(form, asked.unit, asked.period)
    table = known_rows(form, asked.unit, asked.period)
    version = report.version if report else 0
    told = report.last_filing if more and report else report
    return fields_for(form, known, table, told, version=version, **more)


def _saved(page: ReportFields, asked: Expected) -> str:
    writing.save_draft(actor(), asked, page.content(), version=page.seen_version)
    if request.form.get("then") == "list":
        tell(_("The draft is kept."), "success")
        return present.link_of_asked(asked, "edit_report")
    return present.link_of_asked(asked, "file_report")


@bp.post(f"{PAGE}/tu-luu")
@keeps_typed
@permission(Permission.REPORT_DRAFT)
def autosave_report(form: str, period: str, unit: str) -> ResponseReturnValue:
    """Store what was typed so far, or put it aside where it cannot be stored yet; for the script."""
    asked = queries.get_expected(actor(), form, period, unit, Permission.REPORT_DRAFT)
    report = queries.find_report(form, period, asked.unit)
    page = _page(asked, report)

    def store() -> tuple[int, list[str]]:
        left: list[str] = []
        stored = report
        try:
            if page.validate():
                stored = writing.save_draft(actor(), asked, page.content(), version=page.seen_version)
            else:
                left = [str(page[name].label.text) for name in page.errors if name in page]
        except InvalidInput as refusal:
            left = [refusal.message]
        return stored.version if stored else 0, left

    is_open = report is None or report.state is ReportState.DRAFT
    return stored_while_typing(present.link_of_asked(asked, "edit_report"), store, may_wait=is_open)


@bp.route(f"{PAGE}/nop", methods=["GET", "POST"])
@permission(Permission.REPORT_DRAFT)
def file_report(form: str, period: str, unit: str) -> ResponseReturnValue:
    """Look at the whole report once more, and file it."""
    asked = queries.get_expected(actor(), form, period, unit, Permission.REPORT_DRAFT)
    report = queries.find_report(form, period, asked.unit)
    if report is None:
        return redirect(present.link_of_asked(asked, "edit_report"), 303)
    page = FileForm.from_request(version=str(report.version))
    if page.submitted() and (answer := page.done(lambda: _filed(page, asked, report))):
        return answer
    if request.method == "GET" and report.state is ReportState.FILED:
        return redirect(present.link_of(report), 303)
    held, known = queries.form_of_report(report), known_figures(asked.form, asked.unit, asked.period)
    rows = whole_rows(report, known_rows(held, asked.unit, asked.period))
    figures = whole_figures(held, report, known)
    edit = present.link_of_asked(asked, "edit_report")
    shown = render_template(
        "periodic/file_report.html",
        form=page,
        asked=asked,
        report=report,
        edit=edit,
        due=present.when_due(asked.due_on),
        faults=[(f"{edit}#{one.field}", one.message) for one in faults_of(held, report, known, rows)],
        sections=present.sections_of(held, figures, known, report.notes),
        prose=present.prose_of(held, report),
        rows=rows,
        may_file=allowed(actor(), Permission.REPORT_FILE, report),
    )
    return shown, page.status


def _filed(page: FileForm, asked: Expected, report: PeriodicReport) -> str:
    writing.file_report(actor(), asked, version=page.seen_version)
    tell(_("The report is filed. It is locked now, and the level above reads it."), "success")
    return present.link_of(report)


@bp.get(PAGE)
@permission(Permission.REPORT_READ)
def show_report(form: str, period: str, unit: str) -> ResponseReturnValue:
    """A report as it was filed, with every correction."""
    report = queries.get_report(actor(), form, period, unit)
    filing = report.last_filing
    if filing is None:
        return redirect(present.link_of(report, "edit_report"), 303)
    held = queries.form_of_report(report)
    return render_template(
        "periodic/show_report.html",
        report=report,
        held=held,
        period=present.period_of(report),
        filing=filing,
        recipients=present.recipients_of(report),
        head=present.head_of(report.filings[0], report),
        tag=present.tag_of(report),
        sections=present.sections_of(held, filing.figures, filing.known, filing.notes),
        prose=present.prose_of(held, filing),
        rows=filing.rows,
        history=present.history_of(report),
        prints=is_able(),
        may_correct=allowed(actor(), Permission.REPORT_FILE, report),
    )


@bp.route(f"{PAGE}/sua", methods=["GET", "POST"])
@permission(Permission.REPORT_FILE)
def correct_report(form: str, period: str, unit: str) -> ResponseReturnValue:
    """File a report again, with the reason."""
    report = queries.get_report(actor(), form, period, unit)
    if report.state is not ReportState.FILED:
        raise NotFound(_("There is no such report."))
    require(actor(), Permission.REPORT_FILE, report)
    asked = queries.get_expected(actor(), form, period, unit, Permission.REPORT_FILE)
    page = _page(asked, report, reason=reason_field())
    if page.submitted() and (answer := page.done(lambda: _corrected(page, asked, report))):
        forget_put_aside()
        return answer
    if page.status != 200:
        put_aside_refused(page)
    shown = render_template(
        "periodic/correct_report.html",
        form=page,
        asked=asked,
        report=report,
        kept=list_put_aside(page),
        conflict=_conflict(page, report.last_filing),
    )
    return shown, page.status


def _corrected(page: ReportFields, asked: Expected, report: PeriodicReport) -> str:
    writing.correct_report(
        actor(), asked, page.content(), reason=page["reason"].data or "", version=page.seen_version
    )
    tell(_("The report is corrected. Old and new stand side by side below."), "success")
    return present.link_of(report)


def _conflict(page: ReportFields, stored: Any) -> list[dict[str, str]]:
    """Both texts where two people filled in the same report."""
    if page.stale is None:
        return []
    kept = type(page)(formdata=None, **values_of(page.form, page.known, page.table, stored))
    theirs = kept.texts()
    return [
        {"label": label, "mine": text or "–", "theirs": theirs[name][1] or "–"}
        for name, (label, text) in page.texts().items()
        if text.replace("\r\n", "\n").strip() != theirs[name][1].strip()
    ]
