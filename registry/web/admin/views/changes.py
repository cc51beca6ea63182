"""What happens to a unit: each change is typed, then shown with everything it will do, then confirmed."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from registry.core.errors import DomainError
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import rehearse
from registry.core.types import require_version
from registry.units.models import Unit
from registry.units.service import reorganising
from registry.units.states import Tree
from registry.web.admin import consequences, reach
from registry.web.admin.blueprint import bp
from registry.web.admin.fields import suggestions
from registry.web.admin.forms import DissolveForm, MergeForm, MoveForm, RenameForm, SplitForm
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.telling import tell

HIDDEN = frozenset({"csrf_token", "once", "version", "step"})
Effects = Callable[[], list[str]]
SomeForm = TypeVar("SomeForm", bound=Form)
LOOK = "look"


@bp.route("/quan-tri/don-vi/<ref:code>/doi-ten", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def rename_unit(code: str) -> ResponseReturnValue:
    """Give a unit a new name from a day on."""
    unit = reach.get_unit(actor(), code)
    form = _opened(RenameForm, unit)

    def command() -> None:
        reorganising.rename_unit(
            actor(), unit, name=form.name.data or "", on=form.day, basis=form.basis.data or ""
        )

    return _change(
        "admin/rename_unit.html",
        unit,
        form,
        command,
        lambda: consequences.of_rename(unit, form.name.data or "", form.day),
    )


@bp.route("/quan-tri/don-vi/<ref:code>/nhap", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def merge_unit(code: str) -> ResponseReturnValue:
    """End a unit, and perhaps others, in favour of one that goes on."""
    unit = reach.get_unit(actor(), code)
    form = _opened(MergeForm, unit)

    def ending() -> list[Unit]:
        return list(dict.fromkeys([unit, *form.units.units]))

    def command() -> None:
        reorganising.merge_units(
            actor(), ending(), into=form.into.named, on=form.day, basis=form.basis.data or ""
        )

    return _change(
        "admin/merge_unit.html",
        unit,
        form,
        command,
        lambda: consequences.of_merger(ending(), form.into.named, form.day),
    )


@bp.route("/quan-tri/don-vi/<ref:code>/chia", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def split_unit(code: str) -> ResponseReturnValue:
    """End a unit in favour of several."""
    unit = reach.get_unit(actor(), code)
    form = _opened(SplitForm, unit)

    def command() -> None:
        reorganising.split_unit(
            actor(), unit, into=form.into.units, on=form.day, basis=form.basis.data or "", heir=form.heir.unit
        )

    def effects() -> list[str]:
        return consequences.of_split(unit, form.into.units, form.heir.unit, form.day)

    return _change("admin/split_unit.html", unit, form, command, effects)


@bp.route("/quan-tri/don-vi/<ref:code>/giai-the", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def dissolve_unit(code: str) -> ResponseReturnValue:
    """End a unit; nothing follows."""
    unit = reach.get_unit(actor(), code)
    form = _opened(DissolveForm, unit)

    def command() -> None:
        reorganising.dissolve_unit(actor(), unit, on=form.day, basis=form.basis.data or "")

    return _change(
        "admin/dissolve_unit.html", unit, form, command, lambda: consequences.of_end(unit, form.day)
    )


@bp.route("/quan-tri/don-vi/<ref:code>/chuyen", methods=["GET", "POST"])
@permission(Permission.UNIT_ADMINISTER)
def move_unit(code: str) -> ResponseReturnValue:
    """Put a unit below another, in one of the two trees."""
    unit = reach.get_unit(actor(), code)
    form = _opened(MoveForm, unit)

    def command() -> None:
        reorganising.move_unit(
            actor(), unit, parent=form.parent.named, tree=Tree(form.tree.data), on=form.day,
            basis=form.basis.data or "",
        )  # fmt: skip

    def effects() -> list[str]:
        return consequences.of_move(unit, form.parent.named, Tree(form.tree.data), form.day)

    return _change("admin/move_unit.html", unit, form, command, effects)


def _change(
    template: str, unit: Unit, form: Form, command: Callable[[], None], effects: Effects
) -> ResponseReturnValue:
    """Type, see what will happen, confirm. Nothing is stored before the last step."""
    step = request.form.get("step", "")

    def checked() -> None:
        require_version(unit, form.seen_version)
        command()

    if _is_preview():
        if _is_sound(form) and _accepted(form, checked):
            return render_template(
                "admin/confirm_change.html",
                unit=unit,
                form=form,
                kept=_typed(request.args),
                effects=effects(),
            )
    elif form.submitted() and step != "change":
        if step == "confirm":
            answer = form.done(lambda: _carry_out(unit, checked))
            if answer:
                return answer
        elif _accepted(form, checked):
            asked = [*_typed(request.form), ("version", form.version.data), ("step", LOOK)]
            return redirect(f"{request.path}?{urlencode(asked)}", 303)
    return render_template(template, unit=unit, form=form, suggestions=suggestions()), form.status


def _opened(kind: type[SomeForm], unit: Unit) -> SomeForm:
    """The form as sent, as it stands in the address of the page that shows what will happen, or empty."""
    if _is_preview():
        return kind(formdata=request.args)
    return kind.from_request(version=str(unit.version))


def _is_preview() -> bool:
    """The page that shows what will happen has an address of its own: going back to it sends nothing."""
    return request.method == "GET" and request.args.get("step") == LOOK


def _typed(values: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in values.items(multi=True) if name not in HIDDEN]


def _is_sound(form: Form) -> bool:
    """Whether what stands in the address has the right shape; it carries no token, as it changes nothing."""
    form.validate()
    form.csrf_token.errors = []
    return not form.errors


def _accepted(form: Form, command: Callable[[], None]) -> bool:
    """Whether the command would go through; a refusal is shown in the form."""
    try:
        rehearse(command)
    except DomainError as refusal:
        if refusal.status not in {409, 422}:
            raise
        form.show(refusal)
        return False
    return True


def _carry_out(unit: Unit, command: Callable[[], None]) -> str:
    command()
    tell(_("The change is recorded."), "success")
    return url_for("admin.show_unit", code=unit.code)
