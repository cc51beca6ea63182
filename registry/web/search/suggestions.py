"""Suggestions while somebody types, for the script of the search box; the page needs none of it."""

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _, _n
from registry.discovery.suggesting import suggest
from registry.web.guard import actor_or_none, public
from registry.web.ports import engine
from registry.web.search.address import Address
from registry.web.search.blueprint import bp
from registry.web.search.cards import where_of
from registry.web.search.facets import name_of


@bp.get("/tim-kiem/goi-y")
@public
def suggest_results() -> ResponseReturnValue:
    """What may be meant, as lines of text with the address of each."""
    offered = suggest(actor_or_none(), engine(), request.args.get("q", ""))
    lines = [
        {
            "text": one.version.title,
            "note": where_of(one.exemplar),
            "href": url_for("catalogue.show_exemplar", reference=one.exemplar.reference),
        }
        for one in offered.models
    ]
    for facet, note, found in (
        ("province", _("Province or city"), offered.provinces),
        ("unit", _("Leading unit"), offered.units),
    ):
        lines += [
            {"text": name_of(one), "note": note, "href": Address().with_only(facet, one.code).url()}
            for one in found
        ]
    told = _n("%(num)s suggestion", "%(num)s suggestions", len(lines)) if lines else ""
    return jsonify(lines=lines, told=told)
