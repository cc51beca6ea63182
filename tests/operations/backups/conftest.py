"""An installation with evidence, a folder for its backups and a pair of keys."""

from dataclasses import replace

import pytest

from registry.operations.backups import sealing
from registry.operations.backups.creating import create_backup
from registry.operations.backups.folder import BackupFolder


class Place:
    """A folder of backups with its keys, and short words for what is done with it."""

    def __init__(self, app, folder, run):
        self.app, self.path, self._run = app, folder / "backups", run
        self.key = folder / "key.txt"
        self.recipient = sealing.make_identity(self.key)
        self.folder = BackupFolder(self.path)

    @property
    def settings(self):
        return self.app.extensions["registry.settings"]

    def make(self, recipient=None, **how):
        """A backup, made as the command makes it."""
        storage = self.app.extensions["registry.storage"]
        sealed_for = self.recipient if recipient is None else recipient
        return create_backup(self.settings, storage, self.folder, recipient=sealed_for, **how)

    def run(self, command, *arguments, with_key=True):
        """`registry backup COMMAND` on this folder."""
        key = ("--identity", str(self.key)) if with_key else ()
        return self._run("backup", command, "--folder", str(self.path), *key, *arguments)

    def stored(self):
        """The names of the stored parts."""
        return sorted(path.name for path in (self.path / "parts").glob("??/*"))


@pytest.fixture
def run(app):
    """`run("backup", "list", ...)` gives the finished command."""
    return lambda *arguments: app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def place(app, tmp_path, run, with_settings):
    with_settings(secret_key="bi-mat" * 8)
    return Place(app, tmp_path, run)


@pytest.fixture
def with_settings(app, monkeypatch):
    """Change settings of the installation for one test."""

    def change(**values):
        settings = replace(app.extensions["registry.settings"], **values)
        monkeypatch.setitem(app.extensions, "registry.settings", settings)
        return settings

    return change
