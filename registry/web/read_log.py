"""Pages that show who people are: who opens them is written down, and nobody opens them by the thousand."""

import hashlib
import logging

from flask import Flask, request
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from registry.audit import reading
from registry.audit.reading import Opened
from registry.core.db import db
from registry.identity.queries import find_user
from registry.identity.throttle import Limit, TooManyTries
from registry.operations.alarms import HOUR, reading_too_much
from registry.web.guard import actor
from registry.web.people_pages import PAGES
from registry.web.ports import settings

log = logging.getLogger(__name__)

KEY = "registry.reading"
# A form that was refused shows its page again, with everything on it.
SHOWN = frozenset({200, 206, 409, 422})


def init(app: Flask) -> None:
    """Look before and write down after every page of the list. Comes after the guard."""
    app.before_request(_look)
    app.after_request(_note)


def _look() -> None:
    """Raise TooManyTries for whoever opens pages of ever other people; asking in vain counts, too."""
    if request.endpoint in PAGES and current_user.is_authenticated:
        kind, part, _words = PAGES[request.endpoint]
        reference = str((request.view_args or {}).get(part, ""))
        if kind == "user":
            # A user name is a personal value: what lasts calls the person by their reference.
            person = find_user(reference)
            reference = person.reference if person else ""
        _begin(Opened(request.endpoint, kind, reference[:80], _asked()))


def show(page: str, kind: str, reference: str) -> None:
    """For views of which only some openings show people: count and note this one.

    Raises TooManyTries for whoever has read of too many.
    """
    if current_user.is_authenticated:
        _begin(Opened(page, kind, reference[:80]))


def _begin(opened: Opened) -> None:
    person = actor()
    if reading.is_known(person.id, opened):
        return
    most = settings().reads_an_hour
    try:
        Limit(most, HOUR).take(_key(person.id))
    except TooManyTries:
        reading_too_much(person, most)
        raise
    request.environ[KEY] = (person.id, opened)


def _note(response: Response) -> Response:
    """What was shown is written down; a page that cannot be noted is shown, and the program's log says so."""
    held = request.environ.pop(KEY, None)
    if not held:
        return response
    try:
        if response.status_code in SHOWN:
            reading.note(held[0], held[1], address=request.remote_addr or "")
        elif response.status_code in {302, 303}:
            # A form that was sent and done with showed nothing of anybody.
            Limit(settings().reads_an_hour, HOUR).give_back(_key(held[0]))
    except OperationalError:
        db.session.rollback()
        log.warning("a reading could not be noted: %s", held[1].page)
    return response


def _key(person_id: int) -> str:
    return f"reading:{person_id}"


def _asked() -> str:
    """A mark of the filters and the page that were asked for: each part of a list is a reading of its own.

    What was typed may name people; it is not kept.
    """
    asked = request.query_string
    return hashlib.sha256(asked).hexdigest()[:12] if asked else ""
