"""Pages of review."""

from registry.web.review import parts
from registry.web.review.blueprint import bp
from registry.web.review.views import (
    everybody,
    inbox,
    planning,
    recusals,
    reviewer,
    secretary,
    signer,
    staff,
    staffing,
    unit,
)

__all__ = [
    "bp",
    "everybody",
    "inbox",
    "parts",
    "planning",
    "recusals",
    "reviewer",
    "secretary",
    "signer",
    "staff",
    "staffing",
    "unit",
]
