"""Pages of identity."""

from registry.web.identity import account, lost_password, my_data, second_step, views
from registry.web.identity.blueprint import bp

__all__ = ["account", "bp", "lost_password", "my_data", "second_step", "views"]
