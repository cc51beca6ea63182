"""The front page: find a model, see what is new and what was copied most."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.queries import last_day_to_nominate, list_open
from registry.core.clock import today
from registry.discovery.searching import Findings, find
from registry.replication.queries import count_confirmed_by_source, count_places
from registry.review.queries.notice import list_running_notices
from registry.search.base import Query
from registry.web.guard import actor_or_none, public
from registry.web.home.blueprint import bp
from registry.web.ports import engine
from registry.web.search.address import Address
from registry.web.search.cards import cards_of_listed
from registry.web.search.facets import field_names
from registry.web.search.views import EXAMPLES

NEWEST, MOST_COPIED, SHOWN_CAMPAIGNS = 3, 5, 3


@bp.get("/")
@public
def show_home() -> ResponseReturnValue:
    newest = _best("recognised", NEWEST)
    copied = _best("copies", MOST_COPIED)
    return render_template(
        "home/show_home.html",
        address=Address(),
        examples=[(text, Address(text=text).url()) for text in EXAMPLES],
        fields=_fields(newest),
        newest=cards_of_listed(newest.listed),
        most_copied=_bars(copied),
        figures=_figures(newest),
        campaigns=[one for one in list_open() if today() <= last_day_to_nominate(one)][:SHOWN_CAMPAIGNS],
        notices=list_running_notices()[:SHOWN_CAMPAIGNS],
        day=today(),
    )


def _best(sort: str, limit: int) -> Findings:
    return find(actor_or_none(), engine(), Query(sort=sort, limit=limit))


def _fields(findings: Findings) -> list[dict[str, Any]]:
    counts = findings.counts.get("field", {})
    return [
        {
            "label": name,
            "slot": slot,
            "count": counts.get(code, 0),
            "href": Address(filters={"field": (code,)}).url(),
        }
        for code, (name, slot) in field_names().items()
    ]


def _bars(findings: Findings) -> list[dict[str, Any]]:
    ids = {model.id: model for model, _missing in findings.listed}
    counts = count_confirmed_by_source(ids)
    return [
        {
            "label": ids[source].title,
            "href": url_for("catalogue.show_exemplar", reference=ids[source].reference),
            "value": count,
            "slot": field.slot if (field := ids[source].field) else 1,
        }
        for source, count in sorted(counts.items(), key=lambda pair: pair[1], reverse=True)
    ]


def _figures(findings: Findings) -> dict[str, int]:
    return {
        "models": findings.total,
        "recognised": sum(findings.counts.get("level", {}).values()),
        "places": count_places(),
    }
