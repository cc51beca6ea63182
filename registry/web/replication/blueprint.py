"""The blueprint of the replication pages."""

from flask import Blueprint

bp = Blueprint("replication", __name__)
