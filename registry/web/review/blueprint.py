"""The blueprint of the review pages."""

from flask import Blueprint

bp = Blueprint("review", __name__)
