"""Reading yearly reviews: one, lists, what waits for whom."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.evidence.queries import list_all_items, list_items
from registry.identity.models import Role, User
from registry.review.models import Recognition
from registry.review.states import RecognitionState
from registry.stock.models import StockEntry, StockReview
from registry.stock.states import EntryState, StockResult, StockState
from registry.units.models import Unit
from registry.units.queries import tree
from registry.units.rules import scope_of, units_with_role

OWNERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD)
READERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)
# Days after the last one on which an answer still counts as given in time.
GRACE = timedelta(days=14)
SILENT = "silent"


def get_review(actor: User, reference: str) -> StockReview:
    """The review with a reference; raises NotFound, also for who may not read it."""
    found = db.session.scalar(select(StockReview).where(StockReview.reference == reference))
    if found is None or not allowed(actor, Permission.STOCK_READ, found):
        raise NotFound(_("There is no such review."))
    return found


def list_reviews(actor: User) -> list[StockReview]:
    """The reviews somebody may read, the latest year first."""
    query = select(StockReview).where(StockReview.unit_id.in_(scope_of(actor, *READERS)))
    return list(
        db.session.scalars(
            query.options(joinedload(StockReview.unit)).order_by(StockReview.year.desc(), StockReview.id)
        )
    )


def get_entry(actor: User, review: str, exemplar: str) -> StockEntry:
    """A model in a review; raises NotFound, also for who neither answers for it nor reads the review."""
    query = (
        select(StockEntry)
        .join(StockEntry.review)
        .join(StockEntry.exemplar)
        .where(StockReview.reference == review, Exemplar.reference == exemplar)
    )
    found = db.session.scalar(query)
    if found is None or not any(
        allowed(actor, one, found) for one in (Permission.STOCK_READ, Permission.STOCK_ANSWER)
    ):
        raise NotFound(_("There is no such review."))
    return found


def entries_of(review: StockReview, state: EntryState | None = None) -> list[StockEntry]:
    """The models of a review by title, narrowed to those at one state."""
    query = select(StockEntry).where(StockEntry.review_id == review.id)
    if state is not None:
        query = query.where(StockEntry.state == state)
    exemplar = joinedload(StockEntry.exemplar).joinedload(Exemplar.lead_unit)
    query = query.options(exemplar).order_by(StockEntry.title, StockEntry.id)
    return list(db.session.scalars(query))


def unjudged_of(review: StockReview) -> list[StockEntry]:
    """What keeps a review from being closed: no result yet, and its unit was not silent to the end."""
    listed = [one for one in entries_of(review) if one.result is None]
    return [one for one in listed if one.silent_on is None or one.answer is not None]


def counts_of(review_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """How many models are at each state, by the id of the review."""
    found: dict[int, Counter[str]] = {}
    query = (
        select(StockEntry.review_id, StockEntry.state, func.count())
        .where(StockEntry.review_id.in_(set(review_ids)))
        .group_by(StockEntry.review_id, StockEntry.state)
    )
    for review, state, count in db.session.execute(query):
        found.setdefault(review, Counter())[state.value] = count
    return found


def figures_of(review: StockReview) -> dict[str, int]:
    """What a review comes to: by result, and how many units said nothing; of a closed one as it was kept."""
    if review.state is StockState.CLOSED:
        return dict(review.figures)
    entries = entries_of(review)
    found = Counter(one.result.value for one in entries if one.result is not None)
    silent = sum(one.answer is None and one.result is None for one in entries)
    return {**{one.value: found[one.value] for one in StockResult}, SILENT: silent}


def to_review(unit: Unit, year: int, day: date) -> list[tuple[Exemplar, Recognition]]:
    """What a review of a year looks at: models recognised in earlier years by the unit, or by one that was
    merged into it, each with the latest recognition in force.

    Those of the year itself join the stock as they are (RULES 2, step 7).
    """
    issuers = tree().predecessors(unit.id, day) | {unit.id}
    query = (
        select(Exemplar, Recognition)
        .join(Recognition, Recognition.exemplar_id == Exemplar.id)
        .where(
            Recognition.issuer_id.in_(issuers),
            Recognition.state == RecognitionState.IN_FORCE,
            Recognition.year < year,
            Exemplar.state != ExemplarState.MERGED,
        )
        .order_by(Exemplar.id, Recognition.year.desc(), Recognition.id.desc())
    )
    latest: dict[int, tuple[Exemplar, Recognition]] = {}
    for exemplar, recognition in db.session.execute(query):
        latest.setdefault(exemplar.id, (exemplar, recognition))
    return list(latest.values())


def count_fresh_files(entry: StockEntry) -> int:
    """How many files were attached since the last look at the model: an answer, or its recognition."""
    since, first = last_look(entry), dict[str | None, date]()
    for one in list_all_items(entry.exemplar):
        # A new version takes over what the one before it had.
        day, key = one.added_at.astimezone(HERE).date(), one.digest or one.link
        first[key] = min(first.get(key, day), day)
    return sum(first[one.digest or one.link] > since for one in list_items(entry.exemplar.latest))


def last_look(entry: StockEntry) -> date:
    """The day of the last answer before this review; without one, the end of the year of the recognition."""
    query = (
        select(func.max(StockEntry.answered_at))
        .join(StockEntry.review)
        .where(StockEntry.exemplar_id == entry.exemplar_id, StockReview.year < entry.review.year)
    )
    answered = db.session.scalar(query)
    return answered.astimezone(HERE).date() if answered else date(entry.recognised_in, 12, 31)


def history_of(exemplar: Exemplar) -> list[StockEntry]:
    """What was said of a model in each review, the latest first; where nothing was, it is left out."""
    query = (
        select(StockEntry)
        .join(StockEntry.review)
        .where(
            StockEntry.exemplar_id == exemplar.id,
            or_(StockEntry.answer.is_not(None), StockEntry.result.is_not(None)),
        )
        .options(contains_eager(StockEntry.review))
        .order_by(StockReview.year.desc(), StockEntry.id.desc())
    )
    return list(db.session.scalars(query))


class Waiting(NamedTuple):
    """Something that waits for a person: words, the page where it is done, since when, and until when."""

    kind: str
    title: str
    detail: str
    endpoint: str
    values: dict[str, Any]
    since: date
    due: date | None


def waiting_for(actor: User) -> list[Waiting]:
    """Own models of which a review asks, and open reviews in which models wait for a result."""
    asked = [
        Waiting(
            "stock.answer", one.title, _("Yearly review %(year)s", year=one.review.year),
            "stock.answer", {"review": one.review.reference, "reference": one.exemplar.reference},
            one.review.opened_on, one.review.due_on,
        )
        for one in db.session.scalars(_asked_of(actor))
    ]  # fmt: skip
    return asked + [_to_judge(review, count) for review, count in _unjudged_of(actor)]


def references_waiting(actor: User) -> list[str]:
    """The references of all that, and nothing more: every page counts them."""
    asked = [one.exemplar.reference for one in db.session.scalars(_asked_of(actor))]
    return asked + [review.reference for review, _count in _unjudged_of(actor)]


def _asked_of(actor: User) -> Select[StockEntry]:
    held = units_with_role(actor, *OWNERS)
    units = held.union(*(tree().predecessors(unit, today()) for unit in held))
    return (
        select(StockEntry)
        .join(StockEntry.review)
        .join(StockEntry.exemplar)
        .where(
            StockEntry.state == EntryState.WAITING,
            StockReview.state == StockState.OPEN,
            Exemplar.lead_unit_id.in_(units),
        )
        .options(contains_eager(StockEntry.review), contains_eager(StockEntry.exemplar))
        .order_by(StockReview.due_on, StockEntry.id)
    )


def _unjudged_of(actor: User) -> list[tuple[StockReview, int]]:
    reach = scope_of(actor, Role.REGISTRY_STAFF)
    if not reach:
        return []
    query = (
        select(StockReview, func.count(StockEntry.id))
        .join(StockEntry, StockEntry.review_id == StockReview.id)
        .where(
            StockReview.state == StockState.OPEN,
            StockEntry.state == EntryState.ANSWERED,
            StockReview.unit_id.in_(reach),
        )
        .group_by(StockReview.id)
    )
    return [(review, count) for review, count in db.session.execute(query)]


def _to_judge(review: StockReview, count: int) -> Waiting:
    said = _n("%(num)s model has been answered for", "%(num)s models have been answered for", count)
    title = _("Yearly review %(year)s", year=review.year)
    return Waiting(
        "stock.judge", title, said, "stock.show_review", {"reference": review.reference},
        review.opened_on, None,
    )  # fmt: skip
