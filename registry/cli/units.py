"""`registry units`: taking over units, and what happens to them."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from registry.cli.plain import plain, unit_of
from registry.units.service import importing, provinces, reorganising

group = AppGroup("units", help="Units and what happens to them.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plain
def import_(file: Path) -> None:
    """Record the units of FILE, a CSV table with a header or one JSON object a line (.jsonl).

    \b
    code          short name in addresses: letters without marks, digits, hyphens
    name          the unit's name
    kind          province, city, commune, ward, special_zone, department, front,
                  mass_organisation, school, armed_forces, party_committee, party_cell,
                  residential_area, district_legacy, other
    parent        code of the unit above by territory (may stand further down)
    party_parent  code of the unit above by Party line
    started_on    first day, as 2025-07-01; today unless given
    areas         any of ethnic_minority mountainous border island religious urban rural

    Only code, name and kind are needed. The same file again changes nothing. Each refused row is
    named with the reason; the others are recorded.
    """
    report = importing.import_units(None, _rows(file))
    for number, code, reason in report.refused:
        click.echo(f"line {number} ({code or 'no code'}): {reason}")
    click.echo(f"{report.added} added, {report.known} unchanged, {len(report.refused)} refused")


@group.command("seed-provinces")
@plain
def seed_provinces() -> None:
    """Record the 63 provinces until 30 June 2025, the 34 since, and the mergers between them."""
    click.echo(f"{provinces.seed_provinces(None)} provinces added")


@group.command()
@click.argument("old", nargs=-1, required=True)
@click.option("--into", required=True, help="Code of the unit that goes on.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day without OLD.")
@click.option("--basis", default="", help="The resolution or decision.")
@plain
def merge(old: tuple[str, ...], into: str, day: datetime, basis: str) -> None:
    """End the units OLD... in favour of another; roles and what stands below them pass on to it."""
    units = [unit_of(code) for code in old]
    reorganising.merge_units(None, units, into=unit_of(into), on=day.date(), basis=basis)
    click.echo(f"{', '.join(old)} merged into {into} on {day:%Y-%m-%d}")


def _rows(file: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """(line number, row) of a file; JSON lists become words with spaces between them."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        if file.suffix == ".jsonl":
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _object(number, line)
            return
        table = csv.DictReader(lines)
        missing = {"code", "name", "kind"} - set(table.fieldnames or ())
        if missing:
            raise click.ClickException(f"the header lacks {', '.join(sorted(missing))}")
        for row in table:
            yield table.line_num, dict(row)


def _object(number: int, line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise click.ClickException(f"line {number} is not JSON") from error
    if not isinstance(row, dict):
        raise click.ClickException(f"line {number} is not an object")
    return {
        key: " ".join(map(str, value)) if isinstance(value, list) else value for key, value in row.items()
    }
