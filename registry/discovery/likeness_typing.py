"""Models like one that is being typed, and nominations of what may be the same achievement."""

from rapidfuzz import fuzz
from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.discovery.documents import version_shown
from registry.discovery.searching import Found, find_similar, load
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.states import NominationState
from registry.search.base import Document, EngineUnavailable, SearchEngine
from registry.search.text import words

FEWEST_LETTERS = 8
LONGEST_TEXT = 4000
# How alike two names must be for one achievement under two names to be suspected.
ALIKE = 80
KNOWN_TO_ALL = (NominationState.RECOGNISED, NominationState.PRAISED)


def find_resembling(
    actor: User, engine: SearchEngine, title: str, summary: str, *, but: str = "", limit: int = 4
) -> list[Found]:
    """Models that speak of what is typed here, best first; none for a few letters or without an index."""
    if len(title.strip()) < FEWEST_LETTERS:
        return []
    visible = catalogue.visible_references(actor) - {but}
    text = Document(key=but, version=0, title=title[:LONGEST_TEXT], summary=summary[:LONGEST_TEXT])
    try:
        hits = engine.similar(text, visible, limit)
    except EngineUnavailable:
        return []
    return load(hits, visible)


def list_nominated_alike(actor: User, engine: SearchEngine, exemplar: Exemplar) -> list[Nomination]:
    """Nominations of this year that may be for the same achievement, of this model and of ones like it.

    An achievement is put forward once in a period (Art. 5); this only warns. A reader is told of what
    they may read and of what was decided in public.
    """
    alike = {exemplar.id, *(one.id for one in _alike(actor, engine, exemplar))}
    query = (
        select(Nomination)
        .join(Nomination.campaign)
        .where(
            Nomination.exemplar_id.in_(alike),
            Nomination.state.not_in({NominationState.WITHDRAWN, NominationState.NOT_CHOSEN}),
            Campaign.year == today().year,
        )
        .order_by(Nomination.id)
    )
    return [one for one in db.session.scalars(query) if _may_know(actor, one)]


def _may_know(actor: User, nomination: Nomination) -> bool:
    return nomination.state in KNOWN_TO_ALL or allowed(actor, Permission.NOMINATION_READ, nomination)


def _alike(actor: User, engine: SearchEngine, exemplar: Exemplar) -> list[Exemplar]:
    title = _compared(exemplar.latest.title)
    same_unit = select(Exemplar).where(
        Exemplar.lead_unit_id == exemplar.lead_unit_id,
        Exemplar.id != exemplar.id,
        Exemplar.state.not_in((ExemplarState.DRAFT, ExemplarState.MERGED)),
    )
    ours = list(db.session.scalars(same_unit)) if exemplar.lead_unit_id is not None else []
    known = [*ours, *(found.exemplar for found in find_similar(actor, engine, exemplar, 6))]
    return [
        one for one in known if fuzz.token_sort_ratio(title, _compared(version_shown(one).title)) >= ALIKE
    ]


def _compared(title: str) -> str:
    return " ".join(words(title))
