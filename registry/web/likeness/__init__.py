"""Pages of likeness: where a model comes from, and what of it stands elsewhere too."""

from registry.web.likeness import part, views
from registry.web.likeness.blueprint import bp

__all__ = ["bp", "part", "views"]
