"""Loading the demonstration: the real records through the importer, the invented story as it happened."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from registry.calendar.service import ensure_known_days
from registry.catalogue.service import fields, importing
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.demo import people
from registry.demo.consent_story import add_consents
from registry.demo.council_story import add_council
from registry.demo.data_files import FOLDER
from registry.demo.exemplars import Models
from registry.demo.legacy_story import add_register
from registry.demo.notice_story import add_objections
from registry.demo.paper_story import add_papers, add_quarterly
from registry.demo.replay import History
from registry.demo.replication_story import add_replications
from registry.demo.report_story import add_reports
from registry.demo.review_story import Review
from registry.demo.search_story import add_searches
from registry.demo.stock_story import add_stock
from registry.discovery import indexing
from registry.identity import passwords
from registry.notifications.models import Message
from registry.reports.service.booking import catch_up
from registry.search.base import SearchEngine
from registry.settings import Settings
from registry.storage.base import Storage
from registry.units.models import Unit
from registry.units.service import provinces

Report = Callable[[str], object]
SHOWCASE = "demo-accounts.json"
INVENTED_PROVINCE = "minh-hoa"


def is_loaded() -> bool:
    """Whether the demonstration is already there."""
    return db.session.scalar(select(Unit.id).where(Unit.code == INVENTED_PROVINCE)) is not None


def load(settings: Settings, storage: Storage, engine: SearchEngine, report: Report) -> bool:
    """Load the whole demonstration into an empty installation; returns False when it is already there."""
    if is_loaded():
        return False
    report("provinces, old and new")
    provinces.seed_provinces(None)
    fields.ensure_default_fields()
    ensure_known_days()
    with (FOLDER / "models.jsonl").open(encoding="utf-8") as lines:
        outcome = importing.import_models(None, lines)
    report(f"{outcome.added} imported models")
    history = History()
    people.add_units(history)
    people.add_people(history)
    models = Models(storage, settings)
    models.prepare_files()
    review = Review(models)
    models.add_to(history, review.as_submitted())
    review.add_to(history)
    add_objections(history, review)
    add_council(history, review.calls)
    add_papers(history, review.calls, models, settings.base_url)
    add_replications(history, models)
    add_consents(history, models)
    add_register(history, storage)
    add_searches(history, engine)
    add_stock(history)
    # Everybody can read the password of these accounts on the sign-in page: a costly hash protects nothing.
    passwords.use_cost(1)
    with transaction():
        # One transaction for the whole story: the first start must not wait for three hundred commits.
        acts = history.replay()
        _read_old_messages()
    passwords.use_cost(settings.password_cost)
    report(f"{acts} acts of the invented province")
    people.write_showcase(settings.instance / SHOWCASE)
    report(f"{indexing.rebuild(engine)} models in the search index")
    report(f"{catch_up()} models in the books of figures")
    report(f"{_reported(settings)} acts of periodic reports")
    return True


def _reported(settings: Settings) -> int:
    """Reports take their figures from the books, so these come first."""
    history = History()
    add_reports(history)
    add_quarterly(history, settings.base_url)
    with transaction():
        return history.replay()


def _read_old_messages() -> None:
    """What is older than two weeks was read long ago; only fresh messages wait in the inboxes."""
    for message in db.session.scalars(select(Message).where(Message.created_at < now() - timedelta(days=14))):
        message.read_at = message.created_at
