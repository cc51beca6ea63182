"""Views of campaigns, by who is at the page and what for."""

from registry.web.campaigns.views import (
    disagreement,
    groups,
    halting,
    planning,
    public,
    rubric,
    running,
    snapshots,
    stages,
)

__all__ = [
    "disagreement",
    "groups",
    "halting",
    "planning",
    "public",
    "rubric",
    "running",
    "snapshots",
    "stages",
]
