"""Pages of replication."""

from registry.web.replication import part, views
from registry.web.replication.blueprint import bp

__all__ = ["bp", "part", "views"]
