"""The blueprint of the search pages."""

from flask import Blueprint

bp = Blueprint("search", __name__)
