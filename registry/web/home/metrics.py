"""Figures for a monitoring system; for everybody else there is no such page."""

import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from registry.operations.figures import Figures
from registry.web.guard import public
from registry.web.home.blueprint import bp
from registry.web.metering import metrics
from registry.web.ports import closed_engine, doctor, engine, settings


@bp.get("/metrics")
@public
def show_metrics() -> ResponseReturnValue:
    """Requests and what waits, in the format of Prometheus."""
    if not (_has_token() or _is_of_this_machine()):
        abort(404)
    here = CollectorRegistry()
    here.register(Figures(settings(), doctor(), (engine(), closed_engine())))
    body = generate_latest(metrics().gathered()) + generate_latest(here)
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _has_token() -> bool:
    wanted, given = settings().metrics_token, request.headers.get("Authorization", "")
    return bool(wanted) and hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())


def _is_of_this_machine() -> bool:
    """Whether a program on this machine asks, and not a proxy in front for somebody elsewhere.

    Everything a proxy passes on comes from this machine too, unless the program knows of the proxy. Where it
    does not, only an installation whose own address is this machine has nobody else to answer.
    """
    if settings().trusted_proxies == 0:
        own = urlsplit(settings().base_url).hostname or ""
        if own not in {"127.0.0.1", "localhost", "::1"}:
            return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
