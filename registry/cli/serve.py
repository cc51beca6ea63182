"""`registry serve`: one command that sets up and runs the web server and the worker beside it."""

import os
import subprocess
import sys
from functools import partial

import click
from flask import current_app
from flask.cli import with_appcontext
from gunicorn.app import wsgiapp
from werkzeug.utils import import_string

from registry.cli import processes
from registry.cli.counts import kept_counts
from registry.cli.jobs import follow_jobs
from registry.cli.patience import THREADS, PatientWorker
from registry.cli.plain import plain
from registry.cli.setup import prepare
from registry.cli.spare import share_pool
from registry.core.db import db
from registry.core.logs import write_lines
from registry.operations import checks
from registry.operations.lease import Lease, OtherHost
from registry.settings import Settings

DEFAULT_PORT = 8000
# Where processes of the web server keep counts of requests for each other: a name of the library's.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"


@click.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--demo", is_flag=True, help="Load the demonstration first and offer its accounts.")
@with_appcontext
@plain
def serve(port: int, host: str, demo: bool) -> None:
    """Set the installation up, then serve it until stopped (Ctrl+C, or the signal TERM)."""
    settings: Settings = current_app.extensions["registry.settings"]
    environment = _environment(settings, host, port, demo)
    prepare(settings)
    if demo:
        command = [sys.executable, "-m", "registry", "demo", "load"]
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603 -- own program
            raise click.ClickException("the demonstration could not be loaded")
    sys.exit(_run(settings, (host, port), environment, demo))


def _run(settings: Settings, where: tuple[str, int], environment: dict[str, str], demo: bool) -> int:
    """Serve as the only host, until stopped."""
    host, port = where
    lease = Lease()
    try:
        lease.take(lambda told: click.echo(told, err=True))
        if not demo and (hindrances := checks.hindrances(settings)):
            raise click.ClickException("this installation must not serve:\n" + "\n".join(hindrances))
        return _start(lease, host, port, environment)
    except OtherHost as refusal:
        raise click.ClickException(str(refusal)) from refusal
    finally:
        lease.give_back()


def _start(lease: Lease, host: str, port: int, environment: dict[str, str]) -> int:
    # Children must not share a connection; and an open read would keep the database from tidying up.
    db.session.remove()
    db.engine.dispose()
    address = f"http://{_named(host)}:{port}/"
    work = partial(_serve, host, port), _work
    with kept_counts() as counts:
        told = environment | {COUNTS: str(counts)}
        return processes.run(*work, told, address, lambda: _greet(address), each_round=lease.beat)


def _environment(settings: Settings, host: str, port: int, demo: bool) -> dict[str, str]:
    environment = dict(os.environ, INSTANCE=str(settings.instance), PYTHONUNBUFFERED="1")
    if demo:
        environment["REGISTRY_DEMONSTRATION"] = "1"
    if settings.base_url == Settings.base_url and port != DEFAULT_PORT:
        environment["REGISTRY_BASE_URL"] = f"http://{_named(host)}:{port}"
    return environment


def _named(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 -- only compared
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _serve(host: str, port: int) -> None:
    share_pool()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    sys.argv = [
        "gunicorn", "registry.wsgi:app", "--bind", bind,
        "--worker-class", f"{PatientWorker.__module__}.{PatientWorker.__name__}",
        "--workers", "2", "--threads", str(THREADS),
        # Loaded once for both: the start takes half the time, and a process that died is there again at once.
        "--preload",
        # Above the idle time of the proxies in front, which would otherwise meet a closed connection.
        "--keep-alive", "75", "--timeout", "60", "--graceful-timeout", "30",
        "--limit-request-line", "8190", "--limit-request-fields", "64", "--limit-request-field_size", "8190",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    wsgiapp.run()


def _work() -> None:
    # By name: the application imports this module.
    app = import_string("registry.app:create_app")()
    write_lines(app.extensions["registry.settings"].log_level)
    with app.app_context():
        follow_jobs()


def _greet(address: str) -> None:
    click.echo(f"Đang chạy tại {address}  (dừng: Ctrl+C)")
    click.echo(f"Running at {address}en/  (stop: Ctrl+C)")
