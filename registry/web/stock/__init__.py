"""Pages of the yearly review of stock."""

from registry.web.stock import part, views
from registry.web.stock.blueprint import bp

__all__ = ["bp", "part", "views"]
