"""Pages of evidence."""

from registry.web.evidence import additions, claiming, covering, files, originals, part, tus, viewer, views
from registry.web.evidence.blueprint import bp

__all__ = ["additions", "bp", "claiming", "covering", "files", "originals", "part", "tus", "viewer", "views"]
