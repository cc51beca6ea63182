"""Closed files on their way into the archive, and for how long they are kept."""

from datetime import date
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.paging import Page, slice_of
from registry.core.permissions import Permission, require
from registry.documents import archive
from registry.documents.contents.lists import title_of
from registry.documents.retention import PERIODS
from registry.documents.service import archiving
from registry.review.queries import get_nomination
from registry.web.documents import present
from registry.web.documents.blueprint import bp
from registry.web.documents.forms import ArchiveForm
from registry.web.guard import actor, permission
from registry.web.telling import tell

# The pages of what is still to be given away, and of what the archive has.
PAGES = "trang", "trang-da-nop"
SIZE = 20


@bp.get("/luu-tru")
@permission(Permission.DOSSIER_EXPORT)
def list_archive() -> ResponseReturnValue:
    """Files that are decided: which the archive still waits for, which it has."""
    found = archive.list_closed(actor())
    lists = [one for one in found if not one.is_there], [one for one in reversed(found) if one.is_there]
    asked = [request.args.get(name, 1, type=int) for name in PAGES]
    pages = [slice_of(files, number or 1, SIZE) for files, number in zip(lists, asked, strict=True)]

    def href(name: str, number: int) -> str:
        """One list turns its page, the other stays where it is."""
        shown = {other: page.number for other, page in zip(PAGES, pages, strict=True)} | {name: number}
        return "?" + urlencode({other: at for other, at in shown.items() if at > 1})

    rows = [Page([_row(one) for one in page.items], page.number, page.size, page.total) for page in pages]
    return render_template(
        "documents/list_archive.html", open=rows[0], there=rows[1], periods=PERIODS,
        hrefs=[partial(href, name) for name in PAGES],
    )  # fmt: skip


def _row(one: archive.ClosedFile) -> dict[str, Any]:
    code = one.nomination.reference
    return {
        "code": code, "title": title_of(one.nomination), "unit": one.nomination.unit_name,
        "href": url_for("documents.archive_file", reference=code), "closed_on": one.closed_on,
        "due_on": one.due_on, "keep_until": one.keep_until, "is_late": one.is_late, "is_there": one.is_there,
        "mark": one.kept.mark if one.kept else "", "archived_on": one.kept.archived_on if one.kept else None,
    }  # fmt: skip


@bp.route("/de-cu/<ref:reference>/luu-tru", methods=["GET", "POST"])
@permission(Permission.DOSSIER_EXPORT)
def archive_file(reference: str) -> ResponseReturnValue:
    """Note that the archive has the file, and under which mark."""
    nomination = get_nomination(actor(), reference)
    require(actor(), Permission.DOSSIER_EXPORT, nomination)
    form = ArchiveForm.from_request()

    def noted() -> str:
        day = cast(date, form.archived_on.data)
        archiving.archive_file(actor(), nomination, mark=form.mark.data or "", on=day)
        tell(_("Noted: the archive has the file."), "success")
        return url_for("documents.list_archive")

    if form.submitted() and (answer := form.done(noted)):
        return answer
    kept = archive.find_kept(nomination)
    page = render_template(
        "documents/archive_file.html", form=form, nomination=nomination, title=title_of(nomination),
        kept=kept if kept is not None and kept.archived_on else None,
        bag=present.bag_of(actor(), nomination),
    )  # fmt: skip
    return page, form.status
