"""Yearly reviews as the pages show them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.stock import queries
from registry.stock.models import StockEntry, StockReview
from registry.stock.queries import OWNERS
from registry.stock.states import EntryState, StockResult, StockState
from registry.units.naming import at_start
from registry.units.rules import has_role_at
from registry.web.words import word


def unit_of(review: StockReview) -> str:
    """Whose list it is, as it begins a line."""
    return at_start(review.unit.name)


def link_of(review: StockReview, state: EntryState | None = None) -> str:
    """The page of a review, narrowed to the models at one state."""
    chosen = f"?trang-thai={state.value}" if state else ""
    return url_for("stock.show_review", reference=review.reference) + chosen


def model_link(entry: StockEntry) -> str:
    """The page of the model."""
    return url_for("catalogue.show_exemplar", reference=entry.exemplar.reference)


def judge_link(entry: StockEntry) -> str:
    """The page on which the result of a model is noted."""
    return url_for("stock.judge", review=entry.review.reference, reference=entry.exemplar.reference)


def is_own(actor: User, entry: StockEntry) -> bool:
    """Whether the person works for the unit of the model."""
    unit = entry.exemplar.lead_unit
    return unit is not None and has_role_at(actor, unit, *OWNERS)


def may_answer(actor: User, entry: StockEntry) -> bool:
    """Whether an answer can be given now, or corrected."""
    takes = entry.review.state is StockState.OPEN and entry.state is not EntryState.JUDGED
    return takes and allowed(actor, Permission.STOCK_ANSWER, entry)


def may_judge(actor: User, entry: StockEntry) -> bool:
    """Whether a result can be noted now, or changed."""
    if entry.review.state is StockState.CLOSED or entry.result is StockResult.DROP:
        return False
    ready = entry.state is not EntryState.WAITING or entry.silent_on is not None
    return ready and allowed(actor, Permission.STOCK_REVIEW, entry)


def rows_of(reviews: Iterable[StockReview]) -> list[dict[str, Any]]:
    """One row a review: whose, which year, how far."""
    listed = list(reviews)
    counts = queries.counts_of(one.id for one in listed)
    none: Counter[str] = Counter()
    return [
        {
            "href": link_of(one),
            "review": one,
            "unit": unit_of(one),
            "total": sum(counts.get(one.id, none).values()),
            "waiting": counts.get(one.id, none)[EntryState.WAITING],
            "judged": counts.get(one.id, none)[EntryState.JUDGED],
        }
        for one in listed
    ]


def figures_of(review: StockReview) -> list[dict[str, Any]]:
    """What a review comes to, for stat.draw."""
    found = queries.figures_of(review)
    silent = _("No answer") if review.state is StockState.CLOSED else _("No answer yet")
    names = [(one.value, word(one)) for one in StockResult] + [(queries.SILENT, silent)]
    return [{"label": label, "value": found.get(key, 0)} for key, label in names]


def left_of(review: StockReview) -> int:
    """How many models still stand in the way of closing a review."""
    return len(queries.unjudged_of(review))


def tabs_of(review: StockReview, counts: Mapping[str, int], state: EntryState | None) -> list[dict[str, Any]]:
    """The states of the models in a review, each with its number."""
    every = {"label": _("All"), "href": link_of(review), "count": sum(counts.values()), "current": not state}
    return [every] + [
        {
            "label": word(one),
            "href": link_of(review, one),
            "count": counts.get(one, 0),
            "current": state is one,
        }
        for one in EntryState
    ]


def entries_of(actor: User, entries: Iterable[StockEntry]) -> list[dict[str, Any]]:
    """One row a model, with what the person may do about it."""
    return [{"entry": one, "href": model_link(one), "acts": _acts(actor, one)} for one in entries]


def _acts(actor: User, entry: StockEntry) -> list[tuple[str, str]]:
    acts = []
    if may_judge(actor, entry):
        label = _("Change the result") if entry.result else _("Note the result")
        acts.append((label, judge_link(entry)))
    if entry.state is EntryState.WAITING and may_answer(actor, entry):
        href = url_for("stock.answer", review=entry.review.reference, reference=entry.exemplar.reference)
        acts.append((_("Write down the answer"), href))
    return acts


def after_judging(actor: User, entry: StockEntry) -> str:
    """The next model that waits for the person's result; after the last one the review itself."""
    waiting = queries.entries_of(entry.review, EntryState.ANSWERED)
    return next((judge_link(one) for one in waiting if may_judge(actor, one)), link_of(entry.review))
