"""Pages of review."""

from registry.web.review import parts
from registry.web.review.blueprint import bp
from registry.web.review.views import (
    appeals,
    asking,
    checking,
    deadlines,
    discussing,
    everybody,
    handling,
    inbox,
    objections,
    planning,
    recusals,
    reviewer,
    secretary,
    signer,
    staff,
    staffing,
    teams,
    unit,
    what_if,
)

__all__ = [
    "appeals",
    "asking",
    "bp",
    "checking",
    "deadlines",
    "discussing",
    "everybody",
    "handling",
    "inbox",
    "objections",
    "parts",
    "planning",
    "recusals",
    "reviewer",
    "secretary",
    "signer",
    "staff",
    "staffing",
    "teams",
    "unit",
    "what_if",
]
