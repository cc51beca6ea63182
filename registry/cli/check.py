"""`registry check`: whether the installation may serve and is fit for real use."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from registry.cli.plain import plain
from registry.operations import checks


@click.command()
@click.option("--deploy", is_flag=True, help="Also check what matters when people outside use it.")
@with_appcontext
@plain
def check(deploy: bool) -> None:
    """List what is wrong with this installation; ends with status 1 when something is."""
    settings = current_app.extensions["registry.settings"]
    if deploy:
        engine = current_app.extensions["registry.search"]
        closed = current_app.extensions["registry.closed_search"]
        found = checks.faults(settings, engine, closed, debug=current_app.debug)
    else:
        found = checks.hindrances(settings)
    for fault in found:
        click.echo(fault)
    if found:
        sys.exit(1)
    click.echo("nothing is wrong")
