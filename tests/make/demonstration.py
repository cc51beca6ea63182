"""The demonstration, loaded once a run by the command people use, and copied to where a test needs it."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from registry.core.db import db
from tests.make.sharing import made_once, shared_folder

ROOT = Path(__file__).resolve().parents[2]
# One account per role, in the order in which a model meets them; None is the public.
ROLES = {
    "public": None,
    "unit_member": "may.vang",
    "unit_lead": "sen.lu",
    "registry_staff": "linh.chu",
    "council_secretary": "van.kieu",
    "reviewer": "ha.dao",
    "signer": "hung.thach",
    "administrator": "tri.ha",
}


def environment(instance, **more):
    """The environment of a command of the registry that works on `instance`."""
    # Commands keep what they compile: a test run starts many of them.
    unwanted = ("REGISTRY_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return kept | {
        "INSTANCE": str(instance),
        "REGISTRY_PASSWORD_COST": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "PYTHONWARNINGS": "ignore",
        **more,
    }


def run_module(instance, module, *arguments, check=True, **more):
    """Run a module as a program on an instance; returns the finished process with its output as text."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment(instance, **more), cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert not check or done.returncode == 0, (module, arguments, done.stdout[-2000:], done.stderr[-4000:])
    return done


def run_command(instance, *arguments, check=True, **more):
    """Run `registry ARGUMENTS` on an instance."""
    return run_module(instance, "registry", *arguments, check=check, **more)


def _load(instance):
    instance.mkdir()
    run_command(instance, "demo", "load", REGISTRY_DEMONSTRATION="1")
    run_module(instance, "tests.make.furnish")


@pytest.fixture(scope="session")
def demonstration_files(tmp_path_factory):
    """The instance folder of a freshly loaded demonstration; to be copied, never worked in."""
    return made_once(shared_folder(tmp_path_factory), "demonstration", _load)


@pytest.fixture
def demonstration(app, demonstration_files, tmp_path_factory, monkeypatch):
    """The application of the tests with the demonstration in it."""
    settings = app.extensions["registry.settings"]
    db.session.remove()
    db.engine.dispose()
    shutil.copytree(demonstration_files, settings.instance, dirs_exist_ok=True)
    monkeypatch.setitem(app.extensions, "tests.shared", shared_folder(tmp_path_factory))
    monkeypatch.setitem(app.extensions, "registry.settings", replace(settings, demonstration=True))
    return app
