"""The blueprint of the search pages."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

bp = Blueprint("search", __name__)


@bp.record_once
def _take_signed_address_for_token(state: BlueprintSetupState) -> None:
    """Who stops alerts with the address in a mail has no page of ours to take a token from."""
    state.app.extensions["csrf"].exempt("registry.web.search.stopping.stop_alerts")
