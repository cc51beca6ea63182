"""A unit's public page, and the page of one's own unit."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.campaigns.queries import last_day_to_nominate
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.replication.queries import title_of
from registry.units import queries
from registry.units.models import Unit
from registry.web.guard import actor, actor_or_none, permission, public
from registry.web.review import gifts
from registry.web.units import mine, present
from registry.web.units.blueprint import bp
from registry.web.units.credits import credits_of


@bp.get("/don-vi/<ref:code>")
@public
def show_unit(code: str) -> ResponseReturnValue:
    """What everybody may know of a unit: names, places, what became of it, its recognised models."""
    unit = queries.get_unit(code)
    page = present.models_of(unit, request.args.get("trang", 1, type=int))
    praised = present.praised_of(actor_or_none(), unit)
    return render_template(
        "units/show_unit.html",
        unit=unit,
        places=present.places_of(unit),
        rows=present.names_of(unit),
        before=present.predecessors_of(unit),
        after=present.successors_of(unit),
        below=present.below(unit),
        events=present.events_of(unit),
        page=page,
        cards=present.cards_of_page(page),
        recognised=present.count_recognised_of(unit),
        praised=praised,
        praises=gifts.rows_of(actor_or_none(), praised.items),
        credits=credits_of(unit),
    )


@bp.get("/don-vi-cua-toi")
@permission(Permission.UNIT_WORK)
def show_mine() -> ResponseReturnValue:
    """What one's own unit has in the register; who works for several chooses."""
    choices = mine.units_of(actor())
    unit = _chosen(choices, request.args.get("don-vi", ""))
    return render_template(
        "units/show_mine.html",
        unit=unit,
        choices=choices,
        merged=present.predecessors_of(unit),
        last_day=lambda campaign: last_day_to_nominate(campaign, unit.id),
        title_of=title_of,
        desk=mine.desk_of(actor(), unit, request.args.get("trang", 1, type=int)),
    )


def _chosen(choices: list[Unit], code: str) -> Unit:
    fits = [unit for unit in choices if code in ("", unit.code)]
    if not fits:
        raise NotFound(_("There is no such unit."))
    return fits[0]
