"""The bytes of evidence: asked for by reference, sent as what they are and never as a page."""

from flask import request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from registry.evidence import filetypes
from registry.evidence.models import EvidenceItem
from registry.evidence.names import sent_name
from registry.evidence.queries import get_item
from registry.evidence.rules import shown_file, shown_name
from registry.evidence.service.serving import FileDamaged, Opened, Size, digest_shown, open_item
from registry.evidence.service.verifying import report_damage
from registry.web.evidence.blueprint import bp
from registry.web.evidence.uncovered import note_uncovered
from registry.web.guard import actor_or_none, public
from registry.web.ports import storage

EXTENSIONS = {media_type: names[0] for media_type, names in filetypes.EXTENSIONS.items()}
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@bp.get("/tep/<ref:reference>")
@public
def download(reference: str) -> ResponseReturnValue:
    """The file itself: a photo is shown, unless `tai-ve` is asked for; a document is always saved."""
    item = get_item(actor_or_none(), reference)
    save = "tai-ve" in request.args or not item.is_photo
    return _send(item, Size.WHOLE, save=save)


@bp.get("/tep/<ref:reference>/anh-vua")
@public
def preview(reference: str) -> ResponseReturnValue:
    """A picture of up to 960 pixels."""
    return _picture(reference, Size.PREVIEW)


@bp.get("/tep/<ref:reference>/anh-nho")
@public
def thumbnail(reference: str) -> ResponseReturnValue:
    """A picture of up to 480 pixels; of a PDF its first page."""
    return _picture(reference, Size.THUMBNAIL)


def _picture(reference: str, size: Size) -> Response:
    return _send(get_item(actor_or_none(), reference), size, save=False)


def _open(item: EvidenceItem, size: Size) -> Opened:
    file = shown_file(actor_or_none(), item)
    digest = file.digest if file else ""
    try:
        return open_item(actor_or_none(), item, storage=storage(), size=size)
    except FileDamaged:
        report_damage(digest)
        raise


def _send(item: EvidenceItem, size: Size, *, save: bool) -> Response:
    digest, media_type = digest_shown(actor_or_none(), item, size)
    if request.if_none_match.contains_weak(digest):
        # Who has these bytes needs nobody to read them here.
        answer = Response(status=304)
        answer.set_etag(digest)
    else:
        if size is not Size.THUMBNAIL:
            note_uncovered(item)
        opened = _open(item, size)
        answer = send_file(
            opened.stream,
            mimetype=media_type,
            as_attachment=save,
            download_name=sent_name(shown_name(actor_or_none(), item), EXTENSIONS[media_type]),
            etag=digest,
            conditional=True,
        )
        answer.call_on_close(opened.stream.close)
    # Kept by the browser, but never used without asking: who may see a file can change.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
