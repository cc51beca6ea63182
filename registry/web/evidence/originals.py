"""The photo as it was taken: for its unit to open, and to give up."""

from flask import send_file, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.evidence import queries
from registry.evidence.models import EvidenceItem
from registry.evidence.service import originals
from registry.web.evidence.blueprint import bp
from registry.web.evidence.files import EXTENSIONS, POLICY
from registry.web.evidence.views import refused_page
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.ports import storage
from registry.web.telling import tell


@bp.get("/tep/<ref:reference>/ban-goc")
@permission(Permission.EVIDENCE_ATTACH)
def show_original(reference: str) -> ResponseReturnValue:
    """The photo with its place and its camera, to be saved."""
    item = queries.get_own_item(actor(), reference)
    opened = originals.open_original(actor(), item, storage=storage())
    answer = send_file(
        opened.stream,
        mimetype=opened.media_type,
        as_attachment=True,
        download_name=item.reference + EXTENSIONS[opened.media_type],
    )
    answer.call_on_close(opened.stream.close)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@bp.post("/minh-chung/<ref:reference>/ban-goc/bo")
@permission(Permission.EVIDENCE_ATTACH)
def drop_original(reference: str) -> ResponseReturnValue:
    """Give it up; the photo that is shown stays."""
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _dropped(item))):
        tell(_("The photo as it was taken is deleted. The photo that is shown stays."), "success")
        return answer
    return refused_page(item, form)


def _dropped(item: EvidenceItem) -> str:
    originals.drop_original(actor(), item)
    home = url_for("evidence.manage_evidence", reference=item.exemplar.reference)
    return f"{home}#{item.reference}"
