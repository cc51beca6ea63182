"""create_app(): the one place that knows every package. It wires and never decides."""

from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from registry import api, cli
from registry.alerts import wiring as alerting
from registry.audit.service import record_refusal
from registry.calendar import rules as calendar_rules
from registry.campaigns import rules as campaign_rules
from registry.campaigns.service import opening
from registry.catalogue import rules as catalogue_rules
from registry.catalogue import visibility
from registry.catalogue.service import holding, removing, starting
from registry.consent import rules as consent_rules
from registry.consent.service import recording
from registry.core import permissions
from registry.core.db import CONNECTIONS, db
from registry.core.transaction import on_refusal
from registry.demo import commands as demo_commands
from registry.discovery import closed, indexing, vocabulary
from registry.discovery import relations as origin_relations
from registry.discovery.likeness_texts import TextReader
from registry.documents import rules as document_rules
from registry.documents import wiring as document_wiring
from registry.evidence import rules as evidence_rules
from registry.evidence import wiring as evidence_wiring
from registry.identity import codes, passwords
from registry.jobs import bell, worker
from registry.jobs.daily import Daily
from registry.legacy import rules as legacy_rules
from registry.legacy import wiring as legacy_wiring
from registry.notifications import wiring as notification_wiring
from registry.operations import wiring as operation_wiring
from registry.periodic import rules as periodic_rules
from registry.periodic import wiring as periodic_wiring
from registry.replication import relations as replication_relations
from registry.replication import rules as replication_rules
from registry.replication.queries import texts_around
from registry.reports import rules as report_rules
from registry.reports import wiring as report_wiring
from registry.review import conflicts, queries, reading
from registry.review import rules as review_rules
from registry.review import wiring as review_wiring
from registry.search.whoosh_engine import WhooshEngine
from registry.settings import ROOT, Settings, load
from registry.stock import rules as stock_rules
from registry.stock.service import keeping as stock_keeping
from registry.storage.drawn import Drawings
from registry.storage.local import LocalStorage
from registry.storage.parts import Parts
from registry.units import rules as unit_rules
from registry.units.service import reorganising
from registry.web import (
    admin,
    assets,
    campaigns,
    catalogue,
    consent,
    context,
    converters,
    council,
    documents,
    doors,
    errors,
    evidence,
    filters,
    guard,
    headers,
    home,
    identity,
    imports,
    languages,
    likeness,
    periodic,
    read_log,
    replication,
    reports,
    review,
    search,
    stock,
    templating,
    units,
)
from registry.web.documents import readable
from registry.web.ports import limits_of

RULES = (
    unit_rules, calendar_rules, catalogue_rules, evidence_rules, consent_rules, campaign_rules,
    review_rules, replication_rules, stock_rules, legacy_rules, report_rules, document_rules,
    periodic_rules,
)  # fmt: skip
PAGES = (
    home, search, identity, units, catalogue, evidence, consent, campaigns, review, council, likeness,
    replication, stock, reports, periodic, admin, imports, documents,
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """An application for one installation. Raises UndeclaredRoute when a page says nothing of permissions."""
    settings = settings or load()
    app = Flask("registry", template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    _wire_database(app)
    _wire_ports(app, settings)
    _wire_rules()
    _wire_pages(app)
    cli.init(app)
    app.cli.add_command(demo_commands.group)
    guard.require_declared(app)
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": CONNECTIONS, "hide_parameters": True},
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="registry",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        # Form fields only; the page that receives files sets its own limit before it reads them.
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
        TESTING=settings.testing,
    )
    app.extensions["registry.settings"] = settings
    templating.init(app)


def _wire_database(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(Path(__file__).parent / "migrations"), render_as_batch=True)


def _wire_ports(app: Flask, settings: Settings) -> None:
    passwords.use_cost(settings.password_cost)
    codes.use_key(settings.secret_key)
    terms, plain = vocabulary.Terms(), settings.search_reference
    engine, closed_engine = (WhooshEngine(one, terms, plain=plain) for one in settings.search_folders)
    storage = LocalStorage(settings.files_folder)
    parts, drawings = Parts(settings.parts_folder), Drawings(settings.pages_folder)
    app.extensions |= {"registry.search": engine, "registry.closed_search": closed_engine}
    app.extensions |= {"registry.storage": storage, "registry.parts": parts, "registry.drawings": drawings}
    bell.hang_in(settings.instance)
    worker.follows("exemplars", indexing.Indexer(engine))  # The first: found before anything else is done.
    notification_wiring.init(settings)
    evidence_wiring.init(settings, storage, parts, drawings, limits_of(settings))
    worker.handles("units.announce", reorganising.announce_change)
    sign, doctor = operation_wiring.init(settings, engine, closed_engine)
    app.extensions |= {"registry.maintenance": sign, "registry.doctor": doctor}
    legacy_wiring.init(storage)
    alerting.init(engine, settings)
    worker.follows("closed", indexing.Indexer(closed_engine, closed))
    worker.follows("texts", TextReader())
    review_wiring.init()
    report_wiring.init()
    worker.follows("stock", Daily(stock_keeping.follow_the_days))
    periodic_wiring.init()
    document_wiring.init(storage, readable.shown_of)


def _wire_rules() -> None:
    permissions.forget_all()
    for rules in RULES:
        permissions.register(rules.GRANTS)
    conflicts.add_relations(replication_relations.list_relations)
    conflicts.add_relations(origin_relations.list_relations)
    visibility.add_clause(reading.models_to_judge)
    evidence_rules.add_readers(reading.may_judge, reading.may_oversee)
    starting.on_continued(recording.carry_people_over)
    recording.add_texts(texts_around)
    opening.hinders_closing(reading.list_undone)
    holding.holds_sections(queries.list_freed)
    removing.hinders_deleting(reading.why_kept, replication_rules.why_kept)
    on_refusal(record_refusal)


def _wire_pages(app: Flask) -> None:
    doors.init(app)
    Compress(app)
    for part in (converters, languages, headers, guard, read_log, errors, context):
        part.init(app)
    filters.register(app)
    for pages in (assets, *PAGES):
        app.register_blueprint(pages.bp)
    api.init(app)
