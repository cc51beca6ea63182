"""What a campaign or a unit was given, by kind: recognitions and praise are lists of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from registry.campaigns.models import Campaign
from registry.catalogue.masking import mask_for
from registry.catalogue.queries import version_for_others
from registry.core.paging import Page
from registry.core.permissions import Permission, allowed
from registry.documents.issuers import IssuerNames
from registry.identity.models import User
from registry.review.models import Decision
from registry.review.queries.rewards import page_of_given
from registry.review.states import Outcome
from registry.web.words import word

GIVEN = (Outcome.RECOGNISED, Outcome.PRAISED)
ASKED = "ket-qua"


@dataclass(frozen=True)
class Gifts:
    """One of the lists, and the links to both with how many each holds."""

    choices: list[dict[str, Any]]
    page: Page[Decision]
    rows: list[dict[str, Any]]
    values: dict[str, str]


def given_in(reader: User | None, campaign: Campaign) -> Gifts | None:
    """What a campaign gave: the list that the address asks for; None where it gave nothing yet."""
    asked = request.args.get(ASKED, "")
    number = request.args.get("trang", 1, type=int)
    pages = {one: page_of_given(one, number, campaign=campaign) for one in GIVEN}
    if not any(page.total for page in pages.values()):
        return None
    first = next(one for one in GIVEN if pages[one].total)
    shown = next((one for one in GIVEN if one.value == asked), first)
    choices = [
        {
            "label": word(one),
            "count": pages[one].total,
            "current": one is shown,
            "href": _href(campaign, one),
        }
        for one in GIVEN
    ]
    return Gifts(choices, pages[shown], rows_of(reader, pages[shown].items), {ASKED: shown.value})


def _href(campaign: Campaign, outcome: Outcome) -> str:
    values: dict[str, Any] = {ASKED: outcome.value}
    return url_for("campaigns.show_campaign", reference=campaign.reference, **values, _anchor="ket-qua")


def rows_of(reader: User | None, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Model, unit, number, day and issuer; of a model that the reader may not read only its code."""
    names = IssuerNames(one.issuer for one in decisions)
    return [_row(reader, one, names) for one in decisions]


def _row(reader: User | None, decision: Decision, names: IssuerNames) -> dict[str, Any]:
    exemplar = decision.nomination.exemplar
    if not allowed(reader, Permission.EXEMPLAR_READ, exemplar):
        return {"title": exemplar.reference}
    return {
        "title": version_for_others(exemplar).title,
        "href": url_for("catalogue.show_exemplar", reference=exemplar.reference),
        "unit": mask_for(exemplar)(decision.nomination.unit_name),
        "number": decision.number,
        "on": decision.decided_on,
        "issuer": names.of(decision.issuer, decision.decided_on, decision.paper_id),
    }
