"""The blueprint of the council's pages."""

from flask import Blueprint

bp = Blueprint("council", __name__)
