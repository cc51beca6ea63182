"""For whoever watches the installation: whether the program runs, and whether it can work."""

from dataclasses import asdict

from flask import jsonify
from flask.typing import ResponseReturnValue

from registry.web.guard import public
from registry.web.home.blueprint import bp
from registry.web.ports import doctor


@bp.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """The process is alive."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def show_readiness() -> ResponseReturnValue:
    """How each part is. Pages do without search and, for a while, without the worker: that is told."""
    health = doctor().look()
    body = jsonify(status=health.status, **asdict(health))
    return body, 200 if health.is_ready else 503
