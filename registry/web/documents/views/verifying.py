"""The public page of a paper: it is real, what it says in short, and whether it still holds."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.core.clock import today
from registry.core.i18n import _
from registry.documents import queries
from registry.documents.contents.words import capital
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperState
from registry.documents.verifying import Verified, verify
from registry.documents.writing import short_mark
from registry.web.documents.blueprint import bp
from registry.web.filters import as_date
from registry.web.guard import public
from registry.web.review import gifts
from registry.web.words import words_of_state


@bp.get("/xac-minh")
@public
def ask_code() -> ResponseReturnValue:
    """Type in the code of a paper; what was typed is looked up at once."""
    typed = request.args.get("ma", "").strip()[:80]
    return _found(typed) if typed else render_template("documents/ask_code.html", typed="")


@bp.get("/xac-minh/<ref:code>")
@public
def verify_paper(code: str) -> ResponseReturnValue:
    """What everybody may know of a paper."""
    return _found(code)


def _found(typed: str) -> ResponseReturnValue:
    """The paper of a code; or that there is none: whoever holds a forged one is told that, not of a page."""
    paper = queries.find_paper(typed)
    if paper is not None:
        return _page(verify(paper))
    return render_template("documents/ask_code.html", typed=typed), 404


def _page(found: Verified) -> ResponseReturnValue:
    paper = found.paper
    rows = gifts.rows_of(None, [one.decision for one in found.lines])
    for row, line in zip(rows, found.lines, strict=True):
        row["recognition"], row["moved_to"] = line.recognition, line.moved_to
        row["lifted"] = line.decision.lifted_at is not None
    return render_template(
        "documents/verify_paper.html",
        paper=paper,
        is_draft=paper.state is PaperState.DRAFT,
        standing=words_of_state(found.standing),
        facts=_facts(paper),
        rows=rows,
        marks=_marks(paper),
        today=today(),
    )


def _facts(paper: OfficialPaper) -> list[tuple[str, str]]:
    if paper.dated is None:
        return []
    told = [
        (_("Number"), paper.number),
        (_("Date"), as_date(paper.dated)),
        (_("Issuer"), capital(paper.details.get("ten_co_quan") or paper.issuer.name_on(paper.dated))),
    ]
    return [(label, text) for label, text in told if text]


def _marks(paper: OfficialPaper) -> list[tuple[str, str]]:
    told = [(_("Code of the public page"), paper.code), (_("Mark of the content"), short_mark(paper.digest))]
    if paper.scan_digest:
        told.append((_("SHA-256 of the scan of the signed paper"), paper.scan_digest))
    return told
