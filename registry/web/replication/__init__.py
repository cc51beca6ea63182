"""Pages of replication."""

from registry.web.replication import comparing, correcting, origin, part, preparing, running, spreading, views
from registry.web.replication.blueprint import bp

__all__ = ["bp", "comparing", "correcting", "origin", "part", "preparing", "running", "spreading", "views"]
