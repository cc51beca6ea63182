"""Views of campaigns, by who is at the page and what for."""

from registry.web.campaigns.views import groups, planning, public, rubric, running, stages

__all__ = ["groups", "planning", "public", "rubric", "running", "stages"]
