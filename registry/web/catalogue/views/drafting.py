"""Pages around a registration in the making: autosaving, what was put aside, earlier texts, dropping it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.service import drafting, removing
from registry.catalogue.service.holding import free_contents
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity import queries as identity
from registry.identity.models import KeptText
from registry.identity.service import keeping
from registry.web.catalogue import drafts, hub
from registry.web.catalogue import kept as kept_texts
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.draft_forms import DeleteForm, RestoreForm
from registry.web.catalogue.forms import FORMS, PlainForm
from registry.web.catalogue.labels import SECTIONS, SLUGS, section_at
from registry.web.guard import actor, keeps_typed, permission
from registry.web.telling import tell


@bp.post("/mo-hinh/<ref:reference>/sua/<section>/tu-luu")
@keeps_typed
@permission(Permission.EXEMPLAR_EDIT)
def autosave_section(reference: str, section: str) -> ResponseReturnValue:
    """Store what was typed so far; answers in JSON, for the script on the page."""
    exemplar, part = hub.own_exemplar(reference), _fillable(section)
    answer, status = drafts.autosave(actor(), exemplar, part)
    return answer, status


@bp.get("/mo-hinh/<ref:reference>/sua/<section>/do-dang/<int(max=999999999):number>")
@permission(Permission.EXEMPLAR_EDIT)
def show_kept(reference: str, section: str, number: int) -> ResponseReturnValue:
    """What the person typed and what could not be stored, beside what the section says now."""
    exemplar, part = hub.own_exemplar(reference), _fillable(section)
    kept = _kept(exemplar, part, number)
    page = {
        "kept": kept_texts.describe(exemplar, part, kept),
        "texts": kept_texts.texts_of_kept(exemplar, part, kept),
        "title": SECTIONS[part],
    }
    form = PlainForm.from_request()
    return render_template(
        "catalogue/show_kept.html", exemplar=exemplar, version=exemplar.latest, form=form, **page
    )


@bp.post("/mo-hinh/<ref:reference>/sua/<section>/do-dang/<int(max=999999999):number>/bo")
@permission(Permission.EXEMPLAR_EDIT)
def drop_kept(reference: str, section: str, number: int) -> ResponseReturnValue:
    """Forget what was put aside."""
    exemplar, part = hub.own_exemplar(reference), _fillable(section)
    kept = identity.find_kept(actor(), number)
    if kept is not None:
        keeping.drop_text(actor(), _kept(exemplar, part, number))
        tell(_("What was typed and not stored is dropped."), "success")
    return redirect(hub.section_url(exemplar, part), 303)


@bp.get("/mo-hinh/<ref:reference>/sua/<section>/ban-truoc")
@permission(Permission.EXEMPLAR_EDIT)
def list_snapshots(reference: str, section: str) -> ResponseReturnValue:
    """The earlier texts of a section, each of which can be had again."""
    exemplar, part = hub.own_exemplar(reference), _fillable(section)
    if exemplar.latest.is_frozen or free_contents(exemplar, part) is not None:
        return redirect(hub.tasks_url(exemplar), 303)
    return _snapshots_page(exemplar, part, RestoreForm.of(exemplar.latest, part))


@bp.post("/mo-hinh/<ref:reference>/sua/<section>/ban-truoc")
@permission(Permission.EXEMPLAR_EDIT)
def restore_snapshot(reference: str, section: str) -> ResponseReturnValue:
    """Let a section say again what it said then."""
    exemplar, part = hub.own_exemplar(reference), _fillable(section)
    form = RestoreForm.of(exemplar.latest, part)
    if form.submitted() and (answer := form.done(lambda: _restored(exemplar, part, form))):
        return answer
    return _snapshots_page(exemplar, part, form)


def _snapshots_page(exemplar: Exemplar, part: Section, form: RestoreForm) -> ResponseReturnValue:
    page = {"title": SECTIONS[part], "slug": SLUGS[part], "snapshots": drafts.snapshots_of(exemplar, part)}
    return render_template(
        "catalogue/list_snapshots.html", exemplar=exemplar, version=exemplar.latest, form=form, **page
    ), form.status


def _restored(exemplar: Exemplar, part: Section, form: RestoreForm) -> str:
    number = int(form.snapshot.data or 0)
    drafting.restore_snapshot(actor(), exemplar, part, number, version=form.seen_version)
    tell(
        _("The earlier text stands there again. What stood there is kept among the earlier texts."), "success"
    )
    return hub.section_url(exemplar, part)


@bp.route("/mo-hinh/<ref:reference>/xoa-nhap", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_EDIT)
def delete_draft(reference: str) -> ResponseReturnValue:
    """Delete a registration that was never finished; the word that confirms it must be typed."""
    exemplar = hub.own_exemplar(reference)
    form = DeleteForm.from_request(version=str(exemplar.version))
    if form.submitted() and (answer := form.done(lambda: _deleted(exemplar, form))):
        return answer
    return render_template(
        "catalogue/delete_draft.html", exemplar=exemplar, title=hub.title_of(exemplar.latest), form=form
    ), form.status


def _deleted(exemplar: Exemplar, form: DeleteForm) -> str:
    title, pages = hub.title_of(exemplar.latest), kept_texts.pages_of(exemplar)
    removing.delete_draft(actor(), exemplar, version=form.seen_version)
    for page in pages:
        keeping.forget_below(page)
    tell(_("The draft “%(title)s” is deleted.", title=title), "success")
    return url_for("catalogue.start_registration")


def _fillable(slug: str) -> Section:
    part = section_at(slug)
    if part not in FORMS:
        raise NotFound(_("There is no such section."))
    return part


def _kept(exemplar: Exemplar, part: Section, number: int) -> KeptText:
    kept = identity.find_kept(actor(), number)
    if kept is None or kept.place.partition("#")[0] != kept_texts.page_path(exemplar, part):
        raise NotFound(_("There is nothing of this kind any more."))
    return kept
