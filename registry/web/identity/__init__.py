"""Pages of identity."""

from registry.web.identity.blueprint import bp

__all__ = ["bp"]
