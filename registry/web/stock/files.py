"""A yearly review as files: a sheet, or comma separated text. No cell of them can calculate."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask import send_file
from flask.typing import ResponseReturnValue

from registry.core.clock import HERE
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.stock import queries
from registry.stock.models import StockEntry, StockReview
from registry.web.filters import as_date
from registry.web.guard import actor, permission
from registry.web.search.sheets import as_csv, as_xlsx
from registry.web.stock import present
from registry.web.stock.blueprint import bp
from registry.web.words import word

# Texts wrap, so that all columns are read on one page.
WIDTHS = {"reference": 15, "title": 30, "unit": 22, "told": 32, "without": 22, "reason": 32}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/ra-soat/<ref:reference>/tep.xlsx")
@permission(Permission.STOCK_READ)
def take_sheet(reference: str) -> ResponseReturnValue:
    """Every model of a review with its answer and its result, and what the review came to."""
    review = queries.get_review(actor(), reference)
    body = as_xlsx(_rows(queries.entries_of(review)), _columns(), _about(review), _("Models"), printed=WIDTHS)
    return _sent(body, XLSX, f"ra-soat-{reference}.xlsx")


@bp.get("/ra-soat/<ref:reference>/tep.csv")
@permission(Permission.STOCK_READ)
def take_text(reference: str) -> ResponseReturnValue:
    """The same models as text."""
    review = queries.get_review(actor(), reference)
    body = as_csv(_rows(queries.entries_of(review)), _columns())
    return _sent(body, "text/csv", f"ra-soat-{reference}.csv")


def _columns() -> dict[str, str]:
    return {
        "reference": _("Code"), "title": _("Model"), "unit": _("Unit"), "level": _("Level"),
        "recognised": _("Recognised"), "answer": _("Answer of the unit"), "answered": _("Answered on"),
        "told": _("What the unit says"), "files": _("New files"), "without": _("Why no new file"),
        "result": _("Result"), "reason": _("Reason"), "by": _("To be strengthened by"),
        "judged": _("Noted on"),
    }  # fmt: skip


def _rows(entries: Iterable[StockEntry]) -> list[dict[str, Any]]:
    return [
        {
            "reference": one.exemplar.reference, "title": one.title, "unit": one.unit_name,
            "level": str(word(one.level)), "recognised": one.recognised_in,
            "answer": str(word(one.answer)) if one.answer else _("No answer yet"),
            "answered": one.answered_at.astimezone(HERE).date() if one.answered_at else None,
            "told": one.told, "files": one.fresh_files if one.answer else None,
            "without": one.why_no_files,
            "result": str(word(one.result)) if one.result else "", "reason": one.reason,
            "by": one.strengthen_by, "judged": one.judged_on,
        }
        for one in entries
    ]  # fmt: skip


def _about(review: StockReview) -> list[tuple[str, str]]:
    figures = [(str(one["label"]), str(one["value"])) for one in present.figures_of(review)]
    return [
        (_("Yearly review of models"), f"{review.year}, {review.reference}"),
        (_("Unit"), present.unit_of(review)),
        (_("Answers until"), as_date(review.due_on)),
        *figures,
    ]


def _sent(body: bytes, mimetype: str, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(body), mimetype=mimetype, as_attachment=True, download_name=name)
