"""The blueprint of the identity pages."""

from flask import Blueprint

bp = Blueprint("identity", __name__)
