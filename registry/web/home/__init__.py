"""Pages of home."""

from registry.web.home import components, front, health, metrics, texts
from registry.web.home.blueprint import bp

__all__ = ["bp", "components", "front", "health", "metrics", "texts"]
