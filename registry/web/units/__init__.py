"""Pages of units."""

from registry.web.units import people, views
from registry.web.units.blueprint import bp

__all__ = ["bp", "people", "views"]
