"""Pages of replication."""

from registry.web.replication import correcting, origin, part, preparing, running, spreading, views
from registry.web.replication.blueprint import bp

__all__ = ["bp", "correcting", "origin", "part", "preparing", "running", "spreading", "views"]
