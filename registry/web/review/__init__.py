"""Pages of review."""

from registry.web.review.blueprint import bp

__all__ = ["bp"]
