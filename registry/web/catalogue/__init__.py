"""Pages of the catalogue."""

from registry.web.catalogue import course
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.views import drafting, public, receipts, sharing, starting, unit

__all__ = ["bp", "course", "drafting", "public", "receipts", "sharing", "starting", "unit"]
