"""`registry audit`: proving that the log is whole, telling its head, and who read what."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from registry.audit import heads, reading, service
from registry.cli.plain import plain
from registry.identity.queries import find_user, names_of

group = AppGroup("audit", help="The audit log.")


@group.command()
@click.option(
    "--head",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file with heads that were told outside, such as kept mails; may be given more than once.",
)
def verify(kept: tuple[Path, ...]) -> None:
    """Check the whole chain; ends with status 1 and names the first bad event when it is not whole."""
    verdict = service.verify()
    if verdict.first_bad is not None:
        click.echo(f"event {verdict.first_bad}: {verdict.reason}", err=True)
        sys.exit(1)
    told = heads.read("\n".join(path.read_text("utf-8", "replace") for path in kept))
    if kept and not told:
        raise click.ClickException("there is no head in these files")
    if (found := heads.compare(told)) is not None:
        where = (
            f"event {found.first}"
            if found.first == found.head.seq
            else f"events {found.first} to {found.head.seq}"
        )
        click.echo(f"{where}: {found.reason} ({found.head})", err=True)
        sys.exit(1)
    checked = f", {len(told)} heads from outside fit" if told else ""
    # Worded as `--head` reads it.
    end = f" {heads.Head(verdict.events, verdict.head)}" if verdict.events else ""
    click.echo(f"{verdict.events} events, whole{checked}.{end}")


@group.command()
def head() -> None:
    """Print the head of the log, to be kept outside this machine."""
    told = heads.present()
    if told is None:
        raise click.ClickException("the log is empty")
    click.echo(told.text, nl=False)


@group.command()
@click.option("--by", "reader", help="User name of who read.")
@click.option("--about", help="User name or code of what was read about.")
@plain
def readings(reader: str | None, about: str | None) -> None:
    """List who opened pages that show who people are, the last first, at most a page of them."""
    person, subject = (find_user(one) if one else None for one in (reader, about))
    page = reading.list_readings(
        actor_id=(person.id if person else 0) if reader else None,
        references=frozenset({about, *([subject.reference] if subject else [])}) if about else None,
    )
    names = names_of(one.actor_id for one in page.items)
    for one in page.items:
        about_ = f"{one.subject_kind} {one.subject_ref}  {one.address}"
        click.echo(f"{one.at:%Y-%m-%d %H:%M} UTC  {names.get(one.actor_id, '?')}  {one.page}  {about_}")
    click.echo(f"{page.total} readings")
