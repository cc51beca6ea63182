"""The blueprint of the pages on which lists, papers and double records are taken care of."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

bp = Blueprint("imports", __name__)


@bp.record_once
def _check_token_later(state: BlueprintSetupState) -> None:
    """Pages that receive files check their token themselves: reading the token reads the files."""
    for view in ("lists.start_import", "papers.enter_paper"):
        state.app.extensions["csrf"].exempt(f"registry.web.imports.views.{view}")
