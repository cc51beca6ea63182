"""Pages of taking over lists, papers and double records."""

from registry.web.imports import views
from registry.web.imports.blueprint import bp

__all__ = ["bp", "views"]
