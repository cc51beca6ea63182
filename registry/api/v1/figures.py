"""GET /api/v1/figures: the figures that the overview and its reports tell, for other programs."""

from typing import Any

from flask.views import MethodView
from flask_login import current_user
from flask_smorest import Blueprint, abort
from marshmallow import EXCLUDE, Schema, fields, validate

from registry.catalogue.queries import list_fields
from registry.catalogue.states import Level, SubjectKind
from registry.core.errors import InvalidInput
from registry.core.permissions import Permission
from registry.reports.builder import ACROSS, ROWS, Answer, Question, ask
from registry.reports.definitions import FIGURES
from registry.reports.figures.counting import By
from registry.reports.service.up_to import as_of
from registry.units import queries as units

blueprint = Blueprint("api_figures", __name__, url_prefix="/api/v1", description="Figures of the movement")


class Narrowed(Schema):
    """What figures are narrowed to: a unit by its code, that of the reader without one; a field; a level."""

    class Meta:
        unknown = EXCLUDE

    unit = fields.String(load_default="", validate=validate.Length(max=80))
    field = fields.String(load_default="", validate=validate.Length(max=80))
    level = fields.String(load_default="", validate=validate.OneOf(["", *(one.value for one in Level)]))


class Asked(Narrowed):
    """What may be asked. Periods are `2026`, `2026-q3` or `2026-08`; without them the year until today is
    told, without a unit that of the reader; `tat-ca` is the whole country. `known_by` is a day, or a month:
    the figures are told as they were on it.
    """

    figure = fields.List(
        fields.String(validate=validate.OneOf(list(FIGURES))), required=True, validate=validate.Length(1, 20)
    )
    rows = fields.String(load_default=By.FIELD.value, validate=validate.OneOf([one.value for one in ROWS]))
    across = fields.String(load_default="", validate=validate.OneOf(["", *(one.value for one in ACROSS)]))
    since = fields.String(load_default="", validate=validate.Length(max=7))
    until = fields.String(load_default="", validate=validate.Length(max=7))
    known_by = fields.String(load_default="", validate=validate.Length(max=12))
    subject = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in SubjectKind)])
    )


class Told(Schema):
    """One figure and how it is counted."""

    code = fields.String()
    title = fields.String()
    unit = fields.String()
    note = fields.String()


class LeftOut(Schema):
    """A figure that cannot be divided or narrowed so."""

    code = fields.String()
    why = fields.String()


class Row(Schema):
    """One row: its code, its name where it is a unit or a field, and a number for each column, null where it
    is too small to be shown.
    """

    key = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    numbers = fields.List(fields.Integer(allow_none=True))
    total = fields.Integer(allow_none=True)


class Table(Schema):
    """A table of figures. `columns` are codes of figures, or what the one figure is divided by."""

    first_day = fields.Date()
    last_day = fields.Date()
    unit = fields.String(allow_none=True)
    as_of = fields.DateTime(allow_none=True)
    known_by = fields.Date(allow_none=True)
    figures = fields.List(fields.Nested(Told))
    left_out = fields.List(fields.Nested(LeftOut))
    columns = fields.List(fields.String(allow_none=True))
    rows = fields.List(fields.Nested(Row))
    totals = fields.List(fields.Integer())
    total = fields.Integer(allow_none=True)


class Problem(Schema):
    """Why there is no answer."""

    status = fields.Integer()
    detail = fields.String()


@blueprint.route("/figures")
class Figures(MethodView):
    """The figures resource."""

    access = Permission.FIGURES_READ

    @blueprint.arguments(Asked, location="query")
    @blueprint.response(200, Table)
    @blueprint.alt_response(401, schema=Problem, description="Nobody is signed in")
    @blueprint.alt_response(403, schema=Problem, description="The reader may not read figures")
    @blueprint.alt_response(404, schema=Problem, description="There is no such unit")
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Tell figures, divided and narrowed as was asked: the same numbers as on the pages of the reader.

        It has the figures that can be divided. What is late, the days of each stage, coverage and how fresh
        the news is are told by `/api/v1/figures/standing`.
        """
        question = Question.from_stored({**asked, "figures": asked["figure"]})
        try:
            answer = ask(current_user.user, question)
        except InvalidInput as fault:
            abort(422, message=str(fault.message), errors={"query": {fault.field: [str(fault.message)]}})
            raise
        return _table(answer)


def _table(answer: Answer) -> dict[str, Any]:
    scope, question = answer.scope, answer.question
    keys = {line.key for line in answer.lines}
    named = _named(question.rows, keys)
    across = _named(question.across, set(answer.columns)) if question.across else {}
    return {
        "first_day": scope.period.first,
        "last_day": scope.period.last,
        "unit": scope.unit.code if scope.unit else None,
        "as_of": as_of(),
        "known_by": scope.known_by,
        "figures": answer.figures,
        "left_out": [{"code": one.code, "why": str(why)} for one, why in answer.left_out],
        "columns": [across.get(one, (_code(one), None))[0] for one in answer.columns],
        "rows": [
            {
                "key": named.get(line.key, (_code(line.key), None))[0],
                "name": named.get(line.key, (None, None))[1],
                "numbers": line.numbers,
                "total": line.total,
            }
            for line in answer.lines
        ],
        "totals": answer.totals,
        "total": answer.total,
    }


def _named(by: By, keys: set[Any]) -> dict[Any, tuple[str, str]]:
    """Code and name of the fields and units among the keys."""
    if by is By.FIELD:
        return {one.id: (one.code, one.name) for one in list_fields(with_retired=True)}
    if by in (By.UNIT, By.BELOW):
        return {one.id: (one.code, one.name) for one in units.list_by_ids(key for key in keys if key)}
    return {}


def _code(key: Any) -> str | None:
    if isinstance(key, tuple):
        return f"{key[0]}-{key[1] or ''}"
    return None if key is None else str(key)
