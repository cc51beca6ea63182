"""`registry demo`: loading the demonstration and listing its accounts."""

import fcntl
import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

from registry.demo.load import SHOWCASE, load

group = AppGroup("demo", help="The demonstration.")


@group.command("load")
@click.option("--port", type=click.IntRange(1, 65535), help="Where it will be served; papers name it.")
def load_demonstration(port: int | None) -> None:
    """Create the installation if need be and fill it with the demonstration; does nothing the second time."""
    settings = current_app.extensions["registry.settings"].on_port(port)
    if not settings.demonstration:
        raise click.ClickException("this installation is not a demonstration (REGISTRY_DEMONSTRATION=1)")
    with (settings.instance / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        upgrade()
        new = load(
            settings,
            current_app.extensions["registry.storage"],
            current_app.extensions["registry.search"],
            lambda text: click.echo(f"  {text}"),
        )
    click.echo("demonstration loaded" if new else "demonstration already there")


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of role, username, password, unit.")
def accounts(as_json: bool) -> None:
    """One account per role, and the officer of a commune, who reports to the province."""
    path = current_app.extensions["registry.settings"].instance / SHOWCASE
    if not path.exists():
        click.echo("there is no demonstration here", err=True)
        sys.exit(1)
    rows = json.loads(path.read_text(encoding="utf-8"))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['role']:20} {row['username']:12} {row['password']:16} {row['unit']}")
