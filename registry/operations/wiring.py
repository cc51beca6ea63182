"""Has the worker look after the installation: clearing away each hour, the head of the log each day."""

from registry.jobs import worker
from registry.jobs.daily import Daily
from registry.notifications.mailer import Mailer
from registry.operations import heads
from registry.operations.housekeeping import Housekeeper
from registry.settings import Settings


def init(settings: Settings) -> None:
    """Wire the upkeep to the worker."""
    worker.follows("records", Housekeeper())
    worker.follows("heads", Daily(heads.ask_daily))
    worker.handles(heads.KIND, heads.teller(settings, Mailer(settings)))
