"""Views of campaigns, by who is at the page and what for."""

from registry.web.campaigns.views import disagreement, groups, planning, public, rubric, running, stages

__all__ = ["disagreement", "groups", "planning", "public", "rubric", "running", "stages"]
