"""Pages of replication."""

from registry.web.replication import origin, part, preparing, running, spreading, views
from registry.web.replication.blueprint import bp

__all__ = ["bp", "origin", "part", "preparing", "running", "spreading", "views"]
