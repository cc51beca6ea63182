"""GET /api/v1/figures/standing: what of the overview cannot be divided into a table, for other programs."""

from typing import Any

from flask.views import MethodView
from flask_login import current_user
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from registry.api.v1.figures import Narrowed, Problem
from registry.catalogue.queries import find_field, list_fields
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.permissions import Permission
from registry.reports.asking import own_units, period_of, unit_of
from registry.reports.figures.days import Spread, spreads_of
from registry.reports.figures.overdue import list_late
from registry.reports.figures.present import blanks_of, freshness_of
from registry.reports.notes import NOTES
from registry.reports.scope import Scope
from registry.reports.service.up_to import as_of
from registry.reports.states import WHOLE
from registry.units import queries as units

PARTS = ("overdue", "days", "coverage", "fresh")

blueprint = Blueprint("api_standing", __name__, url_prefix="/api/v1", description="How the movement stands")


class Asked(Narrowed):
    """What may be asked. `part` names what is told, all of it without; `period` is `2026`, `2026-q3` or
    `2026-08`, this year to date without; `unit` is a code, that of the reader without, `tat-ca` the whole
    country.
    """

    part = fields.List(fields.String(validate=validate.OneOf(PARTS)), load_default=[])
    period = fields.String(load_default="", validate=validate.Length(max=7))


class Late(Schema):
    """A unit that is waited for: what for, how often, and for how many days at most."""

    unit = fields.String()
    name = fields.String()
    what = fields.String()
    count = fields.Integer()
    days = fields.Integer()


class Overdue(Schema):
    """What is past its day today, whatever period is asked for, among what the reader looks after."""

    note = fields.String()
    on = fields.Date()
    rows = fields.List(fields.Nested(Late))


class Length(Schema):
    """Of so many stays that ended the middle one, and what nine of ten did not exceed, in working days."""

    stage = fields.String()
    count = fields.Integer()
    median = fields.Float()
    high = fields.Integer()


class Days(Schema):
    """How long stages took, and the whole way from submission to decision."""

    note = fields.String()
    stages = fields.List(fields.Nested(Length))
    whole = fields.Nested(Length, allow_none=True)


class Blank(Schema):
    """A place, and the codes of the fields of which it has no running model."""

    unit = fields.String()
    name = fields.String()
    fields_without = fields.List(fields.String())


class Coverage(Schema):
    """How many places there are, and those in which a field is missing."""

    note = fields.String()
    places = fields.Integer()
    blanks = fields.List(fields.Nested(Blank))


class Fresh(Schema):
    """Of so many running models, of how many evidence and results tell of the last twelve months."""

    note = fields.String()
    running = fields.Integer()
    evidence = fields.Integer()
    results = fields.Integer()


class Standing(Schema):
    """What was asked for; null what was not."""

    first_day = fields.Date()
    last_day = fields.Date()
    unit = fields.String(allow_none=True)
    as_of = fields.DateTime(allow_none=True)
    overdue = fields.Nested(Overdue, allow_none=True)
    days = fields.Nested(Days, allow_none=True)
    coverage = fields.Nested(Coverage, allow_none=True)
    fresh = fields.Nested(Fresh, allow_none=True)


@blueprint.route("/figures/standing")
class StandingFigures(MethodView):
    """The resource."""

    access = Permission.FIGURES_READ

    @blueprint.arguments(Asked, location="query")
    @blueprint.response(200, Standing)
    @blueprint.alt_response(401, schema=Problem, description="Nobody is signed in")
    @blueprint.alt_response(403, schema=Problem, description="The reader may not read figures")
    @blueprint.alt_response(404, schema=Problem, description="There is no such unit")
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Tell what is late, the days of each stage, blank spots and how fresh the news is.

        By the same definitions as the overview, with the same reach: of units that the reader does not look
        after only what is public is counted.
        """
        reader = current_user.user
        period, _code = period_of(asked["period"])
        field = find_field(asked["field"]) if asked["field"] else None
        level = Level(asked["level"]) if asked["level"] else None
        unit = unit_of(asked["unit"], own_units(reader))
        scope = Scope(reader, period, unit, field.id if field else None, level)
        told = {"overdue": _overdue, "days": _days, "coverage": _coverage, "fresh": _fresh}
        wanted = asked["part"] or PARTS
        return {
            "first_day": period.first,
            "last_day": period.last,
            "unit": unit.code if unit else None,
            "as_of": as_of(),
            **{part: told[part](scope) if part in wanted else None for part in PARTS},
        }


def _overdue(scope: Scope) -> dict[str, Any]:
    found = list_late(scope)
    known = {one.id: one for one in units.list_by_ids(one.unit_id for one in found)}
    rows = [
        {
            "unit": known[one.unit_id].code, "name": known[one.unit_id].name, "what": one.what.value,
            "count": one.count, "days": one.days,
        }
        for one in found
    ]  # fmt: skip
    return {"note": NOTES["overdue"], "on": today(), "rows": rows}


def _days(scope: Scope) -> dict[str, Any]:
    found = spreads_of(scope)
    whole = found.pop(WHOLE, None)
    return {
        "note": NOTES["days"],
        "stages": [_length(str(part), spread) for part, spread in found.items()],
        "whole": _length(WHOLE, whole) if whole else None,
    }


def _length(stage: str, spread: Spread) -> dict[str, Any]:
    return {"stage": stage, **vars(spread)}


def _coverage(scope: Scope) -> dict[str, Any]:
    known = {one.id: one.code for one in list_fields()}
    places, blanks = blanks_of(scope, known)
    told = [
        {"unit": one.place.code, "name": one.place.name, "fields_without": [known[f] for f in one.fields]}
        for one in blanks
    ]
    return {"note": NOTES["coverage"], "places": places, "blanks": told}


def _fresh(scope: Scope) -> dict[str, Any]:
    return {"note": NOTES["fresh"], **vars(freshness_of(scope))}
