"""Reports and consolidated tables as files: workbook, comma separated text, Word, PDF."""

from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.documents.printing import CannotPrint, is_able, pdf_of
from registry.documents.states import Letterhead
from registry.periodic import paper, queries
from registry.periodic.models import PeriodicReport
from registry.web.guard import actor, permission
from registry.web.periodic import present, sheets, table_sheets
from registry.web.periodic.blueprint import bp
from registry.web.periodic.gathering import PAGE as TABLE_PAGE
from registry.web.periodic.gathering import table_at
from registry.web.periodic.officer import PAGE
from registry.web.periodic.table import told_of

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# In an address: whose letterhead is wanted; the unit's own where it names none.
LETTERHEAD = "mau"


@bp.get(f"{PAGE}/tep.xlsx", defaults={"kind": "xlsx"})
@bp.get(f"{PAGE}/tep.csv", defaults={"kind": "csv"})
@bp.get(f"{PAGE}/tep.docx", defaults={"kind": "docx"})
@bp.get(f"{PAGE}/tep.pdf", defaults={"kind": "pdf"})
@permission(Permission.REPORT_READ)
def take_report(form: str, period: str, unit: str, kind: str) -> ResponseReturnValue:
    """A filed report as a file."""
    report = queries.get_report(actor(), form, period, unit)
    if report.last_filing is None:
        raise NotFound(_("There is no such report."))
    name = f"bao-cao-{form}-{period}-{unit}"
    return _sent(_report_as(report, kind), kind, name)


def _report_as(report: PeriodicReport, kind: str) -> bytes:
    form, period, filing = queries.form_of_report(report), present.period_of(report), report.filings[-1]
    if kind == "csv":
        return sheets.report_as_csv(form, filing)
    if kind == "xlsx":
        return sheets.report_as_xlsx(report, form, period, filing)
    body = paper.report_as_docx(report.unit, form, period, filing, letterhead=_letterhead())
    return body if kind == "docx" else _printed(body, f"{form.title}, {period.name}", report.reference)


@bp.get(f"{TABLE_PAGE}/tep.xlsx", defaults={"kind": "xlsx"})
@bp.get(f"{TABLE_PAGE}/tep.csv", defaults={"kind": "csv"})
@bp.get(f"{TABLE_PAGE}/tep.docx", defaults={"kind": "docx"})
@bp.get(f"{TABLE_PAGE}/tep.pdf", defaults={"kind": "pdf"})
@permission(Permission.REPORT_READ)
def take_table(reference: str, period: str, kind: str) -> ResponseReturnValue:
    """A consolidated table as a file."""
    table = table_at(reference, period, Permission.REPORT_READ)
    if kind == "csv":
        body = table_sheets.table_as_csv(table)
    elif kind == "xlsx":
        body = table_sheets.table_as_xlsx(table)
    else:
        body = paper.table_as_docx(table, told_of(table), letterhead=_letterhead())
        if kind == "pdf":
            body = _printed(body, f"{table.form.title}, {table.period.name}", reference)
    return _sent(body, kind, f"tong-hop-{table.form.code}-{table.period.code}")


def _letterhead() -> Letterhead | None:
    asked = request.args.get(LETTERHEAD, "")
    return next((one for one in Letterhead if one.value == asked), None)


def _printed(body: bytes, title: str, name: str) -> bytes:
    if not is_able():
        raise NotFound(_("This machine makes no PDF files; take the Word file."))
    try:
        return pdf_of(body, title=title, name=name)
    except CannotPrint:
        raise NotFound(_("This machine makes no PDF files; take the Word file.")) from None


def _sent(body: bytes, kind: str, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(body), mimetype=TYPES[kind], as_attachment=True, download_name=f"{name}.{kind}")
