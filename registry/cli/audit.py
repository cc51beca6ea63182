"""`registry audit`: proving that the log is whole."""

import sys

import click
from flask.cli import AppGroup

from registry.audit import service

group = AppGroup("audit", help="The audit log.")


@group.command()
def verify() -> None:
    """Check the whole chain; ends with status 1 and names the first bad event when it is not whole."""
    verdict = service.verify()
    if verdict.first_bad is not None:
        click.echo(f"event {verdict.first_bad}: {verdict.reason}", err=True)
        sys.exit(1)
    click.echo(f"{verdict.events} events, whole. head {verdict.head}")
