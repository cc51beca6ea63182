"""`registry throttle`: the limits on tries."""

import click
from flask.cli import AppGroup

from registry.cli.plain import plain
from registry.identity import throttle

group = AppGroup("throttle", help="Limits on sign-in tries.")


@group.command()
@plain
def reset() -> None:
    """Forget all counted tries, so that nobody has to wait."""
    click.echo(f"{throttle.reset_all()} counts forgotten")
