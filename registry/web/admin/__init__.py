"""Pages of admin."""

from registry.web.admin import views
from registry.web.admin.blueprint import bp

__all__ = ["bp", "views"]
