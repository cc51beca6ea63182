"""The whole file of a nomination: asked for, and taken once the worker has made it."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from registry.core.permissions import Permission, require
from registry.documents.service import exporting
from registry.review.queries.nominations import get_nomination
from registry.web.documents.blueprint import bp
from registry.web.guard import actor, permission
from registry.web.ports import storage

# Where its state stands on the page of the papers.
PLACE = "ca-ho-so"


@bp.post("/de-cu/<ref:reference>/ho-so")
@permission(Permission.DOSSIER_EXPORT)
def ask_dossier(reference: str) -> ResponseReturnValue:
    """Have it made; the page of the papers tells how far it is."""
    nomination = get_nomination(actor(), reference)
    require(actor(), Permission.DOSSIER_EXPORT, nomination)
    exporting.ask_for_bag(actor(), nomination)
    return redirect(url_for("documents.list_of_nomination", reference=reference, _anchor=PLACE), 303)


@bp.post("/de-cu/<ref:reference>/ho-so.zip")
@permission(Permission.DOSSIER_EXPORT)
def export_dossier(reference: str) -> ResponseReturnValue:
    """What was made, as one bag; that it was taken is noted."""
    nomination = get_nomination(actor(), reference)
    require(actor(), Permission.DOSSIER_EXPORT, nomination)
    bag = exporting.take_bag(actor(), nomination, storage=storage())
    answer = Response(wrap_file(request.environ, bag), mimetype="application/zip", direct_passthrough=True)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{reference}.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.call_on_close(bag.close)
    return answer
