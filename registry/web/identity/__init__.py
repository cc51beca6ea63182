"""Pages of identity."""

from registry.web.identity import account, views
from registry.web.identity.blueprint import bp

__all__ = ["account", "bp", "views"]
