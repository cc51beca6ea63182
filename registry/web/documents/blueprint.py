"""The blueprint of the pages of official papers."""

from flask import Blueprint

bp = Blueprint("documents", __name__)
