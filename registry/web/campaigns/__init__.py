"""Pages of campaigns."""

from registry.web.campaigns.blueprint import bp

__all__ = ["bp"]
