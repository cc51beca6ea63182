"""Pages of the catalogue."""

from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.views import drafting, public, receipts, sharing, starting, unit

__all__ = ["bp", "drafting", "public", "receipts", "sharing", "starting", "unit"]
