"""Pages of search."""

from registry.web.search.blueprint import bp

__all__ = ["bp"]
