"""For whoever watches the installation: whether the program runs, and whether it can work."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from registry.core import schema
from registry.core.db import db
from registry.web.guard import public
from registry.web.home.blueprint import bp
from registry.web.ports import engine


@bp.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """The process is alive."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def show_readiness() -> ResponseReturnValue:
    """The database answers and fits the program. Search is reported but not required: pages do without it."""
    database = _database()
    search = "ok" if engine().status().get("healthy") else "unavailable"
    ready = database == "ok"
    body = jsonify(status="ok" if ready else "unavailable", database=database, search=search)
    return body, 200 if ready else 503


def _database() -> str:
    try:
        return "ok" if schema.is_current() else "other schema"
    except SQLAlchemyError:
        db.session.rollback()
        return "unreachable"
