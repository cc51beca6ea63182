"""The interface for other programs."""

from typing import cast

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_smorest import Api

from registry.api.v1 import figures, search, standing
from registry.core.permissions import PUBLIC

VERSION = "1"


class PagesKeepTheirErrors(Api):
    """An API that answers its own errors only: those of the pages stay pages."""

    def _register_error_handlers(self) -> None:
        self._app.extensions["registry.api_errors"] = self.handle_http_exception


def init(app: Flask) -> None:
    """Register the API on the application; its description stands at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="Registry of Dân vận khéo models",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = PagesKeepTheirErrors(app)
    api.register_blueprint(search.blueprint)
    api.register_blueprint(figures.blueprint)
    api.register_blueprint(standing.blueprint)
    _open_description(app)


def _open_description(app: Flask) -> None:
    """Flask-Smorest serves the description by a view of its own, which cannot declare who may read it."""
    serve = app.view_functions["api-docs.openapi_json"]

    def show_description() -> ResponseReturnValue:
        return cast(ResponseReturnValue, serve())

    show_description.access = PUBLIC  # type: ignore[attr-defined]
    app.view_functions["api-docs.openapi_json"] = show_description
