"""Has the worker look after reviews, and keeps what stands as a campaign closes or is halted."""

from registry.campaigns.service import opening
from registry.jobs import worker
from registry.jobs.daily import Daily
from registry.review import halting
from registry.review.service import snapshotting
from registry.review.service.rechecking import Rechecker


def init() -> None:
    """Wire the review to the worker and to campaigns."""
    worker.follows("people", Rechecker())
    worker.follows("snapshots", Daily(snapshotting.take_due))
    opening.on_closed(snapshotting.keep_closed)
    halting.init()
