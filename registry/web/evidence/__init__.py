"""Pages of evidence."""

from registry.web.evidence.blueprint import bp

__all__ = ["bp"]
