"""Pages of evidence."""

from registry.web.evidence import files, part, views
from registry.web.evidence.blueprint import bp

__all__ = ["bp", "files", "part", "views"]
