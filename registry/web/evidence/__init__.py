"""Pages of evidence."""

from registry.web.evidence import additions, covering, files, part, tus, viewer, views
from registry.web.evidence.blueprint import bp

__all__ = ["additions", "bp", "covering", "files", "part", "tus", "viewer", "views"]
