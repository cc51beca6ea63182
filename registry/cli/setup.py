"""`registry setup`: making or upgrading an installation, once, under a lock."""

import fcntl

import click
from flask import current_app
from flask.cli import with_appcontext

from registry.calendar.service import ensure_known_days
from registry.catalogue.service.fields import ensure_default_fields
from registry.cli.plain import plain
from registry.core.db import db
from registry.identity.service.sign_in import forget_expired
from registry.operations.upgrading import upgrade_schema
from registry.settings import Settings
from registry.units.service.provinces import seed_provinces


@click.command()
@with_appcontext
@plain
def setup() -> None:
    """Create or upgrade the database of this installation. Several at once wait for each other."""
    settings = current_app.extensions["registry.settings"]
    prepare(settings)
    click.echo(f"ready: {settings.instance}")


def prepare(settings: Settings) -> None:
    """Bring the tables up to date, with the provinces, fields and holidays everybody starts with."""
    with (settings.instance / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        upgrade_schema(settings, lambda told: click.echo(told, err=True))
        ensure_default_fields()
        ensure_known_days()
        seed_provinces()
        forget_expired()
        db.session.remove()
        db.engine.dispose()
