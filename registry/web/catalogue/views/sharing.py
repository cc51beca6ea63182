"""The picture of a public model for sites on which its address is shared."""

import hashlib

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.catalogue import queries
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.errors import DomainError
from registry.evidence.queries import list_visible
from registry.evidence.rules import shown_file
from registry.evidence.service.serving import Size, is_whole, open_item
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.share_card import card_of_name, card_of_photo
from registry.web.guard import public
from registry.web.ports import settings, storage

# Asked for anew each time, so that a photo somebody takes back is shown nowhere from then on.
KEPT = "no-cache"


@bp.get("/mo-hinh/<ref:reference>/anh-chia-se.jpg")
@public
def share_picture(reference: str) -> ResponseReturnValue:
    """The first public photo, else a card with the name; whoever asks gets what everybody may see."""
    exemplar = queries.get_exemplar(None, reference)
    version = queries.version_to_show(None, exemplar)
    body = _picture(exemplar, version)
    answer = Response(body, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:24])
    return answer.make_conditional(request)


def _picture(exemplar: Exemplar, version: ExemplarVersion) -> bytes:
    for item in list_visible(None, version):
        file = shown_file(None, item)
        if file is None or not file.is_photo or not is_whole(storage(), file):
            continue
        try:
            opened = open_item(None, item, storage=storage(), size=Size.PREVIEW)
        except DomainError:
            continue
        with opened.stream as stream:
            return card_of_photo(stream.read())
    return card_of_name(version.title, exemplar.lead_unit_name, f"Dân vận khéo · {settings().site_org}")
