"""`registry models`: taking over models from files."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from registry.catalogue.service import importing

group = AppGroup("models", help="Models of the registry.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, store nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Take over models from FILE, one JSON record a line. The same file again changes nothing."""
    with file.open("rb") as lines, force_locale("en"):
        report = importing.import_models(None, lines, dry_run=dry_run)
    for number, reason in report.refused:
        click.echo(f"line {number}: {reason}")
    counts = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    click.echo(f"{counts}, {len(report.refused)} refused{' (dry run)' if dry_run else ''}")
