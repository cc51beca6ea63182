"""Pages of catalogue."""

from registry.web.catalogue.blueprint import bp

__all__ = ["bp"]
