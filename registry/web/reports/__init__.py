"""Pages of figures: the overview, what is late, tables that are put together, and their files."""

from registry.web.reports import builder_views, files, saved_views, views
from registry.web.reports.blueprint import bp

__all__ = ["bp", "builder_views", "files", "saved_views", "views"]
