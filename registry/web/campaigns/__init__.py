"""Pages of campaigns: planning, opening and closing them, and the page everybody reads."""

from registry.web.campaigns import views
from registry.web.campaigns.blueprint import bp

__all__ = ["bp", "views"]
