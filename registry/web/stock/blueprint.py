"""The blueprint of the pages of yearly reviews."""

from flask import Blueprint

bp = Blueprint("stock", __name__)
