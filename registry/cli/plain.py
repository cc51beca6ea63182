"""What every command shares: plain English, and a refusal as one line and status 1 instead of a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click
from flask_babel import force_locale

from registry.core.errors import DomainError, InvalidInput
from registry.identity.models import User
from registry.identity.queries import find_user
from registry.units.models import Unit
from registry.units.queries import find_unit

Command = TypeVar("Command", bound=Callable[..., Any])


def plain(command: Command) -> Command:
    """Run a command in English and end it with the reason when the registry refuses."""

    @wraps(command)
    def run(*args: Any, **values: Any) -> Any:
        with force_locale("en"):
            try:
                return command(*args, **values)
            except InvalidInput as refusal:
                raise click.ClickException(f"{refusal.field}: {refusal.message}") from refusal
            except DomainError as refusal:
                raise click.ClickException(refusal.message or "refused") from refusal

    return run  # type: ignore[return-value]


def unit_of(code: str) -> Unit:
    """The unit an argument names."""
    unit = find_unit(code)
    if unit is None:
        raise click.ClickException(f"no unit has the code {code}")
    return unit


def user_of(username: str) -> User:
    """The person an argument names."""
    user = find_user(username)
    if user is None:
        raise click.ClickException(f"no account has the user name {username}")
    return user
