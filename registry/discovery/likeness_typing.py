"""Models like one that is being typed, and nominations of what may be the same achievement."""

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import contains_eager

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.discovery.documents import version_shown
from registry.discovery.searching import Found, find_similar, load
from registry.discovery.sights import sight_of
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.states import DECIDED_STATES, NominationState
from registry.search.base import Document, EngineUnavailable, SearchEngine
from registry.search.text import words

FEWEST_LETTERS = 8
LONGEST_TEXT = 4000
# How alike two names must be for one achievement under two names to be suspected.
ALIKE = 80
# Of how many models that the index finds the names are compared.
MOST_SIMILAR = 6
KNOWN_TO_ALL = (NominationState.RECOGNISED, NominationState.PRAISED)
# What stands for nothing any more: its achievement may be put forward again, or goes on elsewhere.
GIVEN_UP = DECIDED_STATES - set(KNOWN_TO_ALL) | {NominationState.WITHDRAWN}


def find_resembling(
    actor: User, engine: SearchEngine, title: str, summary: str, *, but: str = "", limit: int = 4
) -> list[Found]:
    """Models that speak of what is typed here, best first; none for a few letters or without an index."""
    if len(title.strip()) < FEWEST_LETTERS:
        return []
    visible = sight_of(actor, engine) - {but}
    text = Document(key=but, version=0, title=title[:LONGEST_TEXT], summary=summary[:LONGEST_TEXT])
    try:
        hits = engine.similar(text, visible, limit)
    except EngineUnavailable:
        return []
    return load(actor, hits, visible)


def list_nominated_alike(actor: User, engine: SearchEngine, exemplar: Exemplar) -> list[Nomination]:
    """Nominations of this year that may be for the same achievement, of this model and of ones like it.

    An achievement is put forward once in a period (Art. 5); this only warns. A reader is told of what
    they may read and of what was decided in public.
    """
    found = {one.exemplar.id for one in find_similar(actor, engine, exemplar, MOST_SIMILAR)}
    query = (
        select(Nomination)
        .join(Nomination.campaign)
        .join(Nomination.exemplar)
        .where(
            Nomination.state.not_in(GIVEN_UP),
            Campaign.year == today().year,
            or_(Exemplar.id.in_({exemplar.id, *found}), _of_the_unit(exemplar)),
        )
        .options(contains_eager(Nomination.exemplar).selectinload(Exemplar.versions))
        .order_by(Nomination.id)
    )
    # A unit may have thousands of models from lists; only the few it nominated this year are compared.
    title = compared(exemplar.latest.title)
    return [
        one
        for one in db.session.scalars(query)
        if (one.exemplar_id == exemplar.id or _is_alike(title, one.exemplar)) and _may_know(actor, one)
    ]


def _of_the_unit(exemplar: Exemplar) -> ColumnElement[bool]:
    if exemplar.lead_unit_id is None:
        return false()
    known = Exemplar.state.not_in((ExemplarState.DRAFT, ExemplarState.MERGED))
    return (Exemplar.lead_unit_id == exemplar.lead_unit_id) & known


def _is_alike(title: str, other: Exemplar) -> bool:
    return fuzz.token_sort_ratio(title, compared(version_shown(other).title)) >= ALIKE


def _may_know(actor: User, nomination: Nomination) -> bool:
    return nomination.state in KNOWN_TO_ALL or allowed(actor, Permission.NOMINATION_READ, nomination)


def compared(title: str) -> str:
    return " ".join(words(title))
