"""The search page and its page of filters for phones."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.paging import Page
from registry.discovery.searching import OURS, Findings, find, find_listed
from registry.search.excluding import without_minus
from registry.web.guard import actor_or_none, public
from registry.web.ports import engine
from registry.web.search.address import PAGE_SIZE, Address
from registry.web.search.blueprint import bp
from registry.web.search.cards import cards_of_listed
from registry.web.search.facets import chips_of, facets_of, label_of, tabs_of
from registry.web.search.inside import inside_of
from registry.web.search.ours import ours_of, with_reasons
from registry.web.search.remarks import remarks_of
from registry.web.search.saved_present import same_of
from registry.web.search.taking import most_taken
from registry.web.turns import in_turn

# Each way out costs a search; an address with a hundred filters must not cost a hundred.
MOST_TRIED = 6
EXAMPLES = ("hien dat lam duong", "phân loại rác", "camera an ninh")


@bp.get("/tim-kiem")
@public
@in_turn
def show_results() -> ResponseReturnValue:
    address = Address.from_args(request.args)
    findings = find(actor_or_none(), engine(), address.query())
    page = Page(findings.listed, address.page, PAGE_SIZE, findings.total)
    if page.number > page.last:
        return redirect(address.at_page(page.last).url(), 303)
    ours = ours_of(address, findings)
    back = request.full_path.rstrip("?")[:400]
    cards = with_reasons(cards_of_listed(findings.listed, findings.terms, back), findings)
    return render_template(
        "search/show_results.html",
        address=address,
        findings=findings,
        cards=comparable(cards, findings, address),
        picked=picked(address),
        back=back,
        most_taken=most_taken(),
        ours=ours,
        inside=inside_of(address),
        facets=facets_of(address, _counts(findings)),
        chips=chips_of(address),
        remarks=remarks_of(address),
        tabs=tabs_of(address, findings.counts),
        page=page,
        sorts=sorts(with_ours=ours is not None),
        examples=[(text, Address(text=text).url()) for text in EXAMPLES],
        relief=relief(address, findings),
        same=same_of(address),
    )


@bp.get("/tim-kiem/bo-loc")
@public
@in_turn
def show_filters() -> ResponseReturnValue:
    address = Address.from_args(request.args)
    findings = find(actor_or_none(), engine(), address.query())
    return render_template(
        "search/show_filters.html",
        address=address,
        findings=findings,
        facets=facets_of(address, _counts(findings), everything=True),
        remarks=remarks_of(address),
    )


def _counts(findings: Findings) -> dict[str, dict[str, int]] | None:
    """What was counted; None while nothing could be."""
    return None if findings.degraded or findings.uncounted else findings.counts


def sorts(*, with_ours: bool) -> list[tuple[str, str]]:
    """The orders a reader may choose; who acts for a unit also that of units like theirs."""
    return [
        ("relevance", _("Best match")),
        *([(OURS, _("Best match for our unit"))] if with_ours else []),
        ("recognised", _("Newest recognition")),
        ("copies", _("Most copied")),
        ("updated", _("Last updated")),
    ]


def comparable(cards: list[dict[str, Any]], findings: Findings, address: Address) -> list[dict[str, Any]]:
    """The cards with a box to tick for comparing."""
    for card, (model, _missing) in zip(cards, findings.listed, strict=True):
        card["compare"] = model.reference
        card["is_compared"] = model.reference in address.chosen
    return cards


def picked(address: Address) -> list[tuple[str, str]]:
    """The models that were ticked, on this page or another: reference and title."""
    found = find_listed(actor_or_none(), address.chosen) if address.chosen else []
    return [(one.exemplar.reference, one.version.title) for one in found]


def relief(address: Address, findings: Findings) -> list[dict[str, Any]]:
    """When nothing was found: which filter to drop, how many come back, and where that is."""
    if findings.total:
        return []
    ways: list[dict[str, Any]] = []
    in_use = [(facet, value) for facet, values in address.filters.items() for value in values]
    # What took long once is not asked again in other words.
    for facet, value in in_use[: 0 if findings.uncounted else MOST_TRIED]:
        looser = address.without(facet, value)
        total = find(actor_or_none(), engine(), looser.query()).total
        if total:
            ways.append({"label": label_of(facet, value), "total": total, "href": looser.url()})
    for phrase in () if findings.uncounted else findings.excluded[:MOST_TRIED]:
        looser = address.with_text(without_minus(address.text, phrase))
        total = find(actor_or_none(), engine(), looser.query()).total if looser.text != address.text else 0
        if total:
            ways.append({"label": f"-{phrase}", "total": total, "href": looser.url()})
    return sorted(ways, key=lambda way: -int(way["total"]))[:3]
