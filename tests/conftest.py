"""The application and its database for tests: one application a session, a fresh database a test."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from flask_migrate import upgrade

from registry.app import create_app
from registry.audit import service as audit
from registry.audit import unchanged
from registry.core.db import db
from registry.discovery import sights
from registry.settings import Settings
from tests.make import Make, sharing
from tests.make.browser_client import Client
from tests.make.sharing import made_once, shared_folder

# A folder that keeps the empty database for the next run, while many runs follow each other.
KEPT = "KEPT_BETWEEN_RUNS"
pytest_plugins = ("tests.make.demonstration", "tests.make.browser")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out whole files, and one by one the tests of the files that take minutes."""
    return sharing.Sharing(config, log)


def pytest_collection_modifyitems(items):
    """Put the tests in the order in which processes begin them."""
    sharing.arrange(items)


def pytest_collection_finish():
    """Collect rarely, and never what is imported: looking for garbage took a tenth of the run."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def _application(tmp_path_factory):
    """The application, and the path of an empty migrated database to copy from."""
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(
        Settings(
            instance=instance,
            testing=True,
            secret_key="only for tests",
            password_cost=1,
            second_step=False,
            allowed_hosts=("localhost", "127.0.0.1"),
        )
    )
    app.test_client_class = Client
    folder = Path(os.environ.get(KEPT) or shared_folder(tmp_path_factory))
    template = made_once(folder, "empty.db", lambda path: _migrate(app, path))
    app.extensions["tests.folder"] = tmp_path_factory.mktemp("kept")
    return app, template


def _migrate(app, path):
    with app.app_context():
        upgrade()
        db.engine.dispose()
    shutil.copy(app.extensions["registry.settings"].instance / "registry.db", path)


@pytest.fixture
def app(_application):
    """The application with an empty database and empty folders, inside an application context."""
    application, template = _application
    instance: Path = application.extensions["registry.settings"].instance
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
        for old in instance.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
            else:
                old.unlink()
        shutil.copy(template, instance / "registry.db")
        unchanged.forget_all()
        sights.forget_all()
        yield application
        db.session.rollback()
        verdict = audit.verify()
        db.session.remove()
        assert verdict.first_bad is None, verdict


@pytest.fixture
def make(app, request):
    """Builders of everything a test needs, by way of the real commands.

    A test that exchanges parts of the program gets nothing that was made without that, and leaves nothing.
    """
    is_plain = "monkeypatch" not in request.fixturenames and os.environ.get("BEGINNINGS") != "made"
    return Make(app, keeps=is_plain)


@pytest.fixture
def client(app):
    """A browser without scripts; `client.sign_in(user)` opens a session."""
    return app.test_client()
