"""How search is: whether its indexes can be used, how far behind they are, and how far a rebuild is.

Of the index of drafts and nominations nothing is told that counts them: it would tell of one begun in secret.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.core.clock import now
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.discovery import documents, indexing
from registry.search.base import SearchEngine
from registry.web.admin.blueprint import bp
from registry.web.guard import permission
from registry.web.ports import closed_engine, engine

# A rebuild tells about itself every second; one that is silent for longer has ended without saying so.
SILENT = 300


@dataclass(frozen=True)
class Rebuilding:
    """How far a rebuild is, and the minutes it will probably still take."""

    done: int
    total: int
    minutes: int

    @property
    def share(self) -> float:
        """The part that is done, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@bp.get("/quan-tri/tinh-trang-tim-kiem")
@permission(Permission.VOCABULARY_ADMINISTER)
def show_index() -> ResponseReturnValue:
    """Both indexes: that of models, and that of drafts and nominations."""
    indexes = [
        _told(_("Models"), engine()) | _counted(engine(), documents),
        _told(_("Drafts and nominations"), closed_engine()),
    ]
    return render_template("admin/show_index.html", indexes=indexes)


def _told(title: str, index: SearchEngine) -> dict[str, Any]:
    """Whether an index can be used, when it was compared last, and how far a rebuild is."""
    status = index.status()
    reconciled = status.get("reconciled")
    return {
        "title": title,
        "healthy": bool(status.get("healthy")),
        "outdated": bool(status.get("outdated")),
        "reconciled_at": datetime.fromisoformat(reconciled["at"]) if isinstance(reconciled, dict) else None,
        "rebuilding": _rebuilding(status.get("rebuilding")),
        "is_counted": False,
    }


def _counted(index: SearchEngine, source: indexing.Source) -> dict[str, Any]:
    """How much there is of what everybody may count."""
    status = index.status()
    reconciled = status.get("reconciled")
    return {
        "is_counted": True,
        "documents": status.get("documents"),
        "generation": status.get("generation"),
        "bytes": status.get("bytes"),
        "waiting": indexing.lag(index, source)["waiting"],
        "mended": reconciled.get("mended", 0) if isinstance(reconciled, dict) else 0,
    }


def _rebuilding(told: object) -> Rebuilding | None:
    if not isinstance(told, dict):
        return None
    if (now() - datetime.fromisoformat(told["at"])).total_seconds() > SILENT:
        return None
    return Rebuilding(told["done"], told["total"], max(1, -(-told["left"] // 60)))
