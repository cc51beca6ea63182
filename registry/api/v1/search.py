"""GET /api/v1/search: the public's search for other programs."""

from typing import Any

from flask import current_app, url_for
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from registry.core.permissions import PUBLIC
from registry.discovery.searching import FACETS, OURS, SORTS, Findings, Found, find, with_typed
from registry.search.base import Query

blueprint = Blueprint("api_search", __name__, url_prefix="/api/v1", description="Search of public models")
DEEPEST = 10_000


class Question(Schema):
    """What may be asked. Several values of one facet are joined by OR, facets by AND."""

    class Meta:
        unknown = EXCLUDE

    q = fields.String(load_default="", validate=validate.Length(max=256))
    field = fields.List(fields.String(validate=validate.Length(max=80)), validate=validate.Length(max=20))
    province = fields.List(fields.String(validate=validate.Length(max=80)), validate=validate.Length(max=20))
    year = fields.List(fields.String(validate=validate.Length(max=4)), validate=validate.Length(max=20))
    level = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    subject = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    area = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    unit = fields.List(fields.String(validate=validate.Length(max=80)), validate=validate.Length(max=20))
    kind = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    cost = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    copied = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    proof = fields.List(fields.String(validate=validate.Length(max=40)), validate=validate.Length(max=20))
    sort = fields.String(
        load_default="relevance", validate=validate.OneOf([one for one in SORTS if one != OURS])
    )
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1000))
    per_page = fields.Integer(load_default=10, validate=validate.Range(1, 50))


class ModelFound(Schema):
    """One model, as far as the public may know it."""

    reference = fields.String()
    title = fields.String()
    summary = fields.String()
    unit = fields.String()
    province = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    year = fields.Integer(allow_none=True)
    score = fields.Float()
    url = fields.String()


class Answer(Schema):
    """The models of one page, how many there are in all, and counts by facet."""

    total = fields.Integer()
    page = fields.Integer()
    per_page = fields.Integer()
    hits = fields.List(fields.Nested(ModelFound))
    counts = fields.Dict(
        keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer())
    )
    suggestion = fields.String(allow_none=True)
    degraded = fields.Boolean()
    uncounted = fields.Boolean()


@blueprint.route("/search")
class Search(MethodView):
    """The search resource."""

    access = PUBLIC

    @blueprint.arguments(Question, location="query")
    @blueprint.response(200, Answer)
    def get(self, question: dict[str, Any]) -> dict[str, Any]:
        """Find models. Words with or without Vietnamese marks; everything else narrows the answer."""
        number, size = question["page"], question["per_page"]
        query = Query(
            text=question["q"].replace("\x00", " "),
            filters={name: frozenset(question[name]) for name in FACETS if question.get(name)},
            sort=question["sort"],
            offset=min((number - 1) * size, DEEPEST),
            limit=size,
        )
        findings = find(None, current_app.extensions["registry.search"], with_typed(query))
        return _answer(findings, number, size)


def _answer(findings: Findings, number: int, size: int) -> dict[str, Any]:
    return {
        "total": findings.total,
        "page": number,
        "per_page": size,
        "hits": [_model(one) for one in findings.found],
        "counts": {name: counts for name, counts in findings.counts.items() if name in FACETS},
        "suggestion": findings.suggestion,
        "degraded": findings.degraded,
        "uncounted": findings.uncounted,
    }


def _model(found: Found) -> dict[str, Any]:
    exemplar, version = found.exemplar, found.version
    return {
        "reference": exemplar.reference,
        "title": version.title,
        "summary": version.summary,
        "unit": exemplar.lead_unit_name,
        "province": exemplar.province.code if exemplar.province else None,
        "field": version.field.code if version.field else None,
        "year": version.started_year,
        "score": round(found.score, 4),
        "url": url_for("catalogue.show_exemplar", reference=exemplar.reference),
    }
