"""Keeping a search, changing it, pausing and deleting it: each person their own.

What somebody looks for is their own affair and changes no record: nothing of it stands in the audit log,
which is never erased (decision 0034).
"""

from collections.abc import Collection

from sqlalchemy import delete, update

from registry.alerts import queries
from registry.alerts.models import Numbers, SavedSearch
from registry.alerts.queries import Asked
from registry.alerts.states import HowOften, next_time
from registry.catalogue.queries import numbers_of
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.discovery.searching import SORTS
from registry.identity.models import User

MOST_SAVED = 20
LONGEST_NAME = 120
LONGEST_TEXT = 256
MOST_VALUES = 220


def save_search(actor: User, asked: Asked, *, name: str, how: HowOften, known: Numbers) -> SavedSearch:
    """Keep a search. `known` is what answers it now (`queries.known_now`): of that nobody is told."""
    with transaction():
        require(actor, Permission.ACCOUNT_USE)
        if len(queries.list_saved(actor)) >= MOST_SAVED:
            raise InvalidInput(
                "name",
                _("You keep %(most)s searches, the most there may be. Delete one first.", most=MOST_SAVED),
            )
        saved = SavedSearch(user_id=actor.id, how=how, told=known, seen=known, due_at=next_time(how, now()))
        _name(actor, saved, name)
        _ask(saved, asked)
        db.session.add(saved)
        db.session.flush()
    return saved


def change_search(
    actor: User, saved: SavedSearch, *, version: int | None, name: str, how: HowOften, known: Numbers
) -> None:
    """Call a search something else, or have it tell at other times; what came in silence is not told."""
    with transaction():
        _require_own(actor, saved)
        require_version(saved, version, {"name": saved.name, "how": saved.how})
        was_told = saved.tells
        _name(actor, saved, name)
        if saved.how is not how:
            saved.how, saved.due_at = how, next_time(how, now())
        if not was_told:
            saved.told |= known


def replace_search(
    actor: User, saved: SavedSearch, asked: Asked, *, version: int | None, known: Numbers
) -> None:
    """Have a kept search ask something else from now on, under its name and at its times."""
    with transaction():
        _require_own(actor, saved)
        require_version(saved, version, {"name": saved.name})
        _ask(saved, asked)
        saved.told = saved.seen = known


def pause_search(actor: User, saved: SavedSearch) -> None:
    """Tell nothing of a search until it is resumed."""
    with transaction():
        _require_own(actor, saved)
        saved.is_paused = True


def resume_search(actor: User, saved: SavedSearch, *, known: Numbers) -> None:
    """Tell of a search again, from what comes now on."""
    with transaction():
        _require_own(actor, saved)
        if saved.is_paused:
            saved.is_paused, saved.due_at = False, next_time(saved.how, now())
            saved.told |= known


def mark_seen(actor: User, saved: SavedSearch, references: Collection[str]) -> None:
    """Note that the person has seen these models: they are no longer new, and nobody writes of them."""
    with transaction():
        _require_own(actor, saved)
        numbers = frozenset(numbers_of(references).values())
        # Not a change of the search: a form that is open elsewhere stays good.
        values = {"seen": saved.seen | numbers, "told": saved.told | numbers}
        db.session.execute(update(SavedSearch).where(SavedSearch.id == saved.id).values(values))


def delete_search(actor: User, saved: SavedSearch, *, version: int | None) -> None:
    """Keep a search no longer."""
    with transaction():
        _require_own(actor, saved)
        require_version(saved, version, {"name": saved.name})
        db.session.delete(saved)


def stop_alerts(references: Collection[str]) -> None:
    """Pause the searches that a signed address names, for whoever holds the mail it stands in."""
    with transaction():
        for saved in queries.list_named(references):
            saved.is_paused = True


def forget_saved(user: User) -> None:
    """Delete all of a person's searches. Part of closing an account: opens no transaction of its own."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.user_id == user.id))


def _require_own(actor: User, saved: SavedSearch) -> None:
    require(actor, Permission.ACCOUNT_USE)
    if saved.user_id != actor.id:
        raise NotFound(_("There is no such saved search."))


def _name(actor: User, saved: SavedSearch, name: str) -> None:
    name = " ".join(clean_text(name).split())
    if not name:
        raise InvalidInput("name", _("Give the search a name."))
    if len(name) > LONGEST_NAME:
        raise InvalidInput("name", _("Write at most %(max)d characters", max=LONGEST_NAME))
    with db.session.no_autoflush:
        if queries.find_named(actor, name) not in {None, saved}:
            raise InvalidInput("name", _("You already keep a search of this name."))
    saved.name, saved.name_key = name, queries.key_of(name)


def _ask(saved: SavedSearch, asked: Asked) -> None:
    values = sum(map(len, asked.filters.values()))
    if len(asked.text) > LONGEST_TEXT or values > MOST_VALUES or asked.sort not in SORTS:
        raise InvalidInput("name", _("This search cannot be kept. Shorten it first."))
    saved.text, saved.filters, saved.sort = asked.text, asked.stored, asked.sort
