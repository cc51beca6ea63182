"""Finding drafts and dossiers by typing: nobody finds here what they may not open."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.audit.unchanged import while_unchanged
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.visibility import OWNERS, led_by
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.discovery.closed import IS_DRAFT
from registry.discovery.codes import reference_meant
from registry.discovery.typed_filters import without_names
from registry.identity.models import Role, User
from registry.legacy.rules import papers_in_hand
from registry.review.models import Nomination
from registry.review.queries.findable import VEILED, findable_nominations, load_findable
from registry.search.base import RELEVANCE, EngineUnavailable, Query, SearchEngine
from registry.units.models import Unit
from registry.units.rules import scope_of

# Of these none gives or takes a role, begins or ends a dossier or a ballot, or ties anybody to anything.
LEAVE_THEM = frozenset({
    "session.started", "session.refused", "session.ended", "session.others_ended",
    "user.password_changed", "user.password_reset", "ballot.saved", "mark.changed", "assignment.put_off",
    "remark.made", "remark.hidden", "question.asked", "question.forwarded", "question.answered",
    "question.dismissed", "vote.cast", "council.minutes_saved", "reminder.due", "reminder.late",
    "term.added", "term.changed", "term.removed",
})  # fmt: skip

Piece = Exemplar | Nomination


@dataclass(frozen=True)
class Inside:
    """Drafts and nominations that answer. `degraded`: the index is away, and codes alone are found."""

    total: int = 0
    found: list[Piece] = field(default_factory=list)
    degraded: bool = False


def find_inside(actor: User, engine: SearchEngine, text: str, *, offset: int = 0, limit: int = 5) -> Inside:
    """What of the drafts and dossiers that somebody may open answers a question; all of it to none."""
    keys = findable_keys(actor)
    code = reference_meant(text, {key.removesuffix(VEILED) for key in keys})
    if code is not None:
        found = _load(actor, [key for key in (code, code + VEILED) if key in keys])
        return Inside(len(found), found[offset : offset + limit])
    if not keys:
        return Inside()
    words = without_names(text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " "))
    sort = RELEVANCE if words.strip() else "updated"
    try:
        asked = Query(text=words, sort=sort, offset=offset, limit=limit, whole=True)
        outcome = engine.search(asked, keys)
    except EngineUnavailable:
        return Inside(degraded=True)
    return Inside(outcome.total, _load(actor, [hit.key for hit in outcome.hits if hit.key in keys]))


def findable_keys(actor: User) -> frozenset[str]:
    """The keys of all that somebody may match, count and order in the closed index; nothing else is asked.

    They are kept until the next event of the log or the next day: whatever changes them records one. What
    happens all day long and changes nobody's roles, ties, drafts and dossiers leaves them as they are.
    """
    if not actor.is_active:
        return frozenset()
    return while_unchanged(
        ("findable", actor.id),
        # Colleagues may find the same: each reference is kept once for all of them.
        lambda: frozenset(map(sys.intern, findable_nominations(actor) | _findable_drafts(actor))),
        whatever=LEAVE_THEM,
    )


def _findable_drafts(actor: User) -> frozenset[str]:
    """What `Permission.EXEMPLAR_EDIT` says of each: the unit's own, and what somebody types in from paper."""
    ways = [led_by(scope_of(actor, *OWNERS))]
    if staffed := scope_of(actor, Role.REGISTRY_STAFF):
        ways.append(led_by(staffed) & Exemplar.id.in_(papers_in_hand(actor)))
    return frozenset(db.session.scalars(select(Exemplar.reference).where(IS_DRAFT, or_(*ways))))


def _load(actor: User, keys: Iterable[str]) -> list[Piece]:
    """What these keys stand for, in that order, of what the actor may still open."""
    wanted = [key.removesuffix(VEILED) for key in keys]
    if not wanted:
        return []
    nominations = load_findable(wanted)
    # What was not handed in yet goes by the name its model has today.
    unsigned = [one.exemplar_id for one in nominations if one.version_id is None]
    drafts = set(wanted) - {one.reference for one in nominations}
    models = _load_models(drafts, unsigned) if drafts or unsigned else []
    loaded: dict[str, Piece] = {
        one.reference: one for one in nominations if allowed(actor, Permission.NOMINATION_FIND, one)
    }
    loaded |= {
        one.reference: one
        for one in models
        if one.reference in drafts and allowed(actor, Permission.EXEMPLAR_EDIT, one)
    }
    return [loaded[reference] for reference in wanted if reference in loaded]


def _load_models(drafts: set[str], unsigned: list[int]) -> list[Exemplar]:
    query = (
        select(Exemplar)
        .where(or_(IS_DRAFT & Exemplar.reference.in_(sorted(drafts)), Exemplar.id.in_(unsigned)))
        .options(
            joinedload(Exemplar.lead_unit).lazyload(Unit.names),
            selectinload(Exemplar.versions).load_only(ExemplarVersion.title),
        )
    )
    return list(db.session.scalars(query))
