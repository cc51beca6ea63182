"""Pages that show who people are: who opens them is written down, and nobody opens them by the thousand."""

import logging

from flask import Flask, request
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from registry.audit import reading
from registry.audit.reading import Opened
from registry.core.db import db
from registry.core.i18n import _l
from registry.identity.queries import find_user
from registry.identity.throttle import Limit, TooManyTries
from registry.operations.alarms import HOUR, reading_too_much
from registry.web.guard import actor
from registry.web.ports import settings

log = logging.getLogger(__name__)

# Each page with what it shows people of: the kind, the part of its address that says which, words for it.
PAGES = {
    "admin.list_users": ("users", "", _l("List of people")),
    "admin.show_user": ("user", "username", _l("Page of a person")),
    "admin.edit_user": ("user", "username", _l("Details of a person")),
    "admin.show_history": ("history", "reference", _l("Log of something")),
    "consent.list_people": ("exemplar", "reference", _l("People named in a model")),
    "consent.edit_person": ("subject", "reference", _l("Somebody named in a model")),
    "consent.record_answers": ("subject", "reference", _l("Answers of somebody named in a model")),
    "council.compare": ("campaign", "reference", _l("Scores side by side")),
    "council.show_session": ("session", "reference", _l("Session of the council")),
    "council.print_minutes": ("session", "reference", _l("Minutes of the council")),
    "evidence.show_original": ("evidence", "reference", _l("Photo as it was taken")),
    "evidence.show_covered": ("evidence", "reference", _l("File behind the covered parts")),
    "review.assign": ("nomination", "reference", _l("Reviewers of a nomination")),
    "review.handle_objection": ("objection", "reference", _l("Objection and who made it")),
    "review.list_recusals": ("campaign", "reference", _l("Who steps aside")),
    "review.list_reviewers": ("campaign", "reference", _l("Reviewers of a campaign")),
    "review.set_profile": ("reviewer", "person", _l("What a reviewer can take on")),
    "review.show_discrepancy": ("nomination", "reference", _l("Scores that differ")),
    "units.list_people": ("users", "", _l("People of a unit")),
}
KEY = "registry.reading"


def init(app: Flask) -> None:
    """Look before and write down after every page of the list. Comes after the guard."""
    app.before_request(_look)
    app.after_request(_note)


def _look() -> None:
    """Raise TooManyTries for whoever opens pages of ever other people; asking in vain counts, too."""
    if request.endpoint not in PAGES or not current_user.is_authenticated:
        return
    person, opened = actor(), _opened()
    if reading.is_known(person.id, opened):
        return
    most = settings().reads_an_hour
    try:
        Limit(most, HOUR).take(f"reading:{person.id}")
    except TooManyTries:
        reading_too_much(person, most)
        raise
    request.environ[KEY] = (person.id, opened)


def _note(response: Response) -> Response:
    """What was shown is written down; a page that cannot be noted is shown, and the program's log says so."""
    held = request.environ.get(KEY)
    if held and response.status_code == 200:
        try:
            reading.note(held[0], held[1], address=request.remote_addr or "")
        except OperationalError:
            db.session.rollback()
            log.warning("a reading could not be noted: %s", held[1].page)
    return response


def _opened() -> Opened:
    kind, part, _words = PAGES[request.endpoint or ""]
    reference = str((request.view_args or {}).get(part, ""))
    if kind == "user":
        # A user name is a personal value: what lasts calls the person by their reference.
        person = find_user(reference)
        reference = person.reference if person else ""
    return Opened(request.endpoint or "", kind, reference[:80])
