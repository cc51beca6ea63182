"""Units: finding, recording, looking at one."""

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.models import Role
from registry.identity.queries import list_holders
from registry.units.models import Unit
from registry.units.queries import find_unit, search_units
from registry.units.rules import administers_above
from registry.units.service import correcting, registering
from registry.units.states import UnitKind
from registry.web.admin import reach
from registry.web.admin.blueprint import bp
from registry.web.admin.fields import label_of, my_scope, suggestions
from registry.web.admin.forms import CorrectNameForm, UnitForm
from registry.web.guard import actor, permission
from registry.web.telling import tell
from registry.web.units import present
from registry.web.words import choices


@bp.get("/quan-tri/don-vi")
@permission(Permission.UNIT_ADMINISTER)
def list_units() -> ResponseReturnValue:
    """The units in my scope, by words and kind."""
    text, kind = request.args.get("q", "").strip()[:100], request.args.get("loai", "")
    ended = request.args.get("ca-cu") == "1"
    page = search_units(
        text,
        within=my_scope(),
        kind=UnitKind(kind) if kind in list(UnitKind) else None,
        with_ended=ended,
        number=request.args.get("trang", 1, type=int),
    )
    asked = {"q": text, "loai": kind, "ca-cu": "1" if ended else ""}
    return render_template(
        "admin/list_units.html",
        page=page,
        asked=asked,
        kinds=choices(UnitKind),
        places={unit.id: present.places_of(unit) for unit in page.items},
        href=lambda number: "?" + urlencode({**asked, "trang": number}),
    )


@bp.route("/quan-tri/don-vi/moi", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def create_unit() -> ResponseReturnValue:
    """Record a unit below one I administer."""
    above = find_unit(request.args.get("tren", ""))
    given = {"parent": label_of(above)} if above is not None and above.id in my_scope() else {}
    form = UnitForm.from_request(**given)
    if form.submitted() and (answer := form.done(lambda: _record(form))):
        return answer
    return render_template("admin/create_unit.html", form=form, suggestions=suggestions()), form.status


@bp.get("/quan-tri/don-vi/<ref:code>")
@permission(Permission.UNIT_ADMINISTER)
def show_unit(code: str) -> ResponseReturnValue:
    """One unit: where it stands, who works there, what can be done with it."""
    unit = reach.get_unit(actor(), code)
    return render_template(
        "admin/show_unit.html",
        unit=unit,
        places=present.places_of(unit),
        names=present.names_of(unit),
        before=present.predecessors_of(unit),
        after=present.successors_of(unit),
        below=present.below(unit),
        events=present.events_of(unit),
        people=list_holders({unit.id}, *Role),
        may_decide=administers_above(actor(), unit),
    )


@bp.route("/quan-tri/don-vi/<ref:code>/sua-ten", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def correct_name(code: str) -> ResponseReturnValue:
    """Mend a slip in the present name of a unit."""
    unit = reach.get_unit(actor(), code)
    form = CorrectNameForm.from_request(name=unit.name, version=str(unit.version))
    if form.submitted(lambda: correcting.require_other_name(unit, form.name.data or "")) and (
        answer := form.done(lambda: _mend_name(form, unit))
    ):
        return answer
    return render_template("admin/correct_name.html", unit=unit, form=form), form.status


def _mend_name(form: CorrectNameForm, unit: Unit) -> str:
    correcting.correct_name(
        actor(), unit, name=form.name.data or "", reason=form.reason.data or "", version=form.seen_version
    )
    tell(_("The name is mended."), "success")
    return url_for("admin.show_unit", code=unit.code)


def _record(form: UnitForm) -> str:
    unit = registering.create_unit(
        actor(),
        name=form.name.data or "",
        kind=UnitKind(form.kind.data),
        parent=form.parent.unit,
        party_parent=form.party_parent.unit,
        started_on=form.started_on.data,
        areas=form.areas.data or (),
    )
    tell(_("The unit is recorded."), "success")
    return url_for("admin.show_unit", code=unit.code)
