"""Has the worker follow the days of reports, and official papers know the quarterly report."""

from registry.documents.contents import add_kind
from registry.jobs import worker
from registry.jobs.daily import Daily
from registry.periodic.quarterly import KIND
from registry.periodic.service import gathering


def init() -> None:
    """Wire the reports to the worker and to the papers."""
    worker.follows("reports", Daily(gathering.follow_the_days))
    add_kind(KIND)
