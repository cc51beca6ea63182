"""The blueprint of the pages of figures."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
