"""`registry maintenance`: people go on reading, nothing is written."""

from datetime import datetime, timedelta
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup

from registry.cli.plain import plain
from registry.core import schema
from registry.core.clock import HERE, now
from registry.operations.maintenance import Sign

group = AppGroup("maintenance", help="Let people read only, for a while.")
CLOCK, DAY = "%H:%M", "%Y-%m-%d %H:%M"


def _sign() -> Sign:
    return cast(Sign, current_app.extensions["registry.maintenance"])


@group.command("on")
@click.option("--until", type=click.DateTime([CLOCK, DAY]), help="When it will be over (Viet Nam): 14:30.")
@click.option("--reason", default="", help="One sentence that everybody reads.")
@plain
def turn_on(until: datetime | None, reason: str) -> None:
    """Begin: whoever sends something is told when to try again and gets the text back."""
    _sign().turn_on(_moment(until) if until else None, reason.strip())
    click.echo("on: reading works, nothing is written")


def _moment(typed: datetime) -> datetime:
    """What was typed as a moment to come; a time without a day is that of today or tomorrow."""
    here = now().astimezone(HERE)
    if typed.year > 1900:
        return typed.replace(tzinfo=HERE)
    moment = here.replace(hour=typed.hour, minute=typed.minute, second=0, microsecond=0)
    return moment if moment > here else moment + timedelta(days=1)


@group.command("off")
@plain
def turn_off() -> None:
    """Let people write again; status 1 when the tables are those of another program, so that nobody can."""
    sign = _sign()
    sign.turn_off()
    if schema.is_current():
        sign.settle()
    if sign.is_on():
        raise click.ClickException("the tables are those of another program: nothing is written all the same")
    click.echo("off")


@group.command("status")
@plain
def status() -> None:
    """Say whether it is on."""
    found = _sign().read()
    if found is None:
        click.echo("off")
        return
    until = f", until {found.until.astimezone(HERE):%Y-%m-%d %H:%M}" if found.until else ""
    click.echo(f"on since {found.since.astimezone(HERE):%Y-%m-%d %H:%M}{until}. {found.reason}".strip())
