"""Tables that are kept: their list, keeping one, renaming, replacing and deleting it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.reports.builder import Question
from registry.reports.models import SavedTable
from registry.reports.queries import get_saved, list_saved
from registry.reports.service import keeping
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.reports import builder_asked as asked
from registry.web.reports.blueprint import bp
from registry.web.reports.saved_forms import SavedForm
from registry.web.reports.saved_present import asks_of, href_of, name_for
from registry.web.telling import tell


@bp.get("/bao-cao/da-luu")
@permission(Permission.FIGURES_READ)
def list_tables() -> ResponseReturnValue:
    """The tables I keep, and those of my units."""
    found = list_saved(actor())
    asks = asks_of(*(keeping.question_of(one) for one in found))
    rows = [
        {"saved": one, "asks": parts, "href": href_of(one)} for one, parts in zip(found, asks, strict=True)
    ]
    return render_template("reports/list_tables.html", rows=rows)


@bp.route("/bao-cao/luu", methods=["GET", "POST"])
@permission(Permission.FIGURES_READ)
def save_table() -> ResponseReturnValue:
    """Keep the table that stands in the address."""
    reader = actor()
    question = asked.question_in(request.args, reader)
    form = SavedForm.for_reader(reader, name=name_for(question))
    if form.submitted() and (answer := form.done(lambda: _save(form, question))):
        return answer
    return render_template(
        "reports/save_table.html",
        form=form,
        asks=asks_of(question)[0],
        action=asked.url_of(question, "reports.save_table"),
        back=asked.url_of(question),
        others=[
            (one, asked.url_of(question, "reports.replace_table", reference=one.reference))
            for one in list_saved(reader)
        ],
    ), form.status


@bp.route("/bao-cao/da-luu/<ref:reference>", methods=["GET", "POST"])
@permission(Permission.FIGURES_READ)
def edit_table(reference: str) -> ResponseReturnValue:
    """What a kept table is called, and whose it is."""
    saved = get_saved(actor(), reference)
    form = SavedForm.for_reader(actor(), saved.unit, name=saved.name, version=str(saved.version))
    if form.submitted() and (answer := form.done(lambda: _change(form, saved))):
        return answer
    saved = get_saved(actor(), reference)
    return render_template(
        "reports/edit_table.html",
        form=form,
        saved=saved,
        asks=asks_of(keeping.question_of(saved))[0],
        href=href_of(saved),
    ), form.status


@bp.route("/bao-cao/da-luu/<ref:reference>/thay", methods=["GET", "POST"])
@permission(Permission.FIGURES_READ)
def replace_table(reference: str) -> ResponseReturnValue:
    """Whether to have a kept table ask what stands in the address, beside what it asks now."""
    saved = get_saved(actor(), reference)
    question = asked.question_in(request.args, actor())
    form = Form.from_request(version=str(saved.version))
    if form.submitted() and (answer := form.done(lambda: _replace(form, saved, question))):
        return answer
    saved = get_saved(actor(), reference)
    now, then = asks_of(keeping.question_of(saved), question)
    return render_template(
        "reports/replace_table.html",
        form=form,
        saved=saved,
        now=now,
        then=then,
        is_same=keeping.question_of(saved) == question,
        action=asked.url_of(question, "reports.replace_table", reference=reference),
        back=asked.url_of(question, "reports.save_table"),
    ), form.status


@bp.route("/bao-cao/da-luu/<ref:reference>/xoa", methods=["GET", "POST"])
@permission(Permission.FIGURES_READ)
def delete_table(reference: str) -> ResponseReturnValue:
    """Whether to keep a table no longer."""
    saved = get_saved(actor(), reference)
    form = Form.from_request(version=str(saved.version))
    if form.submitted() and (answer := form.done(lambda: _delete(form, saved))):
        return answer
    asks = asks_of(keeping.question_of(saved))[0]
    return render_template("reports/delete_table.html", form=form, saved=saved, asks=asks), form.status


def _save(form: SavedForm, question: Question) -> str:
    saved = keeping.save_table(actor(), question, name=form.name.data or "", unit=form.unit)
    tell(_("The report “%(name)s” is saved.", name=saved.name))
    return url_for("reports.list_tables")


def _change(form: SavedForm, saved: SavedTable) -> str:
    keeping.change_table(actor(), saved, version=form.seen_version, name=form.name.data or "", unit=form.unit)
    tell(_("The report “%(name)s” is saved.", name=saved.name))
    return url_for("reports.list_tables")


def _replace(form: Form, saved: SavedTable, question: Question) -> str:
    keeping.replace_table(actor(), saved, question, version=form.seen_version)
    tell(_("“%(name)s” now shows this.", name=saved.name))
    return href_of(saved)


def _delete(form: Form, saved: SavedTable) -> str:
    name = saved.name
    keeping.delete_table(actor(), saved, version=form.seen_version)
    tell(_("The report “%(name)s” is deleted.", name=name))
    return url_for("reports.list_tables")
