"""What the application was wired with, for views: settings, file store, search engine."""

from typing import cast

from flask import current_app

from registry.evidence.checks import Limits
from registry.operations.health import Doctor
from registry.search.base import SearchEngine
from registry.settings import Settings
from registry.storage.base import Storage
from registry.storage.drawn import Drawings
from registry.storage.parts import Parts


def settings() -> Settings:
    """The settings of this installation."""
    return cast(Settings, current_app.extensions["registry.settings"])


def storage() -> Storage:
    """The store of files."""
    return cast(Storage, current_app.extensions["registry.storage"])


def parts() -> Parts:
    """The files that come in parts."""
    return cast(Parts, current_app.extensions["registry.parts"])


def drawings() -> Drawings:
    """The pages that were drawn."""
    return cast(Drawings, current_app.extensions["registry.drawings"])


def doctor() -> Doctor:
    """Who looks at the installation."""
    return cast(Doctor, current_app.extensions["registry.doctor"])


def engine() -> SearchEngine:
    """The search engine."""
    return cast(SearchEngine, current_app.extensions["registry.search"])


def closed_engine() -> SearchEngine:
    """The search engine of drafts and dossiers, which is asked only with what a reader may find there."""
    return cast(SearchEngine, current_app.extensions["registry.closed_search"])


def limits_of(site: Settings) -> Limits:
    """The limits of an installation."""
    return Limits(
        site.photo_limit,
        site.document_limit,
        site.model_limit,
        site.sound_limit,
        site.video_limit,
        site.unit_limit,
    )
