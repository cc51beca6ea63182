"""The blueprint of the pages of periodic reports."""

from flask import Blueprint

bp = Blueprint("periodic", __name__)
