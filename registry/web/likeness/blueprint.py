"""The blueprint of the pages of likeness."""

from flask import Blueprint

bp = Blueprint("likeness", __name__)
