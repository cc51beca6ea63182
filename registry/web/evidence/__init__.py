"""Pages of evidence."""

from registry.web.evidence import additions, covering, files, part, viewer, views
from registry.web.evidence.blueprint import bp

__all__ = ["additions", "bp", "covering", "files", "part", "viewer", "views"]
