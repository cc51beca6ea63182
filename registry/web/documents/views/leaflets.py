"""The leaflet of a public model as a PDF, for whoever wants it on paper."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries
from registry.core.i18n import _
from registry.documents.printing import CannotPrint, is_able
from registry.evidence.filetypes import PDF
from registry.web import qr
from registry.web.documents.blueprint import bp
from registry.web.documents.leaflet import Leaflet
from registry.web.documents.views.files import NoPrinter
from registry.web.guard import public
from registry.web.ports import settings

# Asked for anew each time, so that what somebody takes back is on no leaflet from then on.
KEPT = "no-cache"


@bp.get("/mo-hinh/<ref:reference>/to-gioi-thieu.pdf")
@public
def take_leaflet(reference: str) -> ResponseReturnValue:
    """What everybody may read of a model, on paper; whoever asks gets the same."""
    exemplar = queries.get_exemplar(None, reference)
    version = queries.version_to_show(None, exemplar)
    path = url_for("catalogue.show_exemplar", reference=exemplar.reference)
    leaflet = Leaflet(exemplar, version, qr.absolute(settings().base_url, path))
    answer = Response(mimetype=PDF)
    answer.set_etag(leaflet.digest[:24])
    if not answer.make_conditional(request).status.startswith("304"):
        answer.set_data(_printed(leaflet))
    answer.headers.set("Content-Disposition", "attachment", filename=f"{exemplar.reference}.pdf")
    answer.headers["Cache-Control"] = KEPT
    return answer


def _printed(leaflet: Leaflet) -> bytes:
    if not is_able():
        raise NoPrinter(_("This installation makes no PDF files. Print the page instead."))
    try:
        return leaflet.pdf()
    except CannotPrint:
        raise NoPrinter(_("The PDF could not be made. Print the page instead.")) from None
