"""The templates of papers: the one that holds, its versions, bringing another one, going back."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.documents import drafting, queries
from registry.documents.contents import BY_SLUG, KINDS
from registry.documents.kind import Kind
from registry.documents.service import templating
from registry.documents.states import Letterhead
from registry.documents.writing import template_of
from registry.evidence.filetypes import DOCX, PDF
from registry.evidence.service.preparing import Upload
from registry.web.documents.blueprint import bp
from registry.web.documents.forms import PlainForm, TemplateForm
from registry.web.documents.views.files import printed
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.imports import receiving
from registry.web.telling import tell
from registry.web.words import word


@bp.get("/mau-van-ban")
@permission(Permission.PAPER_TEMPLATE)
def list_templates() -> ResponseReturnValue:
    """Every kind of paper with its letterheads."""
    held = queries.latest_versions()
    kinds = [(kind, [(head, held.get((kind.kind, head))) for head in Letterhead]) for kind in KINDS.values()]
    return render_template("documents/list_templates.html", kinds=kinds)


@bp.route("/mau-van-ban/<ref:slug>/<ref:letterhead>", methods=["GET", "POST"])
@permission(Permission.PAPER_TEMPLATE)
def show_template(slug: str, letterhead: str) -> ResponseReturnValue:
    """The marks of a template, its versions, and where another one is brought."""
    refusal = receiving.refuse_large(templating.LARGEST)
    if refusal is not None:
        return refusal
    receiving.check_token()
    kind, head = _named(slug, letterhead)
    form = TemplateForm.from_request(version=str(queries.latest_number(kind.kind, head)))
    if form.submitted() and (answer := _taken(kind, head, form)):
        return answer
    return _page(kind, head, form)


def _page(kind: Kind, head: Letterhead, form: Form) -> ResponseReturnValue:
    """The page as it is now, with what a form was refused for."""
    versions, latest = queries.list_versions(kind.kind, head), str(queries.latest_number(kind.kind, head))
    brings = form if isinstance(form, TemplateForm) else TemplateForm(version=latest, formdata=None)
    return render_template(
        "documents/show_template.html", form=brings, told=form, kind=kind, letterhead=head, versions=versions,
        is_shipped=not versions or versions[0].is_shipped,
        plain=PlainForm(version=brings.version.data, formdata=None),
    ), form.status  # fmt: skip


def _taken(kind: Kind, head: Letterhead, form: TemplateForm) -> ResponseReturnValue | None:
    """The answer to a template that was sent: a look at it, or the way back; None when it was refused."""
    file = form.file.data
    upload = Upload(file.stream, file.filename or "")
    content = form.prepared(lambda: templating.check_template(kind.kind, upload))
    if content is None:
        return None
    if request.form.get("act") == "preview":
        return _sample(kind, content, "xem-thu")
    return form.done(lambda: _brought(kind, head, form, content))


def _brought(kind: Kind, head: Letterhead, form: TemplateForm, content: bytes) -> str:
    templating.bring_template(
        actor(), kind.kind, head, content=content, file_name=form.file.data.filename or "",
        note=form.note.data or "", seen=form.seen_version,
    )  # fmt: skip
    tell(_("The template holds from now on."))
    return _address(kind, head)


def _sample(kind: Kind, content: bytes, name: str) -> Response:
    sample = templating.sample_of(content, kind.kind)
    return _saved(printed(sample, str(word(kind.kind)), name), PDF, f"{name}.pdf", inline=True)


def _named(slug: str, letterhead: str) -> tuple[Kind, Letterhead]:
    if slug not in BY_SLUG or letterhead not in list(Letterhead):
        raise NotFound(_("There is no such template."))
    return BY_SLUG[slug], Letterhead(letterhead)


def _address(kind: Kind, letterhead: Letterhead) -> str:
    return url_for("documents.show_template", slug=kind.slug, letterhead=letterhead.value)


@bp.post("/mau-van-ban/<ref:slug>/<ref:letterhead>/mau-goc")
@permission(Permission.PAPER_TEMPLATE)
def use_shipped(slug: str, letterhead: str) -> ResponseReturnValue:
    """Go back to the template that came with the registry."""
    kind, head = _named(slug, letterhead)
    form = PlainForm.from_request()

    def reset() -> str:
        templating.use_shipped(actor(), kind.kind, head, seen=form.seen_version)
        tell(_("The template that came with the registry holds again."))
        return _address(kind, head)

    return form.done(reset) or _page(kind, head, form)


@bp.get("/mau-van-ban/<ref:slug>/<ref:letterhead>/tep.docx")
@permission(Permission.PAPER_TEMPLATE)
def download_template(slug: str, letterhead: str) -> ResponseReturnValue:
    """A template for Word: the one that holds, one of its versions, or the one that came along."""
    kind, head = _named(slug, letterhead)
    asked = request.args.get("ban", "")
    content = template_of(kind.kind, head)
    if asked == "goc":
        content = drafting.shipped(kind.kind, head)
    elif asked:
        known = {str(one.number): one.content for one in queries.list_versions(kind.kind, head)}
        content = known.get(asked) or b""
    if not content:
        raise NotFound(_("There is no such version."))
    return _saved(content, DOCX, f"mau-{kind.slug}-{head.value}.docx")


@bp.get("/mau-van-ban/<ref:slug>/<ref:letterhead>/xem.pdf")
@permission(Permission.PAPER_TEMPLATE)
def preview_template(slug: str, letterhead: str) -> ResponseReturnValue:
    """The template that holds with the meaning of every mark in its place."""
    kind, head = _named(slug, letterhead)
    return _sample(kind, template_of(kind.kind, head), f"mau-{kind.slug}")


def _saved(content: bytes, media_type: str, name: str, *, inline: bool = False) -> Response:
    answer = Response(content, mimetype=media_type)
    way = "inline" if inline else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
