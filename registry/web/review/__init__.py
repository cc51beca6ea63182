"""Pages of review."""

from registry.web.review import parts
from registry.web.review.blueprint import bp
from registry.web.review.views import everybody, inbox, reviewer, secretary, signer, staff, unit

__all__ = ["bp", "everybody", "inbox", "parts", "reviewer", "secretary", "signer", "staff", "unit"]
