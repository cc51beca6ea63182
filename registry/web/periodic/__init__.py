"""Pages of periodic reports: what a unit files, and what the level above makes of it."""

from registry.web.periodic import files, gathering, officer
from registry.web.periodic.blueprint import bp

__all__ = ["bp", "files", "gathering", "officer"]
