"""The blueprint of the catalogue pages."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)
