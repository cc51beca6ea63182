"""Two to four nominations side by side."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import queries as campaigns
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.web.council.blueprint import bp
from registry.web.guard import actor, permission
from registry.web.review import standings

FEWEST, MOST = 2, 4


@bp.get("/dot-xet/<ref:reference>/so-sanh")
@permission(Permission.NOMINATION_RANK)
def compare(reference: str) -> ResponseReturnValue:
    """The chosen nominations, one column each: figures, points by criterion, flags."""
    campaign = campaigns.get_campaign(actor(), reference)
    require(actor(), Permission.NOMINATION_RANK, campaign)
    rubric = campaigns.rubric_of(campaign)
    asked = request.args.getlist("ma")
    ranking = standings.ranking_of(actor(), campaign, number=request.args.get("trang", 1, type=int))
    chosen = standings.rows_of(actor(), campaign, asked) if asked else []
    fits = FEWEST <= len(chosen) <= MOST
    return render_template(
        "council/compare.html",
        campaign=campaign,
        rows=ranking.rows,
        page=ranking.page,
        page_href=lambda n: url_for("council.compare", reference=reference, ma=asked, trang=n),
        asked=set(asked),
        chosen=chosen if fits else [],
        wrong=bool(asked) and not fits,
        criteria=_criteria(chosen) if fits else [],
        rubric=rubric,
        top=rubric.ceiling,
        trail=[
            (_("Ranking"), url_for("review.show_ranking", reference=reference)),
            (_("Compare"), None),
        ],
    )


def _criteria(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The mean of each criterion, one for each column; the best of a row is marked when it is alone."""
    first = next((row["matrix"] for row in chosen if row["matrix"]), None)
    if first is None:
        return []
    found = []
    for at, criterion in enumerate(first["rows"]):
        cells = [row["matrix"]["rows"][at] if row["matrix"] else None for row in chosen]
        shares = [cell["share"] for cell in cells if cell and cell["share"] is not None]
        top = max(shares, default=None)
        best = top if len(shares) > 1 and shares.count(top) == 1 else None
        found.append(
            {
                "label": criterion["label"],
                "most": criterion["most"],
                "cells": [
                    {
                        "text": cell["mean"] if cell else "",
                        "best": cell is not None and best is not None and cell["share"] == best,
                    }
                    for cell in cells
                ],
            }
        )
    return found
