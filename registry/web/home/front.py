"""The front page: find a model, see what is new and what was copied most."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from registry.campaigns.models import Campaign
from registry.campaigns.queries import last_day_to_nominate
from registry.campaigns.states import CampaignState
from registry.core.clock import today
from registry.core.db import db
from registry.discovery.documents import COUNTED_COPIES
from registry.discovery.searching import Findings, find
from registry.replication.models import Replication
from registry.search.base import Query
from registry.web.guard import actor_or_none, public
from registry.web.home.blueprint import bp
from registry.web.ports import engine
from registry.web.search.address import Address
from registry.web.search.cards import cards_of
from registry.web.search.facets import field_names
from registry.web.search.views import EXAMPLES

NEWEST, MOST_COPIED = 3, 5


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
        newest=cards_of(newest.found),
        most_copied=_bars(copied),
        figures=_figures(newest),
        campaigns=[(one, last_day_to_nominate(one)) for one in _open_campaigns()],
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
    ids = {one.exemplar.id: one for one in findings.found}
    counts = (
        select(Replication.source_id, func.count())
        .where(Replication.source_id.in_(ids), Replication.state.in_(COUNTED_COPIES))
        .group_by(Replication.source_id)
        .order_by(func.count().desc())
    )
    return [
        {
            "label": ids[source].version.title,
            "href": url_for("catalogue.show_exemplar", reference=ids[source].exemplar.reference),
            "value": count,
            "slot": field.slot if (field := ids[source].version.field) else 1,
        }
        for source, count in db.session.execute(counts)
    ]


def _figures(findings: Findings) -> dict[str, int]:
    places = select(func.count(func.distinct(Replication.unit_id))).where(
        Replication.state.in_(COUNTED_COPIES)
    )
    return {
        "models": findings.total,
        "recognised": sum(findings.counts.get("level", {}).values()),
        "places": db.session.scalar(places) or 0,
    }


def _open_campaigns() -> list[Campaign]:
    query = select(Campaign).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.closes_on)
    return list(db.session.scalars(query.limit(3)))
