"""Has the worker look after kept searches, and their person's leaving take them along."""

from registry.alerts.service.saving import forget_saved
from registry.alerts.service.telling import Teller
from registry.alerts.stops import Stops
from registry.identity.service import accounts
from registry.jobs import worker
from registry.search.base import SearchEngine
from registry.settings import Settings


def init(engine: SearchEngine, settings: Settings) -> None:
    """Wire kept searches to the worker and to the accounts."""
    teller = Teller(engine, Stops(settings.secret_key), settings.base_url.rstrip("/"))
    worker.handles("alerts.tell", teller.tell)
    worker.follows("alerts", teller)
    accounts.on_closed(forget_saved)
