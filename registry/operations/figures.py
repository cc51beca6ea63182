"""Figures of an installation as Prometheus reads them: what waits, what was given up, what is left."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.discovery import closed, documents, indexing
from registry.jobs import alive
from registry.jobs.models import Job, JobState
from registry.operations.backups.record import read_record
from registry.operations.health import Doctor, free_bytes
from registry.search.base import SearchEngine
from registry.settings import Settings

SOURCES: dict[str, indexing.Source] = {"shared": documents, "closed": closed}


class Figures(Collector):
    """Asked each time; costs some queries of single numbers."""

    def __init__(self, settings: Settings, doctor: Doctor, engines: Sequence[SearchEngine]) -> None:
        self._settings, self._doctor, self._engines = settings, doctor, engines

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures."""
        yield from self._of_work()
        yield from self._of_search()
        yield from self._of_the_installation()

    def _of_work(self) -> Iterator[GaugeMetricFamily]:
        counts = select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)
        jobs = GaugeMetricFamily("registry_jobs", "Jobs that wait or were given up", labels=["kind", "state"])
        for kind, state, count in db.session.execute(counts.where(Job.state != JobState.DONE)):
            jobs.add_metric([kind, state.value], count)
        yield jobs
        oldest = db.session.scalar(
            select(func.min(Job.run_at)).where(Job.state == JobState.WAITING, Job.run_at <= now())
        )
        late = (now() - oldest).total_seconds() if oldest else 0
        yield _one("registry_jobs_oldest_seconds", "For how long the oldest job has been due.", late)

    def _of_search(self) -> Iterator[GaugeMetricFamily]:
        behind = GaugeMetricFamily("registry_index_behind", "Changes an index has not read", labels=["index"])
        healthy = GaugeMetricFamily("registry_index_healthy", "Whether an index is used.", labels=["index"])
        for (name, source), engine in zip(SOURCES.items(), self._engines, strict=True):
            healthy.add_metric([name], float(bool(engine.status().get("healthy"))))
            behind.add_metric([name], indexing.lag(engine, source)["waiting"])
        yield from (healthy, behind)

    def _of_the_installation(self) -> Iterator[GaugeMetricFamily]:
        record, health = read_record(self._settings.instance), self._doctor.look()
        yield _one("registry_ready", "Whether people can work with it.", float(health.is_ready))
        yield _one("registry_maintenance", "Whether only reading works.", float(health.maintenance == "on"))
        yield _one("registry_disk_free_bytes", "Room on its disk.", free_bytes(self._settings))
        yield _one("registry_backup_last_timestamp", "When one was made last", _seconds(record.made_at))
        yield _one("registry_backup_failed", "Whether the last one failed.", float(bool(record.failed_at)))
        silence = alive.seconds_since(self._settings.instance)
        yield _one("registry_worker_silent_seconds", "Since the worker's last sign of life (-1: never).",
                   -1.0 if silence is None else silence)  # fmt: skip


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
