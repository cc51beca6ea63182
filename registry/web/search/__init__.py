"""Pages of search."""

from typing import Any

from registry.core.i18n import _n
from registry.web.search import part, views
from registry.web.search.address import NAMES
from registry.web.search.blueprint import bp
from registry.web.search.syntax import SYNTAX

__all__ = ["bp", "part", "views"]


@bp.app_context_processor
def _words() -> dict[str, Any]:
    """What the templates of lists of models use beside their values."""
    return {
        "_n_models": lambda total: _n("%(num)s model", "%(num)s models", total),
        "facet_name": NAMES.__getitem__,
        "search_syntax": SYNTAX,
    }
