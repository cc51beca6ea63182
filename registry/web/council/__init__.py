"""Pages of the council: its sessions, votes, minutes, and nominations side by side."""

from registry.web.council.blueprint import bp
from registry.web.council.views import comparing, minuting, planning, releasing, sitting, voting

__all__ = ["bp", "comparing", "minuting", "planning", "releasing", "sitting", "voting"]
