"""Pages of the yearly review of stock."""

from registry.web.stock import files, part, views
from registry.web.stock.blueprint import bp

__all__ = ["bp", "files", "part", "views"]
