"""The registry's own commands: parse, call a service, print."""

from flask import Flask

from registry.cli import (
    audit,
    backup,
    campaigns,
    check,
    jobs,
    maintenance,
    models,
    review,
    search,
    serve,
    setup,
    throttle,
    units,
    users,
)

GROUPS = (
    audit.group,
    backup.group,
    campaigns.group,
    jobs.group,
    maintenance.group,
    models.group,
    review.group,
    search.group,
    throttle.group,
    units.group,
    users.group,
)
COMMANDS = (check.check, serve.serve, setup.setup)


def init(app: Flask) -> None:
    """Add the commands to the application's command line."""
    for group in GROUPS:
        app.cli.add_command(group)
    for command in COMMANDS:
        app.cli.add_command(command)
