"""Counting requests and how long they take, for all processes of the web server together."""

import os
import time
from typing import cast

from flask import Flask, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.wrappers import Response

# Where processes keep their counts; `registry serve` names a folder that is empty at its start.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
KEY = "registry.metrics"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The counts of this process."""

    def __init__(self) -> None:
        self.folder = os.environ.get(FOLDER, "")
        if self.folder:
            # The library decides when it is imported, which is before the folder is known.
            values.ValueClass = values.MultiProcessValue()
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "registry_requests", "Requests answered.", ["endpoint", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "registry_request_seconds", "Seconds until the answer began.", ["endpoint"],
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip

    def gathered(self) -> CollectorRegistry:
        """The counts of all processes."""
        if not self.folder:
            return self.registry
        together = CollectorRegistry()
        MultiProcessCollector(together, self.folder)
        return together


def init(app: Flask) -> None:
    """Count every request of an application."""
    app.extensions[KEY] = Metrics()
    app.before_request(_begin)
    app.after_request(_count)


def metrics() -> Metrics:
    """The counts of this application."""
    return cast(Metrics, current_app.extensions[KEY])


def _begin() -> None:
    g.began_at = time.monotonic()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    metrics().requests.labels(endpoint, str(response.status_code)).inc()
    if (began := g.get("began_at")) is not None:
        metrics().seconds.labels(endpoint).observe(time.monotonic() - began)
    return response
