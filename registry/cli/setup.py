"""`registry setup`: making or upgrading an installation, once, under a lock."""

import fcntl

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from registry.catalogue.service import fields


@click.command()
@with_appcontext
def setup() -> None:
    """Create or upgrade the database of this installation. Several at once wait for each other."""
    settings = current_app.extensions["registry.settings"]
    with (settings.instance / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        upgrade()
        fields.ensure_default_fields()
    click.echo(f"ready: {settings.instance}")
