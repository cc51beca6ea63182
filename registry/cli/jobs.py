"""`registry jobs`: the worker."""

import signal
import threading

import click
from flask.cli import AppGroup

from registry.jobs import bell, worker
from registry.operations.lease import other_host

group = AppGroup("jobs", help="Work done after the commit.")


def follow_jobs() -> None:
    """Do the work that is due until a signal comes; needs an application."""
    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        bell.ring()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    worker.run_forever(stop)


@group.command()
@click.option("--follow", is_flag=True, help="Go on until stopped, instead of ending when nothing is due.")
def run(follow: bool) -> None:
    """Run the jobs that are due and bring the search index up to date."""
    if told := other_host():
        raise click.ClickException(told)
    if follow:
        follow_jobs()
        return
    total = 0
    while done := worker.run_due():
        total += done
    click.echo(f"{total} done")
    for job in worker.dead_jobs():
        click.echo(f"given up: job {job['id']} ({job['kind']}): {job['error']}", err=True)
