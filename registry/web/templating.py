"""How templates find what every template is given."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment


class PlainEnvironment(Environment):
    """Templates share one table of what is given to all of them.

    By itself Jinja lays a table of its own over it for each template, in which nothing is ever put here, and
    compares the names in both whenever one template imports another.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template finds without being told."""
        return super().make_globals(d) if d else self.globals


def init(app: Flask) -> None:
    """To be called before the first template is looked for."""
    app.jinja_environment = PlainEnvironment  # type: ignore[assignment]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
