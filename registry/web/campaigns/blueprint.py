"""The blueprint of the campaigns pages."""

from flask import Blueprint

bp = Blueprint("campaigns", __name__)
