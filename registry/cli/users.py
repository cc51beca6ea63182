"""`registry users`: accounts and roles, above all the first administrator's."""

import sys
from datetime import date

import click
from flask.cli import AppGroup

from registry.cli.plain import plain, unit_of, user_of
from registry.core.transaction import transaction
from registry.identity import passwords
from registry.identity.models import Role
from registry.identity.service import accounts, roles, second_step

group = AppGroup("users", help="Accounts and roles.")
ROLES = click.Choice([role.value for role in Role])
DAY = click.DateTime(["%Y-%m-%d"])


@group.command()
@click.option("--username", prompt="User name")
@click.option("--name", prompt="Full name")
@click.option("--job-title", default="", help="Position, for example Trưởng ban.")
@click.option("--email", default=None, help="Address for messages.")
@click.option("--role", type=ROLES, help="A role to begin with; needs --unit.")
@click.option("--unit", "code", help="Code of the unit at which the role is held.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of the input.")
@plain
def create(
    username: str, name: str, job_title: str, email: str | None, role: str | None, code: str | None,
    password_stdin: bool,
) -> None:  # fmt: skip
    """Make an account. Without --password-stdin a one-time password is made and printed.

    A one-time password works for three days and is replaced by the person's own at the first sign-in.
    """
    if (role is None) != (code is None):
        raise click.UsageError("give --role and --unit together")
    chosen = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if password_stdin and not chosen:
        raise click.UsageError("--password-stdin: the input has no password")
    password = chosen or passwords.make_one_time_password()
    with transaction():
        user = accounts.create_user(
            None, username=username, name=name, password=password, one_time=chosen is None,
            job_title=job_title, email=email,
        )  # fmt: skip
        if role and code:
            roles.grant_role(None, user, role=Role(role), unit_id=unit_of(code).id)
        made = user.username
    click.echo(f"created {made}")
    if chosen is None:
        click.echo(f"one-time password: {password}")


@group.command()
@click.argument("username")
@click.option("--role", type=ROLES, required=True)
@click.option("--unit", "code", required=True, help="Code of the unit.")
@click.option("--from", "start", type=DAY, help="First day, for example 2026-01-31; today unless given.")
@click.option("--until", "end", type=DAY, help="Last day; until further notice unless given.")
@click.option("--reason", default="", help="The decision this rests on.")
@plain
def grant(username: str, role: str, code: str, start: date | None, end: date | None, reason: str) -> None:
    """Give USERNAME a role at a unit and everything below it."""
    unit = unit_of(code)
    given = roles.grant_role(
        None, user_of(username), role=Role(role), unit_id=unit.id,
        valid_from=_day(start), valid_to=_day(end), reason=reason,
    )  # fmt: skip
    until = given.valid_to.isoformat() if given.valid_to else "further notice"
    click.echo(f"{username} is {role} at {code} from {given.valid_from.isoformat()} until {until}")


@group.command("reset-password")
@click.argument("username")
@plain
def reset_password(username: str) -> None:
    """Give USERNAME a one-time password and sign the account out everywhere."""
    password = accounts.reset_password(None, user_of(username))
    click.echo(f"one-time password: {password}")


@group.command("reset-second-step")
@click.argument("username")
@plain
def reset_second_step(username: str) -> None:
    """Forget the phone of USERNAME, who then sets up another one, and sign the account out everywhere."""
    second_step.reset(None, user_of(username))
    click.echo(f"{username} signs in with the password and sets up another phone")


def _day(moment: date | None) -> date | None:
    """A day of click's, which comes as a moment."""
    return date(moment.year, moment.month, moment.day) if moment else None
