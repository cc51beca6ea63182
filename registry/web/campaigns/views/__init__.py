"""Views of campaigns, by who is at the page and what for."""

from registry.web.campaigns.views import planning, public, rubric, running

__all__ = ["planning", "public", "rubric", "running"]
