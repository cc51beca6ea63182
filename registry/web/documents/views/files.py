"""The files of a paper: Word, PDF, the scan of the signed one, its QR code and the style of its sheet."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.errors import DomainError, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.documents import queries
from registry.documents.models import OfficialPaper
from registry.documents.printing import CannotPrint, is_able, pdf_of
from registry.documents.service import drawing
from registry.documents.states import PaperState
from registry.evidence.filetypes import DOCX, PDF
from registry.evidence.names import sent_name
from registry.evidence.service.preparing import Prepared, Upload, prepare_file
from registry.web import qr
from registry.web.documents import present
from registry.web.documents.blueprint import bp
from registry.web.documents.forms import ScanForm
from registry.web.evidence import uploads
from registry.web.evidence.files import EXTENSIONS, POLICY
from registry.web.guard import actor, permission, public
from registry.web.imports import receiving
from registry.web.ports import settings, storage
from registry.web.telling import tell


class NoPrinter(DomainError):
    """What makes PDFs is not there, or could not."""

    status = 503


@bp.get("/van-ban/<ref:code>/tep.docx")
@permission(Permission.PAPER_READ)
def download_document(code: str) -> ResponseReturnValue:
    """The paper for Word, for signing systems."""
    paper = queries.get_paper(actor(), code)
    return _saved(present.content_of(actor(), paper), DOCX, present.file_name(paper, "docx"))


@bp.get("/van-ban/<ref:code>/tep.pdf")
@permission(Permission.PAPER_READ)
def download_pdf(code: str) -> ResponseReturnValue:
    """The paper for printing."""
    paper = queries.get_paper(actor(), code)
    content = present.content_of(actor(), paper)
    return _saved(printed(content, present.title_of(paper), paper.code), PDF, present.file_name(paper, "pdf"))


def printed(content: bytes, title: str, name: str) -> bytes:
    """The PDF of a DOCX; raises NoPrinter in words for people."""
    if not is_able():
        raise NoPrinter(_("This installation makes no PDF files. Take the Word document."))
    try:
        return pdf_of(content, title=title, name=name)
    except CannotPrint:
        raise NoPrinter(_("The PDF could not be made. Take the Word document.")) from None


def _saved(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/van-ban/<ref:code>/kieu.css")
@permission(Permission.PAPER_READ)
def show_style(code: str) -> ResponseReturnValue:
    """How the sheet of a paper looks: sizes and places, which no page may carry itself."""
    paper, number = queries.get_paper(actor(), code), request.args.get(present.NUMBER, "")
    if number and paper.state is PaperState.DRAFT:
        if not any(one["key"] == number for one in present.numbers_of(paper)):
            raise NotFound(_("There is no such number for this paper."))
        content = present.before_signing(actor(), paper, number).content
    else:
        content = present.content_of(actor(), paper)
    sheet = present.sheet_from(paper, content)
    answer = Response(sheet.rules, mimetype="text/css")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/xac-minh/<ref:code>/ma-qr.svg")
@public
def show_code(code: str) -> ResponseReturnValue:
    """The address of the public page of a paper as a QR code."""
    paper = queries.find_paper(code)
    if paper is None:
        raise NotFound(_("There is no such paper."))
    return qr.qr_code(present.public_address(paper.code))


@bp.route("/van-ban/<ref:code>/ban-quet", methods=["GET", "POST"])
@permission(Permission.PAPER_SIGN)
def attach_scan(code: str) -> ResponseReturnValue:
    """Keep the scan of a signed paper."""
    refusal = receiving.refuse_large(settings().document_limit)
    if refusal is not None:
        return refusal
    receiving.check_token()
    paper = queries.get_paper(actor(), code)
    require(actor(), Permission.PAPER_SIGN, paper)
    if paper.state is not PaperState.SIGNED:
        raise NotFound(_("Only a signed paper has a scan."))
    form = ScanForm.from_request(version=str(paper.version))
    if form.submitted():
        file = form.file.data
        upload = Upload(file.stream, file.filename or "")
        scan = form.prepared(lambda: prepare_file(storage(), upload, uploads.limits()))

        if scan is not None and (answer := form.done(lambda: _attached(paper, scan, form))):
            return answer
    return render_template(
        "documents/attach_scan.html",
        form=form,
        paper=paper,
        title=present.title_of(paper),
        here_at=present.here_of(paper.kind),
    ), form.status


def _attached(paper: OfficialPaper, scan: Prepared, form: ScanForm) -> str:
    drawing.attach_scan(actor(), paper, scan, version=form.seen_version)
    tell(_("The scan is kept. Its digest is told on the public page."))
    return url_for("documents.show_paper", code=paper.code)


@bp.get("/van-ban/<ref:code>/ban-quet/tep")
@permission(Permission.PAPER_READ)
def download_scan(code: str) -> ResponseReturnValue:
    """The scan of the signed paper."""
    paper = queries.get_paper(actor(), code)
    if paper.scan is None:
        raise NotFound(_("There is no scan of this paper."))
    present.note_read(paper)
    with storage().open(paper.scan.digest) as stream:
        name = sent_name(paper.scan_name, EXTENSIONS[paper.scan.media_type])
        answer = _saved(stream.read(), paper.scan.media_type, name)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
