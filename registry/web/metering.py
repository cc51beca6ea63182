"""Counting requests and how long they take, for all processes of the web server together."""

import logging
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
log = logging.getLogger(__name__)
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The counts of this process."""

    def __init__(self) -> None:
        self.folder = os.environ.get(FOLDER, "")
        self._is_told = False
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
        """The counts of all processes; none where their folder is gone."""
        if not self.folder:
            return self.registry
        together = CollectorRegistry()
        try:
            MultiProcessCollector(together, self.folder)
        except ValueError as error:
            self._tell(error)
        return together

    def count(self, endpoint: str, status: str, seconds: float | None) -> None:
        """Count an answer. What cannot be counted is answered all the same."""
        try:
            self.requests.labels(endpoint, status).inc()
            if seconds is not None:
                self.seconds.labels(endpoint).observe(seconds)
        except Exception as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        """Say it once: a line for each request would hide everything else."""
        if not self._is_told:
            self._is_told = True
            log.error("requests cannot be counted in %s", self.folder, exc_info=error)


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
    began = g.get("began_at")
    seconds = time.monotonic() - began if began is not None else None
    metrics().count(request.endpoint or "none", str(response.status_code), seconds)
    return response
