"""The registry's own commands: parse, call a service, print."""

from flask import Flask

from registry.cli import audit, jobs, models, setup

GROUPS = (audit.group, jobs.group, models.group)
COMMANDS = (setup.setup,)


def init(app: Flask) -> None:
    """Add the commands to the application's command line."""
    for group in GROUPS:
        app.cli.add_command(group)
    for command in COMMANDS:
        app.cli.add_command(command)
