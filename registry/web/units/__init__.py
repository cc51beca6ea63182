"""Pages of units."""

from registry.web.units import views
from registry.web.units.blueprint import bp

__all__ = ["bp", "views"]
