"""Pages of identity."""

from registry.web.identity import account, second_step, views
from registry.web.identity.blueprint import bp

__all__ = ["account", "bp", "second_step", "views"]
