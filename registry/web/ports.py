"""What the application was wired with, for views: settings, file store, search engine."""

from typing import cast

from flask import current_app

from registry.search.base import SearchEngine
from registry.settings import Settings
from registry.storage.base import Storage


def settings() -> Settings:
    """The settings of this installation."""
    return cast(Settings, current_app.extensions["registry.settings"])


def storage() -> Storage:
    """The store of files."""
    return cast(Storage, current_app.extensions["registry.storage"])


def engine() -> SearchEngine:
    """The search engine."""
    return cast(SearchEngine, current_app.extensions["registry.search"])
