"""Pages of figures: the overview, what is late, and their files."""

from registry.web.reports import files, views
from registry.web.reports.blueprint import bp

__all__ = ["bp", "files", "views"]
