"""Drafts and dossiers on the search page, for whoever may open them, and on a page of their own."""

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue.models import Exemplar
from registry.core.i18n import _
from registry.core.paging import Page
from registry.discovery.inside import Piece, find_inside
from registry.identity.models import User
from registry.review import blindness
from registry.review.models import Nomination
from registry.review.states import OPENED_ASSIGNMENTS, NominationState
from registry.search.parsing import has_words
from registry.web.guard import actor, actor_or_none, signed_in
from registry.web.ports import closed_engine
from registry.web.search.address import Address, text_in
from registry.web.search.blueprint import bp
from registry.web.words import words_of_state

SHOWN, PAGE_SIZE = 5, 20


def inside_of(address: Address) -> dict[str, Any] | None:
    """The first of the reader's own work that answers the words of a search; None when there is nothing."""
    reader = actor_or_none()
    if reader is None or not address.text or address.page > 1:
        return None
    inside = find_inside(reader, closed_engine(), address.text, limit=SHOWN)
    if not inside.found:
        return None
    more = url_for("search.list_inside", q=address.text) if inside.total > len(inside.found) else ""
    return {
        "lines": [_line(reader, piece) for piece in inside.found],
        "total": inside.total,
        "more": more,
    }


@bp.get("/tim-kiem/ho-so")
@signed_in
def list_inside() -> ResponseReturnValue:
    """The reader's drafts and dossiers that answer; without words all of them, the last changed first.

    They know no filters: what is typed as one is looked for as the words it is made of.
    """
    given = Address.from_args(request.args)
    text = text_in(request.args)
    address = replace(given, text=text if has_words(text) else "", filters={}, sort="relevance", chosen=())
    offset = (address.page - 1) * PAGE_SIZE
    inside = find_inside(actor(), closed_engine(), address.text, offset=offset, limit=PAGE_SIZE)
    page = Page(inside.found, address.page, PAGE_SIZE, inside.total)
    if page.number > page.last:
        return redirect(address.at_page(page.last).url("search.list_inside"), 303)
    return render_template(
        "search/list_inside.html",
        address=address,
        inside=inside,
        lines=[_line(actor(), piece) for piece in inside.found],
        page=page,
        is_filtered=bool(given.filters),
    )


def _line(reader: User, piece: Piece) -> dict[str, Any]:
    """A line of the list; under a veil it names no unit."""
    if isinstance(piece, Exemplar):
        title, told = piece.latest.title, [_("Model being written"), piece.reference, piece.lead_unit_name]
        href = url_for("catalogue.show_tasks", reference=piece.reference)
    else:
        where = "" if blindness.is_veiled(reader, piece) else piece.unit_name
        title, told = blindness.title_for(reader, piece), [_("Nomination"), piece.reference, where]
        href = _place_of(reader, piece)
    of = " · ".join(part for part in told if part)
    return {"what": title, "of": of, "state": words_of_state(piece.state), "href": href}


def _place_of(reader: User, nomination: Nomination) -> str:
    """Where the reader works on it: a reviewer on the ballot, everybody else on the nomination's page."""
    if nomination.state is NominationState.VERIFIED:
        for one in nomination.assignments:
            if one.reviewer_id == reader.id and one.state in OPENED_ASSIGNMENTS:
                return url_for("review.score", reference=one.reference)
    return url_for("review.show_nomination", reference=nomination.reference)
