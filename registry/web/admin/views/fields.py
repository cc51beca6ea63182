"""The fields of the movement: which there are differs by place and year."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries
from registry.catalogue.models import Field
from registry.catalogue.service import fields
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import slug_of
from registry.core.permissions import Permission
from registry.web.admin.blueprint import bp
from registry.web.admin.forms import FieldForm, NewFieldForm
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/quan-tri/linh-vuc", methods=["GET", "POST"])
@permission(Permission.FIELD_ADMINISTER)
def list_fields() -> ResponseReturnValue:
    """All fields, and a form to add one."""
    form = NewFieldForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _add(form))):
        return answer
    rows = queries.list_fields(with_retired=True)
    return render_template("admin/list_fields.html", form=form, fields=rows), form.status


@bp.route("/quan-tri/linh-vuc/<ref:code>", methods=["GET", "POST"])
@permission(Permission.FIELD_ADMINISTER)
def edit_field(code: str) -> ResponseReturnValue:
    """Rename a field, or retire it."""
    field = queries.get_field(code)
    form = FieldForm.from_request(obj=field, version=str(field.version))
    if form.submitted() and (answer := form.done(lambda: _change(form, field))):
        return answer
    return render_template("admin/edit_field.html", form=form, subject=field), form.status


def _add(form: NewFieldForm) -> str:
    code = slug_of(form.name_en.data or form.name.data or "")[:40].strip("-")
    code = code if code[:1].isalpha() and len(code) > 1 else f"f-{code}"[:40]
    if queries.find_field(code):
        raise InvalidInput("name", _("There is a field of this name already."))
    fields.add_field(
        actor(), code=code, name=form.name.data or "", name_en=form.name_en.data or "",
        slot=int(form.slot.data),
    )  # fmt: skip
    tell(_("The field is added."), "success")
    return url_for("admin.list_fields")


def _change(form: FieldForm, field: Field) -> str:
    fields.change_field(
        actor(), field, name=form.name.data or "", name_en=form.name_en.data or "",
        is_active=form.is_active.data, version=form.seen_version,
    )  # fmt: skip
    tell(_("The field is changed."), "success")
    return url_for("admin.list_fields")
