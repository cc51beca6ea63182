"""Pages of search."""

from typing import Any

from registry.core.i18n import _n
from registry.web.search import inside, part, saved, stopping, suggestions, taking, views
from registry.web.search.address import NAMES
from registry.web.search.blueprint import bp
from registry.web.search.syntax import SYNTAX

__all__ = ["bp", "inside", "part", "saved", "stopping", "suggestions", "taking", "views"]


@bp.app_context_processor
def _words() -> dict[str, Any]:
    """What the templates of lists of models use beside their values."""
    return {
        "_n_models": lambda total: _n("%(num)s model", "%(num)s models", total),
        "_n_chosen": lambda total: _n("%(num)s model chosen", "%(num)s models chosen", total),
        "_n_pieces": lambda total: _n("%(num)s found", "%(num)s found", total),
        "_n_elsewhere": lambda total: _n(
            "%(num)s model names no province.", "%(num)s models name no province.", total
        ),
        "facet_name": NAMES.__getitem__,
        "search_syntax": SYNTAX,
    }
