"""Pages of replication."""

from registry.web.replication import origin, part, views
from registry.web.replication.blueprint import bp

__all__ = ["bp", "origin", "part", "views"]
