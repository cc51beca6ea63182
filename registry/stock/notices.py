"""Messages of a yearly review: the units that are asked, those who said nothing, and what came of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from flask_babel import force_locale

from registry.core.i18n import _, _l, _n
from registry.identity.models import User
from registry.identity.queries import list_holders
from registry.notifications.service import notify
from registry.stock.models import StockEntry, StockReview
from registry.stock.queries import OWNERS
from registry.stock.states import StockResult
from registry.units.queries import current_successors

RESULTS = {
    StockResult.KEEP: _l("Kept"),
    StockResult.REPLICATE: _l("Worth copying"),
    StockResult.STRENGTHEN: _l("To be strengthened"),
    StockResult.DROP: _l("Dropped from the list"),
}
INBOX = "/viec-can-lam"
Text = Callable[[list[StockEntry]], tuple[str, str]]


def owners_of(entry: StockEntry) -> list[User]:
    """Who works for the unit of a model today, or for what stands in its place."""
    unit = entry.exemplar.lead_unit
    return list_holders({one.id for one in current_successors(unit)}, *OWNERS) if unit else []


def tell_asked(review: StockReview, entries: Iterable[StockEntry]) -> None:
    """Each unit is asked once for all of its models."""
    day = f"{review.due_on:%d/%m/%Y}"
    _tell("stock.asked", entries, lambda mine: (
        _("Yearly review %(year)s: do your models go on? Answer by %(day)s", year=review.year, day=day),
        _titles(mine),
    ))  # fmt: skip


def tell_due(review: StockReview, entries: Iterable[StockEntry]) -> None:
    """The last day is near, or past."""
    _tell("stock.due", entries, lambda mine: (
        _n("Yearly review: %(num)s model still waits for your answer",
           "Yearly review: %(num)s models still wait for your answer", len(mine)),
        _("Last day: %(day)s.", day=f"{review.due_on:%d/%m/%Y}") + "\n" + _titles(mine),
    ))  # fmt: skip


def tell_silent(entries: Iterable[StockEntry]) -> None:
    """From now on everybody reads that nobody confirmed it."""
    _tell("stock.silent", entries, lambda mine: (
        _n("%(num)s model counts as not confirmed", "%(num)s models count as not confirmed", len(mine)),
        _("Nobody answered the yearly review. An answer now sets it right at once.") + "\n" + _titles(mine),
    ))  # fmt: skip


def tell_judged(entry: StockEntry, result: StockResult) -> None:
    """What the review makes of a model, and why."""
    until = entry.strengthen_by if result is StockResult.STRENGTHEN else None
    for person in owners_of(entry):
        with force_locale(person.language):
            subject = _("Yearly review %(year)s: %(result)s", year=entry.review.year, result=RESULTS[result])
            more = "\n" + _("To be done by %(day)s.", day=f"{until:%d/%m/%Y}") if until else ""
            body = f"{entry.title}\n{entry.reason}{more}"
            notify(person, "stock.judged", subject, body, f"/mo-hinh/{entry.exemplar.reference}")


def _titles(entries: Iterable[StockEntry]) -> str:
    return "\n".join(f"– {one.title}" for one in entries)


def _tell(kind: str, entries: Iterable[StockEntry], text: Text) -> None:
    """One message a person, whatever number of models it is about."""
    mine: dict[int, list[StockEntry]] = defaultdict(list)
    people: dict[int, User] = {}
    for entry in entries:
        for person in owners_of(entry):
            people[person.id] = person
            mine[person.id].append(entry)
    for key, person in people.items():
        with force_locale(person.language):
            subject, body = text(mine[key])
            notify(person, kind, subject, body, INBOX)
