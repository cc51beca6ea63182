"""The blueprint of the evidence pages."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

bp = Blueprint("evidence", __name__)


@bp.record_once
def _check_token_later(state: BlueprintSetupState) -> None:
    """The page that receives files checks its token itself: reading the token reads the files."""
    state.app.extensions["csrf"].exempt("registry.web.evidence.views.manage_evidence")
