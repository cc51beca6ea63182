"""Has the worker look after the installation: clearing away, backups, the head of the log."""

from registry.jobs import worker
from registry.jobs.alive import SignOfLife
from registry.jobs.daily import Daily
from registry.notifications.mailer import Mailer
from registry.operations import heads
from registry.operations.backups.nightly import Nightly
from registry.operations.health import Doctor
from registry.operations.housekeeping import Housekeeper
from registry.operations.maintenance import Sign
from registry.search.base import SearchEngine
from registry.settings import Settings


def init(settings: Settings, *engines: SearchEngine) -> tuple[Sign, Doctor]:
    """Wire the upkeep to the worker; returns the sign at which it rests, and who looks at it all."""
    sign = Sign(settings.instance)
    worker.lives_by(SignOfLife(settings.instance).give)
    worker.rests_while(sign.is_on)
    worker.follows("records", Housekeeper())
    worker.follows("backups", Nightly(settings))
    worker.follows("heads", Daily(heads.asker(settings)))
    worker.handles(heads.KIND, heads.teller(settings, Mailer(settings)))
    return sign, Doctor(settings, sign, engines)
