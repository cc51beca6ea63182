"""Pages of consent."""

from registry.web.consent import part, views
from registry.web.consent.blueprint import bp

__all__ = ["bp", "part", "views"]
