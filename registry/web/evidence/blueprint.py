"""The blueprint of the evidence pages."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

bp = Blueprint("evidence", __name__)


@bp.record_once
def _check_token_later(state: BlueprintSetupState) -> None:
    """Pages that receive files check their token themselves: reading the token reads the files."""
    for view in ("views.manage_evidence", "additions.replace_file"):
        state.app.extensions["csrf"].exempt(f"registry.web.evidence.{view}")
