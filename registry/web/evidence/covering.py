"""The page on which boxes are drawn over personal data, and the file that others then see."""

from collections.abc import Iterable
from typing import Any

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from werkzeug.wrappers import Response
from wtforms import FieldList, FormField, StringField
from wtforms import Form as PlainForm

from registry.core.errors import InvalidInput
from registry.core.i18n import _, _l
from registry.core.permissions import Permission
from registry.evidence import queries
from registry.evidence.models import EvidenceItem
from registry.evidence.service.redacting import MOST_BOXES, Cover, can_be_covered, prepare_cover, put_cover
from registry.evidence.service.serving import open_covered
from registry.web.evidence import present
from registry.web.evidence.blueprint import bp
from registry.web.evidence.files import EXTENSIONS, POLICY
from registry.web.evidence.viewer import asked_place, turns_of
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.ports import storage
from registry.web.telling import tell

SPARE = 3
NAMES = ("page", "x", "y", "w", "h")


class BoxForm(PlainForm):
    """One box: a page, and four numbers in percent of the picture. An empty one is none."""

    page = StringField(_l("Page"))
    x = StringField(_l("Left"))
    y = StringField(_l("Top"))
    w = StringField(_l("Width"))
    h = StringField(_l("Height"))


class CoverForm(Form):
    """All boxes of a file."""

    boxes = FieldList(FormField(BoxForm), max_entries=MOST_BOXES + SPARE)

    def drawn(self) -> list[dict[str, Any]]:
        """The boxes that were filled in. Raises InvalidInput."""
        rows = [{name: (row.form[name].data or "").strip() for name in NAMES} for row in self.boxes]
        return [self._box(row) for row in rows if any(row[name] for name in NAMES[1:])]

    @staticmethod
    def _box(row: dict[str, str]) -> dict[str, Any]:
        try:
            sides = {name: float(row[name].replace(",", ".")) for name in NAMES[1:]}
            return {"page": int(row["page"] or "1"), **sides}
        except ValueError as error:
            raise InvalidInput("boxes", _("Give four numbers for each box, for example 12.5.")) from error


@bp.route("/minh-chung/<ref:reference>/che", methods=["GET", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
def redact_file(reference: str) -> ResponseReturnValue:
    """Draw boxes over a photo or the pages of a document, and burn them into the file that others see."""
    item = queries.get_own_item(actor(), reference)
    form = CoverForm.from_request(version=str(item.version), boxes=_filled(item.redaction))
    if form.submitted() and (answer := _redacted(item, form)):
        return answer
    if request.method == "GET":
        for _spare in range(SPARE):
            form.boxes.append_entry()
    file = item.file if can_be_covered(item) else None
    page = min(asked_place().page or 1, file.pages or 0) if file else 0
    text = render_template(
        "evidence/redact_file.html",
        form=form,
        item=item,
        row=present.rows_of(actor(), [item])[0],
        file=file,
        page=page,
        turns=turns_of(item, file, page, "evidence.redact_file"),
        wrong=[row.form for row in form.boxes],
    )
    return text, form.status


def _filled(boxes: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return [{name: format_decimal(box[name], "0.##") for name in NAMES} for box in boxes]


def _redacted(item: EvidenceItem, form: CoverForm) -> Response | None:
    cover = form.prepared(lambda: prepare_cover(actor(), item, form.drawn(), storage=storage()))
    return form.done(lambda: _redact(item, form, cover)) if cover else None


def _redact(item: EvidenceItem, form: CoverForm, cover: Cover) -> str:
    put_cover(actor(), item, cover, version=form.seen_version)
    tell(_told(item), "success")
    return url_for("evidence.redact_file", reference=item.reference, trang=asked_place().page)


def _told(item: EvidenceItem) -> str:
    if item.public_digest is None:
        return _("The boxes are gone. Everybody who may see the file sees it whole.")
    return _("Others now see only the file with the boxes burned in.")


@bp.get("/tep/<ref:reference>/ban-che")
@permission(Permission.EVIDENCE_ATTACH)
def show_covered(reference: str) -> ResponseReturnValue:
    """The file as those outside see it, for its unit."""
    item = queries.get_own_item(actor(), reference)
    opened = open_covered(item, storage=storage())
    answer = send_file(
        opened.stream,
        mimetype=opened.media_type,
        as_attachment=not opened.media_type.startswith("image/"),
        download_name=item.reference + EXTENSIONS[opened.media_type],
        etag=opened.digest,
        conditional=True,
    )
    answer.call_on_close(opened.stream.close)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
