"""Has the worker keep the books of figures, and somebody's leaving take their kept tables along."""

from registry.identity.service import accounts
from registry.jobs import worker
from registry.reports.service.booking import Bookkeeper
from registry.reports.service.keeping import forget_tables


def init() -> None:
    """Wire the figures to the worker and to the accounts."""
    worker.follows("figures", Bookkeeper())
    accounts.on_closed(forget_tables)
